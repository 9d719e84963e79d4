// @ts-check
// The hash of Rust's sources is the one that xtask records.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { moduleFile, sourcesOf } from '../src/modules.mjs';

const MADE_OF = ['Cargo.toml', 'Cargo.lock', 'a/Cargo.toml', 'a/src/lib.rs', 'a/src/b/c.rs', 'a/build/main.rs'];
const BESIDE = ['a/tests/t.rs', 'a/README.md', 'xtask/Cargo.toml', 'xtask/src/main.rs', 'no-crate/src/lib.rs'];

let dir = '';
/** @param {string} file @param {string} text */
const write = (file, text) => {
  mkdirSync(dirname(join(dir, file)), { recursive: true });
  writeFileSync(join(dir, file), text);
};

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fedzk-sources-'));
  for (const file of [...MADE_OF, ...BESIDE]) write(file, '1');
});
afterEach(() => rmSync(dir, { recursive: true }));

it('is that of rust/xtask/src/lock.rs', () => {
  expect(sourcesOf(dir)).toBe('febd584d020b445fa95b11874588475db7f4aaffb08aa15b3d79f166e32881df');
});

it.each(MADE_OF)('changes with %s', (file) => {
  const before = sourcesOf(dir);
  write(file, '2');
  expect(sourcesOf(dir)).not.toBe(before);
});

it('does not change with files that are in no module', () => {
  const before = sourcesOf(dir);
  for (const file of BESIDE) write(file, '2');
  expect(sourcesOf(dir)).toBe(before);
});

it('leaves files alone that are not modules', () => {
  for (const path of ['/x/packages/keys/src/a.ts', '/x/packages/keys/wasm-more/a.js'])
    expect(moduleFile(path)).toBe(path);
});
