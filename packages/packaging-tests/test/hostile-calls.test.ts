// Calls every function of every installed entry with hostile arguments. testkit does the same on sources.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, inject, it } from 'vitest';
import { bundle } from '../src/bundle.js';
import { entries } from '../src/packages.js';
import { must } from '../src/run.js';

const CALLS = fileURLToPath(new URL('../../testkit/src/hostile-entries.ts', import.meta.url));

it('throws errors of ours alone', async () => {
  const installed = inject('installed');
  const contents = `import { rawErrorsOf } from ${JSON.stringify(CALLS)};
const found = [];
for (const entry of process.argv.slice(2)) found.push({ entry, ...(await rawErrorsOf(entry)) });
console.log(JSON.stringify(found));`;
  const stdin = { contents, resolveDir: installed };
  const [program] = await bundle(installed, { stdin, platform: 'node', external: ['@fedzk/*'] });
  const path = join(installed, 'hostile-calls.mjs');
  await writeFile(path, program?.bytes ?? '');

  // Some calls make folders with the name that they are given; they make them here.
  const dir = await mkdtemp(join(tmpdir(), 'fedzk-hostile-'));
  const found = JSON.parse(await must(process.execPath, [path, ...entries], dir)) as {
    readonly called: number;
    readonly raw: readonly string[];
  }[];
  expect(found.flatMap(({ raw }) => raw)).toEqual([]);
  expect(found.length).toBe(entries.length);
  // An entry without functions has constants: the levels of security.
  // @fedzk/sqlite-node20 has another's library alone.
  expect(found.filter(({ called }) => called === 0).length).toBeLessThan(3);
  expect(await readdir(dir)).toEqual([]);
  await rm(dir, { recursive: true });
});
