// Puts the page together: one file that needs nothing else, and may load nothing else.

import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'tsup';

/** Writes the page. */
export async function buildPage(to: string): Promise<void> {
  const out = await mkdtemp(join(tmpdir(), 'fedzk-page-'));
  try {
    await build({
      config: false,
      silent: true,
      entry: { page: 'page/page.ts' },
      outDir: out,
      format: 'iife',
      target: 'es2022',
      platform: 'browser',
      minify: true,
      dts: false,
      clean: false,
      noExternal: [/.*/],
      outExtension: () => ({ js: '.js' }),
    });
    const [html, style, script] = await Promise.all([
      readFile('page/page.html', 'utf8'),
      readFile('page/page.css', 'utf8'),
      readFile(join(out, 'page.js'), 'utf8'),
    ]);
    await writeFile(to, assemble(html, style, script.trim()));
  } finally {
    await rm(out, { recursive: true });
  }
}

function assemble(html: string, style: string, script: string): string {
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)} 'wasm-unsafe-eval'`,
    `style-src ${hashOf(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const parts: readonly (readonly [place: string, what: string])[] = [
    [`content="default-src 'none'"`, `content="${policy}"`],
    ['<link rel="stylesheet" href="page.css">', `<style>${style}</style>`],
    ['<script src="page.js"></script>', `<script>${script}</script>`],
  ];
  return parts.reduce((page, [place, what]) => {
    if (!page.includes(place)) throw new Error(`page.html has no ${place}`);
    return page.replace(place, () => what);
  }, html);
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
