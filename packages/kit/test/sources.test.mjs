// @ts-check
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { sourceOf, withFiles } from '../src/sources.mjs';

const folder = mkdtempSync(join(tmpdir(), 'fedzk-kit-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the source of a name', () => {
  it.each([
    ['@fedzk/core', 'core', './src/index.ts'],
    ['@fedzk/keys', 'keys', 'fedzk:entry/.#node'],
    ['@fedzk/keys/node', 'keys', './src/node.ts'],
    ['@fedzk/verify/pool/worker', 'verify', 'fedzk:entry/./pool/worker#node'],
    ['@fedzk/prove', 'prove', 'fedzk:entry/.#inline'],
  ])('%s', (name, pkg, from) => {
    const found = sourceOf(name);
    expect([found?.pkg.name, found?.from]).toEqual([pkg, from]);
  });

  it.each(['vitest', 'node:fs', '@noble/curves', '@fedzk/none', '@fedzk/keys/none', '@fedzk/keys/core.wasm', './x.js'])(
    'is none of %s',
    (name) => expect(sourceOf(name)).toBeUndefined(),
  );
});

describe('a file beside a script', () => {
  const at = join(folder, 'beside.ts');
  const address = (/** @type {string} */ path) => `new URL("${pathToFileURL(path).href}")`;
  const replaced = async (/** @type {string} */ path) => address(path.endsWith('.ts') ? `${path}.made` : path);
  /** @param {string} name */
  const url = (name) => `new URL('${name}', import.meta.url)`;

  it('is where it is, a program where only its source is there, and else stays as it is', async () => {
    for (const name of ['data.json', 'worker.ts']) writeFileSync(join(folder, name), '');
    const text = `a(${url('./data.json')}); b(${url('./worker.js')}); c(${url('./none.js')});`;
    const [data, worker] = ['data.json', 'worker.ts.made'].map((name) => address(join(folder, name)));
    expect(await withFiles(text, at, replaced)).toBe(`a(${data}); b(${worker}); c(${url('./none.js')});`);
    expect(await withFiles('nothing', at, replaced)).toBe('nothing');
    expect(await withFiles(text, at, () => undefined)).toBe(text);
  });
});
