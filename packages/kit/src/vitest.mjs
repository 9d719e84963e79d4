// @ts-check
import { dirname, join } from 'node:path';
import { packages } from './declared.mjs';
import { textOf } from './entries.mjs';
import { moduleFile } from './modules.mjs';
import { addressOf } from './program.mjs';
import { GLUE, packageOf, sourceOf, withFiles } from './sources.mjs';

/** What begins the name of a script that is in no file: then come its package and what {@link textOf} knows it by. */
const VIRTUAL = '\0fedzk/';

/** Has tests run on the sources of packages that they import by name, and of what these start. */
export function sources() {
  return {
    name: 'fedzk:sources',
    enforce: /** @type {const} */ ('pre'),
    /** @param {string} name @param {string} [importer] */
    resolveId(name, importer = '') {
      if (GLUE.test(name)) return moduleFile(join(dirname(importer), name));
      const { pkg, from } = sourceOf(name) ?? { pkg: virtual(importer).pkg ?? packageOf(importer), from: name };
      if (pkg && from.startsWith('fedzk:')) return `${VIRTUAL}${pkg.name}/${from}`;
      const isOurs = from !== name || importer.startsWith(VIRTUAL);
      return pkg && isOurs && /^(\.\/)?src\//.test(from) ? join(pkg.dir, from) : undefined;
    },
    /** @param {string} id */
    load(id) {
      const { pkg, request } = virtual(id);
      return pkg && textOf(pkg, request);
    },
    /** @param {string} text @param {string} path */
    async transform(text, path) {
      if (!/\/packages\/[a-z0-9-]+\/src\/.*\.ts$/.test(path) || !text.includes("', import.meta.url)")) return undefined;
      return { code: await withFiles(text, path, addressOf), map: null };
    },
  };
}

/** @param {string} id */
function virtual(id) {
  const [name = '', ...request] = id.startsWith(VIRTUAL) ? id.slice(VIRTUAL.length).split('/') : [];
  return { pkg: packages.get(name), request: request.join('/') };
}
