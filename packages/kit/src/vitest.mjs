// @ts-check
import { dirname, join } from 'node:path';
import { packages } from './declared.mjs';
import { textOf } from './entries.mjs';
import { moduleFile } from './modules.mjs';
import { addressOf } from './program.mjs';
import { GLUE, packageOf, sourceOf, withFiles } from './sources.mjs';

/** What begins the name of a script that is in no file, before its package. */
const VIRTUAL = '\0fedzk/';

/** Has tests run on the sources of packages that they import by name, and of what these start. */
export function sources() {
  return {
    name: 'fedzk:sources',
    enforce: /** @type {const} */ ('pre'),
    /** @param {string} name @param {string} [importer] */
    resolveId(name, importer = '') {
      if (GLUE.test(name)) return moduleFile(join(dirname(importer), name));
      const found = sourceOf(name) ?? { pkg: importing(importer), from: name };
      if (found.pkg === undefined) return undefined;
      if (found.from.startsWith('fedzk:')) return `${VIRTUAL}${found.pkg.name}/${found.from}`;
      const isOurs = found.from !== name || importer.startsWith(VIRTUAL);
      return isOurs && /^(\.\/)?src\//.test(found.from) ? join(found.pkg.dir, found.from) : undefined;
    },
    /** @param {string} id */
    load(id) {
      if (!id.startsWith(VIRTUAL)) return undefined;
      const [name = '', ...request] = id.slice(VIRTUAL.length).split('/');
      const pkg = packages.get(name);
      return pkg && textOf(pkg, request.join('/'));
    },
    /** @param {string} text @param {string} path */
    async transform(text, path) {
      if (!/\/packages\/[a-z]+\/src\/.*\.ts$/.test(path) || !text.includes("', import.meta.url)")) return undefined;
      return { code: await withFiles(text, path, addressOf), map: null };
    },
  };
}

/** The package whose script imports. @param {string} importer */
function importing(importer) {
  if (!importer.startsWith(VIRTUAL)) return packageOf(importer);
  return packages.get(importer.slice(VIRTUAL.length).split('/')[0] ?? '');
}
