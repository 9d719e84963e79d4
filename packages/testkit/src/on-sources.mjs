// @ts-check
// The plugin of vitest by which tests run on sources.
import { dirname, join } from 'node:path';
import { textOf } from '@fedzk/kit/entries';
import { moduleFile } from '@fedzk/kit/modules';
import { GLUE, packageOf, sourceOf, withFiles } from '@fedzk/kit/sources';
import { addressOf } from './program.mjs';

/** Matches the name of a derived script: its package's folder, then its name for {@link textOf}. */
const VIRTUAL = /^\0(.+\/)(fedzk:.+)$/;

/** Makes the plugin: packages that tests import by name are their sources, and so are the programs that these start. */
export function sources() {
  return {
    name: 'fedzk:sources',
    enforce: /** @type {const} */ ('pre'),
    /** @param {string} name @param {string} [importer] */
    resolveId(name, importer = '') {
      if (GLUE.test(name)) return moduleFile(join(dirname(importer), name));
      const [, folder] = VIRTUAL.exec(importer) ?? [];
      const { pkg, from } = sourceOf(name) ?? { pkg: packageOf(folder ?? importer), from: name };
      if (pkg && from.startsWith('fedzk:')) return `\0${pkg.dir}/${from}`;
      const isOurs = from !== name || folder !== undefined;
      return pkg && isOurs && /^(\.\/)?src\//.test(from) ? join(pkg.dir, from) : undefined;
    },
    /** @param {string} id */
    load(id) {
      const [, folder = '', request = ''] = VIRTUAL.exec(id) ?? [];
      const pkg = packageOf(folder);
      return pkg && textOf(pkg, request);
    },
    /** @param {string} text @param {string} path */
    async transform(text, path) {
      if (!/\/packages\/[a-z0-9-]+\/src\/.*\.ts$/.test(path) || !text.includes("', import.meta.url)")) return undefined;
      return { code: await withFiles(text, path, addressOf), map: null };
    },
  };
}
