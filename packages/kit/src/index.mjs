// @ts-check
export { moduleFile } from './modules.mjs';
export { definePackage } from './package.mjs';

// What follows reads the declarations, which import this file: so it is loaded when it is called.

/** See program.mjs. @param {string | URL} source */
export async function program(source) {
  return (await import('./program.mjs')).program(source);
}

/** See program.mjs. @param {string} text */
export async function programOf(text) {
  return (await import('./program.mjs')).programOf(text);
}
