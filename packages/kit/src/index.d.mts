export { moduleFile } from './modules.mjs';
export type { Entry, Package, Runtime, Wasm, Worker } from './package.mjs';
export { definePackage } from './package.mjs';

/**
 * Makes a program that Node runs of a source, with all that it imports.
 *
 * @param source its file, or the name of an entry, `@fedzk/verify/pool/worker`
 * @returns a path
 */
export declare function program(source: string | URL): Promise<string>;

/**
 * Makes a program of a text, which imports packages by their names.
 *
 * @param text of a module
 * @returns a path
 */
export declare function programOf(text: string): Promise<string>;
