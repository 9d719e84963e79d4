// @ts-check
import { program } from './program.mjs';
import { sourceOf, withPrograms } from './sources.mjs';

/** Has tests run on the sources of packages that they import by name, and of what these start. */
export function sources() {
  return {
    name: 'fedzk:sources',
    enforce: /** @type {const} */ ('pre'),
    /** @param {string} name */
    resolveId: (name) => sourceOf(name),
    /** @param {string} text @param {string} path */
    async transform(text, path) {
      if (!/\/packages\/[a-z]+\/src\/.*\.ts$/.test(path) || !text.includes("', import.meta.url)")) return undefined;
      return { code: await withPrograms(text, path, program), map: null };
    },
  };
}
