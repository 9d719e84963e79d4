// @ts-check
// Builds the page: one file that needs nothing else, and may load nothing else.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundled } from '@fedzk/kit/sources';

/** Returns the page's HTML. @returns {Promise<string>} */
export default async function page() {
  const texts = ['page.html', 'page.css'].map((name) => readFile(new URL(name, import.meta.url), 'utf8'));
  const [html = '', style = ''] = await Promise.all(texts);
  const script = await bundled({
    entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
    format: 'iife',
    target: 'es2022',
    platform: 'browser',
    minify: true,
    legalComments: 'none',
  });
  return assemble(html, style, script.trim());
}

/** @param {string} html @param {string} style @param {string} script */
function assemble(html, style, script) {
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)} 'wasm-unsafe-eval'`,
    `style-src ${hashOf(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const parts = /** @type {const} */ ([
    [`content="default-src 'none'"`, `content="${policy}"`],
    ['<link rel="stylesheet" href="page.css">', `<style>${style}</style>`],
    ['<script src="page.js"></script>', `<script>${script}</script>`],
  ]);
  return parts.reduce((page, [place, what]) => {
    if (!page.includes(place)) throw new Error(`page.html has no ${place}`);
    return page.replace(place, () => what);
  }, html);
}

/** @param {string} text */
function hashOf(text) {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
