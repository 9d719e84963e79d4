/** The contributions that a proving key lists. */
import { readFileSync } from 'node:fs';
import { Chain, type Link, sectionOf, u32 } from '@fedzk/testkit/ceremony/chain';
import { CURVES, type Name } from '@fedzk/testkit/ceremony/curves';
import { hex, ROUND, seedOf } from '@fedzk/testkit/ceremony/manifest';
import { type KeySource, readContributions } from '@fedzk/verify/ceremony';
import { describe, expect, it } from 'vitest';
import { knownChain } from './support/vectors.js';
import { zkeyOf } from './support/zkey.js';

describe.each(['bn254', 'bls12-381'] as const)('of snarkjs on %s', (name: Name) => {
  const { section, hashes, chain } = knownChain(name);
  const file = zkeyOf(name, section);

  it('are read from bytes, a Blob and a source', async () => {
    const read = readContributions(file);
    expect(read).toMatchObject({ curve: name, circuitHash: hex(section.subarray(0, 64)) });
    expect(read.contributions.map(({ hash }) => hash)).toEqual(hashes);
    expect(read.contributions.map(({ kind }) => kind)).toEqual(['person', 'person', 'beacon']);
    expect(read.contributions.map(({ transcript }) => transcript)).toEqual(
      chain.links.map(({ transcript }) => hex(transcript)),
    );
    const [first, , beacon] = read.contributions;
    expect(typeof first?.name).toBe('string');
    expect(first?.beacon).toBeUndefined();
    expect(beacon?.beacon).toMatchObject({ value: expect.stringMatching(/^[0-9a-f]+$/), iterations: 10 });
    expect(await readContributions(new Blob([file]))).toEqual(read);
    const asked: number[] = [];
    const source: KeySource = {
      size: file.length,
      async read(offset, length) {
        asked.push(length);
        return file.subarray(offset, offset + length);
      },
    };
    expect(await readContributions(source)).toEqual(read);
    // Only heads, the header and the list are read.
    expect(Math.max(...asked)).toBe(Math.max(section.length, 4 + CURVES[name].n * 19 + 48));
  });
});

it('399 people and a beacon are read', () => {
  const chain = new Chain('bn254', new Uint8Array(64)).add({ seed: seedOf('one'), name: 'one' });
  const [person] = chain.links as [Link];
  chain.add({ seed: new Uint8Array(32), beacon: { value: ROUND.value, iterations: 10 } });
  const links = [...Array.from({ length: 399 }, () => person), chain.links[1] as Link];
  const file = zkeyOf('bn254', sectionOf(chain.on, chain.csHash, links));
  const { contributions } = readContributions(file);
  expect(contributions).toHaveLength(400);
  expect(contributions.filter(({ kind }) => kind === 'person')).toHaveLength(399);
  expect(contributions.at(-1)?.beacon).toEqual({ value: hex(ROUND.value), iterations: 10 });
});

describe('a damaged file', () => {
  const { section } = knownChain('bn254');
  const file = zkeyOf('bn254', section);
  const edited = (change: (copy: Buffer) => Uint8Array | undefined): Uint8Array => {
    const copy = Buffer.from(file);
    return change(copy) ?? copy;
  };
  const list = file.length - section.length;
  /** Where the header of a section starts. */
  const headerOf = (type: number): number => {
    const copy = Buffer.from(file);
    let at = 12;
    while (copy.readUInt32LE(at) !== type) at += 12 + Number(copy.readBigUInt64LE(at + 4));
    return at;
  };

  it.each<[string, Uint8Array]>([
    ['empty', new Uint8Array()],
    ['cut off in the header', file.slice(0, 11)],
    ['cut off', file.slice(0, -1)],
    ['with a byte more', Buffer.concat([file, new Uint8Array(1)])],
    ['of other letters', edited((copy) => void copy.write('ptau'))],
    ['of another version', edited((copy) => void copy.writeUInt32LE(2, 4))],
    ['with 2^32 − 1 sections', edited((copy) => void copy.writeUInt32LE(2 ** 32 - 1, 8))],
    ['for PLONK', edited((copy) => void copy.writeUInt32LE(2, 24))],
    ['with a section twice', edited((copy) => void copy.writeUInt32LE(1, list - 12))],
    [
      'with two lists, in place of a section that is not read',
      edited((copy) => void copy.writeUInt32LE(10, headerOf(4))),
    ],
    ['with an unknown section', edited((copy) => void copy.writeUInt32LE(11, list - 12))],
    ['with a length of 2^63', edited((copy) => void copy.writeBigUInt64LE(2n ** 63n, list - 8))],
    [
      'without its list',
      edited((copy) => {
        copy.writeUInt32LE(9, 8);
        return copy.subarray(0, list - 12);
      }),
    ],
    ['of 2^32 − 1 contributions', zkeyOf('bn254', Buffer.concat([section.subarray(0, 64), u32(2 ** 32 - 1)]))],
    ['with a list that is cut off', zkeyOf('bn254', section.subarray(0, -1))],
    ['with a list that is too long', zkeyOf('bn254', Buffer.concat([section, new Uint8Array(1)]))],
    ['with other points than its numbers say', zkeyOf('bn254', section, { more: 5 })],
    ['on another curve', edited((copy) => void copy.writeUInt32LE(40, 40))],
  ])('%s is refused', (_, damaged) => {
    expect(() => readContributions(damaged)).toThrow(expect.objectContaining({ code: 'invalid-ceremony-file' }));
  });

  it('a source that reads too little is refused', async () => {
    const source = { size: file.length, read: () => new Uint8Array(1) };
    await expect(readContributions(source)).rejects.toMatchObject({ code: 'invalid-ceremony-file' });
  });
});

it('the vectors are snarkjs’s', () => {
  const text = readFileSync(new URL('../../../vectors/ceremony/snarkjs.json', import.meta.url), 'utf8');
  expect(JSON.parse(text).origin.from).toContain('snarkjs');
});
