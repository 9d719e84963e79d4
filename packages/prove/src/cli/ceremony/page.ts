// page: the pages of ceremonies, to publish or to open from disk.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cannot, quoted } from '../files.js';
import { requireNew } from './files.js';
import { oneName } from './names.js';
import { requireNewBefore, together } from './new-files.js';
import { type Command, say } from './run.js';

/** Pages that are built beside the command line. */
const PAGES = ['contribute.html', 'manifest.html'];

export const PAGE: Command = {
  options: [],
  async run(request) {
    const folder = oneName(request, 'page', 'one folder');
    const files = PAGES.map((name) => ({ file: join(folder, name), text: pageOf(name) }));
    const names = files.map(({ file }) => file);
    const [contribute = '', manifest = ''] = names;
    // The last of the list is named first.
    requireNew(contribute);
    requireNewBefore(manifest, contribute);
    await together(request, async (made) => {
      for (const { file, text } of files) await made.write(file, text);
    });
    say(request, { files: names }, ...names.map((name) => `${quoted(name)}: open it in a browser`));
    return 0;
  },
};

/** @throws {Trouble} */
function pageOf(name: string): string {
  try {
    return readFileSync(new URL(`./${name}`, import.meta.url), 'utf8');
  } catch (error) {
    throw cannot('read', name, error);
  }
}
