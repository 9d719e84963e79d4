/**
 * Keys that several processes make at once in SoftHSM2, or that are killed while they make them: one whole key of a
 * label or none, and never two. @alone: SoftHSM2's folder is a variable of the process.
 */
import { readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '@fedzk/core';
import type { Pkcs11Token } from '@fedzk/keys/pkcs11';
import { rejection } from '@fedzk/testkit/errors';
import { Lines, program, runNode } from '@fedzk/testkit/processes';
import { Random } from '@fedzk/testkit/random';
import type { SoftHsm } from '@fedzk/testkit/services/softhsm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { claimOf } from '../src/pkcs11/making.js';
import { CKA, CKO } from '../src/pkcs11/numbers.js';
import { countOf, inToken, LABEL, open, PIN, softHsm } from './support/tokens.js';

const slow = process.env['SLOW'] === '1';
const random = new Random('pkcs11 making');

let hsm: SoftHsm;
let maker: string;
beforeEach(async (context) => {
  hsm = await softHsm(context);
  maker = await program(new URL('./support/key-maker.ts', import.meta.url));
});
afterEach(() => {
  vi.restoreAllMocks();
  hsm?.[Symbol.dispose]();
});

const args = (...more: readonly string[]): string[] => [maker, hsm.module, LABEL, PIN, ...more];

/** A kind of key: how it is got, told, and counted. */
const KINDS = [
  {
    kind: 'kek',
    classes: [CKO.secretKey],
    get: async (token: Pkcs11Token, label: string) => (await token.keyProvider(label, { create: true })).name,
  },
  {
    kind: 'pair',
    classes: [CKO.privateKey, CKO.publicKey],
    get: async (token: Pkcs11Token, label: string) =>
      toHex((await token.signingKey(label, { create: true })).publicKey),
  },
];

describe.each(KINDS)('$kind', ({ kind, classes, get }) => {
  /** Opens keys, of which each must be there once and whole, and gives what they are. */
  async function whole(labels: readonly string[]): Promise<string[]> {
    const token = await open(hsm);
    try {
      const got = await Promise.all(labels.map((label) => get(token, label)));
      for (const label of labels) {
        const [first = 0] = classes;
        expect([label, await countOf(hsm, first, label)]).toEqual([label, 1]);
        for (const type of classes) expect(await countOf(hsm, type, claimOf(label))).toBe(0);
      }
      return got;
    } finally {
      await token.close();
    }
  }

  /** Waits until the process beside one that was killed has removed its object, and ended. */
  async function unmarked(): Promise<void> {
    const marks = () => inToken(hsm, (session) => session.find([{ type: CKA.class, value: CKO.data }]).length);
    await expect.poll(marks, { timeout: 10_000 }).toBe(0);
  }

  /** The number of the last call that makes a key. */
  async function callsOf(): Promise<number> {
    const { stdout, stderr } = await runNode(args(kind, 'first'));
    expect(stderr).toBe('');
    const calls = Number(stdout.trim().split(' ').at(-1));
    expect(calls).toBeGreaterThan(8);
    return calls;
  }

  it('that is killed before a call leaves no key or one', async () => {
    // One more: after the last of them.
    const last = (await callsOf()) + 1;
    const labels: string[] = [];
    for (let call = last; call > 0; call -= slow ? 1 : 3) {
      const label = `killed-${call}`;
      const { code, stdout } = await runNode(args(kind, label, String(call)));
      expect([label, code, stdout]).toEqual([label, null, '']);
      labels.push(label);
    }
    const got = await whole(labels);
    expect(new Set(got).size).toBe(labels.length);
    // They stay what they are.
    expect(await whole(labels)).toEqual(got);
  });

  it('that is killed in the middle of a call leaves no key or one', async () => {
    for (let round = 0; round < (slow ? 40 : 3); round++) {
      const last = random.upTo(3);
      const made = new Map<string, string>();
      const killed = new Lines(args(kind, `round-${round}-*`), (line, process) => {
        const [label = '', got = ''] = line.split(' ');
        made.set(label, got);
        if (label === `round-${round}-${last}`) process.kill();
      });
      expect((await killed.ended).killed).toBe(true);
      const got = await whole([...made.keys(), `round-${round}-${made.size}`]);
      expect(got.slice(0, -1)).toEqual([...made.values()]);
    }
  });

  it('of whose file only a part was written is made anew', async () => {
    const [token = ''] = readdirSync(hsm.tokens);
    const folder = join(hsm.tokens, token);
    const calls = await callsOf();
    const labels: string[] = [];
    for (let call = slow ? 1 : Math.floor(calls / 2); call <= calls; call += slow ? 1 : 2) {
      const label = `torn-${call}`;
      const before = readdirSync(folder);
      await runNode(args(kind, label, String(call)));
      await unmarked();
      const made = readdirSync(folder).filter((name) => !before.includes(name) && name.endsWith('.object'));
      const file = join(folder, made.at(-1) ?? '');
      if (made.length > 0) truncateSync(file, Math.floor(statSync(file).size * ([0, 0.3, 0.9][call % 3] ?? 0)));
      if (made.length > 0) labels.push(label);
    }
    expect(labels.length).toBeGreaterThan(1);
    await whole(labels);
  });

  it.each(['/nowhere/node', '/bin/false'])(
    'is not made where %s is no Node that could show what others make',
    async (path) => {
      vi.spyOn(process, 'execPath', 'get').mockReturnValue(path);
      const token = await open(hsm);
      try {
        const error = await rejection(get(token, 'alone'));
        expect([error.code, error.message]).toEqual(['unsupported', expect.stringContaining('second process')]);
      } finally {
        await token.close();
      }
      for (const type of classes) {
        expect(await countOf(hsm, type, claimOf('alone'))).toBe(0);
        expect(await countOf(hsm, type, 'alone')).toBe(0);
      }
    },
  );

  it('is one where another process makes it at the last moment', async () => {
    const { stdout, stderr } = await runNode(args(kind, 'beaten', 'beaten'));
    expect(stderr).toBe('');
    expect([stdout.split(' ')[1]]).toEqual(await whole(['beaten']));
  });

  it('is one where four processes make it at once', async () => {
    for (let round = 0; round < (slow ? 10 : 1); round++) {
      const label = `raced-${round}`;
      const ended = await Promise.all(Array.from({ length: 4 }, () => runNode(args(kind, label))));
      expect(ended.map(({ stderr }) => stderr)).toEqual(['', '', '', '']);
      const got = new Set(ended.map(({ stdout }) => stdout.split(' ')[1]));
      expect([...got]).toEqual(await whole([label]));
    }
  });
});
