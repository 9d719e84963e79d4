// @ts-check
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../lib/paths.mjs';
import { roomsOf, select, selectChanged } from '../lib/selection.mjs';

/** @param {string} name @param {string[]} dependencies @param {string[]} [devDependencies] */
const npm = (name, dependencies, devDependencies = []) => ({
  dir: join(root, name === 'bench' ? name : `packages/${name}`),
  manifest: {
    name: `@fedzk/${name}`,
    dependencies: Object.fromEntries(dependencies.map((each) => [`@fedzk/${each}`, 'workspace:^'])),
    devDependencies: Object.fromEntries(
      [...devDependencies.map((each) => `@fedzk/${each}`), 'snarkjs'].map((n) => [n, '1']),
    ),
  },
});
/** @param {string} name @param {string[]} needs @param {string} [out] */
const crate = (name, needs, out) => ({
  name: `fedzk-${name}`,
  manifest_path: join(root, 'rust', name, 'Cargo.toml'),
  dependencies: [...needs.map((each) => ({ name: `fedzk-${each}`, path: `/${each}` })), { name: 'zeroize' }],
  metadata: out === undefined ? null : { fedzk: { module: [{ out: `packages/${out}/wasm` }, {}] } },
});
const rooms = roomsOf(
  [
    npm('core', []),
    npm('verify', ['core']),
    npm('agg', ['core', 'verify']),
    npm('keys', ['core']),
    npm('bench', [], ['agg']),
  ],
  {
    packages: [
      crate('curves', []),
      crate('groth16', ['curves']),
      crate('keystore', []),
      crate('wasm-verify', ['groth16'], 'verify'),
      crate('wasm-keys', ['keystore'], 'keys'),
    ],
  },
);

describe('select', () => {
  it.each([
    ['verify', ['verify', 'agg', 'bench'], ['curves', 'groth16', 'wasm-verify']],
    ['keys', ['keys'], ['keystore', 'wasm-keys']],
    ['core', ['core', 'verify', 'agg', 'keys', 'bench'], []],
    ['agg keys', ['agg', 'keys', 'bench'], ['keystore', 'wasm-keys']],
    ['rust groth16', [], ['groth16', 'wasm-verify']],
    ['rust curves keystore', [], ['curves', 'groth16', 'keystore', 'wasm-verify', 'wasm-keys']],
    ['rust', [], ['curves', 'groth16', 'keystore', 'wasm-verify', 'wasm-keys']],
  ])('%s', (words, packages, crates) => {
    expect(select(words.split(' '), rooms)).toEqual({ packages, crates });
  });

  it('leaves out the crates of a package whose modules are committed', () => {
    const committed = { rustChanged: false };
    expect(select(['keys'], rooms, committed)).toEqual({ packages: ['keys'], crates: [] });
    expect(select(['rust', 'groth16'], rooms, committed)).toEqual({ packages: [], crates: ['groth16', 'wasm-verify'] });
  });

  it.each([
    ['verify', ['verify'], []],
    ['rust curves', [], ['curves']],
  ])('only %s', (words, packages, crates) => {
    expect(select(words.split(' '), rooms, { only: true })).toEqual({ packages, crates });
  });

  it.each([
    ['kys', 'There is no package "kys".', /^Name one of these: core, verify/],
    ['rust verify', 'There is no crate "verify".', /^Name one of these: curves, groth16/],
  ])('refuses %s', (words, message, remedy) => {
    expect(() => select(words.split(' '), rooms)).toThrow(
      expect.objectContaining({ message, remedy: expect.stringMatching(remedy) }),
    );
  });
});

describe('selectChanged', () => {
  it.each([
    [['packages/keys/src/index.ts'], ['keys'], []],
    [['packages/keys/README.md', 'packages/agg/test/a.ts'], ['agg', 'keys', 'bench'], []],
    [['bench/src/run.ts'], ['bench'], []],
    [['rust/keystore/src/lib.rs'], ['keys'], ['keystore', 'wasm-keys']],
    [['rust/curves/src/fp.rs'], ['verify', 'agg', 'bench'], ['curves', 'groth16', 'wasm-verify']],
    [[], [], []],
    [['.changeset/keys-cancel.md'], [], []],
    [['.changeset/keys-cancel.md', 'bench/src/run.ts'], ['bench'], []],
  ])('%s', (files, packages, crates) => {
    expect(selectChanged(files, rooms)).toEqual({ packages, crates });
  });

  it.each(['package.json', 'rust/Cargo.toml', 'packages/unknown/a.ts', 'packages/keysmith/a.ts'])(
    'is everything for %s',
    (file) => expect(selectChanged(['packages/keys/a.ts', file], rooms)).toBeUndefined(),
  );
});
