/** The bytes of secrets are zero once they have been used, whatever came of it. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { compose } from '../src/compose.js';
import type { Bytes } from '../src/protocol/encoding.js';
import { createSigningKey, sign } from '../src/protocol/keys.js';
import { expand } from '../src/protocol/share.js';
import { Draws } from '../src/protocol/shares.js';
import { memoryStorage } from '../src/storage/memory.js';
import { setting } from './support/round.js';
import { without } from './support/weaken.js';

vi.mock('../src/protocol/hpke.js', async (original) =>
  (await import('./support/weaken.js')).weakenable(await original<object>()),
);

const set = setting();
const parts = [[1, 2, 3, 4, 5]];
const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a report’s seed, blind and plaintext', () => {
  /** Makes a report, and gives what was drawn and what was sealed, as they are afterwards. */
  async function secretsAfter(prove = set.prover.prove, failAt?: 'leader' | 'helper') {
    const drawn = Draws.fresh(set.layout).take();
    expect([drawn.seed, drawn.blind].map(isZero)).toEqual([false, false]);
    const sealed: Bytes[] = [];
    let failed = false;
    await without(
      {
        seal: (original) => async (role, key, aad, plain, ephemeral) => {
          expect(isZero(plain)).toBe(false);
          sealed.push(plain);
          if (role === failAt) throw new Error('the seal fails');
          return original(role, key, aad, plain, ephemeral);
        },
      },
      async () => {
        const signingKey = set.signingKeys.client_001?.privateKey;
        const { bound, prover } = set;
        const report = { bound, prover: { ...prover, prove }, signingKey, clientId: 'client_001', round: 1n, parts };
        await compose(report, new Draws(drawn)).catch(() => {
          failed = true;
        });
      },
    );
    return { failed, sealed, left: [drawn.seed, drawn.blind, ...sealed].filter((bytes) => !isZero(bytes)).length };
  }

  it('are wiped once it is made', async () => {
    const { failed, sealed, left } = await secretsAfter();
    expect([failed, left]).toEqual([false, 0]);
    expect(sealed.map(({ length }) => length)).toEqual([32 + 32 * 2, 32]); // blind ‖ A, and the seed itself
  });

  it('are wiped when the prover fails', async () => {
    const fail = (): never => {
      throw new Error('no proof');
    };
    expect(await secretsAfter(fail)).toEqual({ failed: true, sealed: [], left: 0 });
  });

  it.each(['leader', 'helper'] as const)('are wiped when sealing to the %s fails', async (role) => {
    const { failed, left } = await secretsAfter(undefined, role);
    expect([failed, left]).toEqual([true, 0]);
  });
});

it('a private key’s encoding is wiped once the key is imported', async () => {
  const imported = vi.spyOn(crypto.subtle, 'importKey');
  const { privateKey } = createSigningKey();
  await sign(privateKey, Uint8Array.of(1));
  expect(imported.mock.calls.map(([format]) => format as string)).toEqual(['pkcs8']);
  const [encoding] = imported.mock.calls.map(([, key]) => key as unknown as Uint8Array);
  expect(encoding).toHaveLength(48);
  expect(isZero(encoding ?? privateKey)).toBe(true);
  expect(isZero(privateKey)).toBe(false);
});

it('the key and the stream of an expanded seed are wiped', async () => {
  const imported = vi.spyOn(crypto.subtle, 'importKey');
  const encrypted = vi.spyOn(crypto.subtle, 'encrypt');
  const elements = await expand(new Uint8Array(32).fill(7), Uint8Array.of(1), 3, 'bn254');
  expect(elements).toHaveLength(3 * 32);
  const [key] = imported.mock.calls.map(([, bytes]) => bytes as unknown as Uint8Array);
  const stream = new Uint8Array((await encrypted.mock.results[0]?.value) as ArrayBuffer);
  expect([key?.length, stream.length]).toEqual([32, 3 * 48]);
  expect([key ?? stream, stream].map(isZero)).toEqual([true, true]);
});

it('a share that the memory storage gives up is wiped: of a slot that is freed, of a round that is over', async () => {
  const [copies, given] = [[] as Uint8Array[], Uint8Array.of(2)];
  const { set: original } = Map.prototype;
  vi.spyOn(Map.prototype, 'set').mockImplementation(function (this: Map<unknown, unknown>, key, value) {
    const { share } = (value ?? {}) as { share?: unknown };
    if (share instanceof Uint8Array && share !== given) copies.push(share);
    return original.call(this, key, value);
  });
  const store = await memoryStorage().task(new Uint8Array(32), 'leader');
  await store.move({ kind: 'open', round: 1n, events: [] });
  const [prepare, report] = [Uint8Array.of(1), new Uint8Array(32)];
  const hold = (client: string, fill: number) =>
    ({ kind: 'hold', client, report: report.map(() => fill), prepare, share: given, max: 9, events: [] }) as const;
  await store.apply(1n, [hold('one', 1), hold('two', 2)]);
  await store.apply(1n, [{ kind: 'free', client: 'one', report: report.map(() => 1), prepare, events: [] }]);
  const kept = copies.filter((copy) => !isZero(copy));
  expect(kept).toHaveLength(1);
  await store.move({ kind: 'abandon', round: 1n, events: [] });
  expect([await store.wipe(1n, 9), await store.wipe(1n, 9)]).toEqual([1, 0]);
  expect(copies.every(isZero)).toBe(true);
  expect([prepare, given].map((bytes) => bytes[0])).toEqual([1, 2]);
});
