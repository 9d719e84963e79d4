// @ts-check
// Builds a page: one file that needs nothing else, and may load nothing else than its policy says.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundled } from '@fedzk/kit/sources';

/** Allows a page to ask the addresses that its user gives: address.ts. */
export const ADDRESSES = 'connect-src https: http://127.0.0.1:*';

/** @param {URL} source @param {Readonly<Record<string, string>>} [define] */
export async function scriptOf(source, define = {}) {
  const text = await bundled({
    entryPoints: [fileURLToPath(source)],
    format: 'iife',
    target: 'es2022',
    platform: 'browser',
    minify: true,
    legalComments: 'none',
    define,
  });
  return text.trim();
}

/**
 * Returns a page's HTML.
 *
 * @param {URL} html
 * @param {string} script
 * @param {readonly string[]} [allowed] parts of its Content-Security-Policy beside those that every page has
 * @returns {Promise<string>}
 */
export async function assemble(html, script, allowed = []) {
  const [text, style] = await Promise.all([
    readFile(html, 'utf8'),
    readFile(new URL('page.css', import.meta.url), 'utf8'),
  ]);
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)} 'wasm-unsafe-eval'`,
    `style-src ${hashOf(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    ...allowed,
  ].join('; ');
  const parts = /** @type {const} */ ([
    [`content="default-src 'none'"`, `content="${policy}"`],
    ['<link rel="stylesheet" href="page.css">', `<style>${style}</style>`],
    ['<script src="page.js"></script>', `<script>${script}</script>`],
  ]);
  return parts.reduce((page, [place, what]) => {
    if (!page.includes(place)) throw new Error(`the page has no ${place}`);
    return page.replace(place, () => what);
  }, text);
}

/** @param {string} text */
function hashOf(text) {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
