// @ts-check
// The declaration of a package in its `fedzk.package.mjs`. Its build, its `exports` and its checks are derived from it.

/**
 * Where an entry runs. `inline`: browsers and bundlers, with WebAssembly as a string; also Node where that has no build of its
 * own. `web`: browsers' workers. `workerd` and `edge-light` import a module as a file.
 *
 * @typedef {'node' | 'inline' | 'web' | 'workerd' | 'edge-light'} Runtime
 *
 * @typedef {object} Entry one of `exports`, or the program of a worker
 * @property {string | Partial<Record<Runtime, string>>} source a file, or one a runtime, of which the first has the types
 * @property {readonly string[]} [wasm] keys of `wasm`: what is loaded before the source runs
 * @property {readonly ['node']} [runtimes] left out: every runtime
 *
 * @typedef {Entry & { shared?: boolean }} Worker shared: a part of the package's chunks; left out: a bundle by itself
 *
 * @typedef {object} Wasm published as `./KEY.wasm`, and another build of it as `./KEY.BUILD.wasm`
 * @property {Readonly<Record<string, string>>} builds names of Rust's modules; the first runs everywhere
 * @property {Readonly<Record<string, string>>} [choose] by build, the function of `@fedzk/core` that says when it runs
 * @property {{ to: string, in: string }} give the function that takes the module, and its source
 * @property {'at once' | 'when needed'} [load] when needed: `give.to` takes the key, and a function that gets `{ module, glue }`
 * @property {string} [glue] the source that is loaded with a module when needed
 *
 * @typedef {object} Package
 * @property {Readonly<Record<string, Entry>>} entries by keys of `exports`
 * @property {string} [cli] the source of its command line, `fedzk-NAME`; of the package `fedzk` that alone
 * @property {Readonly<Record<string, Wasm>>} [wasm]
 * @property {Readonly<Record<string, Worker>>} [workers] with a key like `./pool/worker` one of `exports` too
 * @property {readonly string[]} [publish] files beside `dist`, README and licences
 * @property {Readonly<Record<string, string>>} [made] files of `dist`, and the script whose default export makes their text
 * @property {string} [exercise] a script that the packaging tests run in every runtime
 * @property {Readonly<Record<string, number>>} budgets bytes after gzip, by `ENTRY [RUNTIME] [{ names }]` or `KEY.wasm`
 */

/**
 * Gives a declaration its type.
 *
 * @param {Package} declared paths are the package's
 */
export function definePackage(declared) {
  return declared;
}
