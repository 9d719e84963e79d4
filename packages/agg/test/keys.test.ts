/** Keys that are refused: every point of small order of both curves, in every encoding; and what is no private key. */
import { x25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { createAggregator } from '../src/aggregator/create.js';
import {
  createSealingKey,
  createSigningKey,
  faultOfSealingKey,
  faultOfSigningKey,
  sign,
  verifySignature,
} from '../src/protocol/keys.js';
import { createTask } from '../src/protocol/task.js';
import { memoryStorage } from '../src/storage/memory.js';
import { key, setting } from './support/round.js';
import { leaked } from './support/secrets.js';
import { littleEndian as bytes, SMALL_ORDER } from './support/torsion.js';

const P = 2n ** 255n - 19n;
const SIGN = 2n ** 255n;

const hex = (value: bigint): string => value.toString(16);

const [leader, helper] = [createSealingKey().publicKey, createSealingKey().publicKey];
const signingKeys = [createSigningKey().publicKey, createSigningKey().publicKey];

function task(keys: { leader?: Uint8Array; helper?: Uint8Array; client?: Uint8Array }) {
  const publicKeys = [keys.client ?? signingKeys[0], signingKeys[1]];
  return createTask({
    id: 'task',
    level: 'standard',
    n: 5,
    bits: 8,
    headroom: 3,
    maxNormSq: 100n,
    minBatch: 2,
    aggregatorKeys: { leader: keys.leader ?? leader, helper: keys.helper ?? helper },
    clients: publicKeys.map((publicKey, i) => ({ id: `client_00${i}`, publicKey: publicKey ?? new Uint8Array() })),
  });
}

describe('X25519', () => {
  // y² = x³ + 486662 x² + x: x = 0 has order 2 on the curve and its twist, 1 and −1 have order 4, the others order 8.
  const eighth = [
    325606250916557431795983626356110631294008115727848805560023387167927233504n,
    39382357235489614581723060781553021112529911719440698176882885853963445705823n,
  ];
  const small = [0n, 1n, P - 1n, ...eighth];

  it('the list of points of small order is right', () => {
    // Doubling is x ↦ (x² − 1)² / 4x(x² + 486662 x + 1). No more can be: the curve's cofactor is 8, its twist's 4.
    const above = (x: bigint): bigint => (x * x - 1n) ** 2n % P;
    const below = (x: bigint): bigint => (4n * x * (x * x + 486662n * x + 1n)) % P;
    for (const x of [1n, P - 1n]) expect(above(x)).toBe(0n);
    for (const x of eighth) expect([below(x), P - below(x)]).toContain(above(x)); // doubles to 1 or −1
    for (const x of small) expect(() => x25519.getSharedSecret(bytes(8n), bytes(x))).toThrow();
  });

  it.each(small.map(hex))('the point of small order %s is refused, in each role', (x) => {
    const key = bytes(BigInt(`0x${x}`));
    expect(() => task({ leader: key })).toThrow(
      '"aggregatorKeys.leader" expected an X25519 public key, got one that is of small order.',
    );
    expect(() => task({ helper: key })).toThrow(
      '"aggregatorKeys.helper" expected an X25519 public key, got one that is of small order.',
    );
  });

  it('no other encoding is taken: 2^255 − 19 and above, and any with the highest bit, small order or not', () => {
    const low = Array.from({ length: 19 }, (_, i) => P + BigInt(i));
    const own = leader.reduceRight((value, byte) => value * 256n + BigInt(byte), 0n);
    for (const value of [...low, ...[...small, ...low, own].map((x) => x + SIGN)]) {
      expect(faultOfSealingKey(bytes(value))).toBe('not canonical');
    }
    expect(() => task({ helper: bytes(own + SIGN) })).toThrow(
      '"aggregatorKeys.helper" expected an X25519 public key, got one that is not canonical.',
    );
    expect(faultOfSealingKey(bytes(9n))).toBeUndefined();
    expect(faultOfSealingKey(bytes(P - 2n))).toBeUndefined();
  });
});

describe('Ed25519', () => {
  it('all eight points of small order are refused', () => {
    expect(new Set(SMALL_ORDER.map((point) => point.toHex())).size).toBe(8);
    for (const point of SMALL_ORDER) {
      expect(point.double().double().double().is0()).toBe(true);
      expect(() => task({ client: Uint8Array.from(point.toBytes()) })).toThrow(
        '"clients[0].publicKey" expected an Ed25519 public key, got one that is of small order.',
      );
    }
  });

  it('no other encoding of theirs is taken, nor any y of 2^255 − 19 and above, nor −0', () => {
    const others = [P, P + 1n, P + SIGN, P + 1n + SIGN, 1n + SIGN, P - 1n + SIGN];
    const high = Array.from({ length: 19 }, (_, i) => P + BigInt(i));
    for (const value of [...others, ...high, ...high.map((y) => y + SIGN)]) {
      expect(faultOfSigningKey(bytes(value))).toBe('not the canonical encoding of a point');
    }
    expect(() => task({ client: bytes(P) })).toThrow(
      '"clients[0].publicKey" expected an Ed25519 public key, got one that is not the canonical encoding of a point.',
    );
  });

  it('y without a point is refused', () => {
    const squares = Array.from({ length: 60 }, (_, y) => faultOfSigningKey(bytes(BigInt(y + 2))));
    expect(new Set(squares)).toEqual(new Set([undefined, 'not the canonical encoding of a point']));
  });

  it('a key of small order would verify forged signatures, and only its check keeps it out', async () => {
    // The identity as the key and as R, S = 0: S·B = R + k·A for every message.
    const [key, signature] = [bytes(1n), new Uint8Array(64).fill(1, 0, 1)];
    expect(await verifySignature(key, signature, new Uint8Array(7))).toBe(true);
    expect(await verifySignature(key, signature, new Uint8Array(8))).toBe(true);
    expect(faultOfSigningKey(key)).toBe('of small order');
  });

  it('a key pair signs, and its public key verifies that and nothing else', async () => {
    const [mine, other] = [createSigningKey(), createSigningKey()];
    const message = new Uint8Array([1, 2, 3]);
    const signature = await sign(mine.privateKey, message);
    expect(signature).toHaveLength(64);
    expect(await verifySignature(mine.publicKey, signature, message)).toBe(true);
    expect(await verifySignature(other.publicKey, signature, message)).toBe(false);
    expect(await verifySignature(mine.publicKey, signature, new Uint8Array([1, 2, 4]))).toBe(false);
  });
});

describe('an aggregator’s private key', () => {
  const { task, keys } = setting();
  const hex = Buffer.from(keys.leader.privateKey).toString('hex');

  it.each([
    ['text', hex],
    ['a number', BigInt(`0x${hex}`)],
    ['an array', Array.from(keys.leader.privateKey)],
    ['too short', keys.leader.privateKey.subarray(1)],
    ['in JSON', { privateKey: hex }],
    ['missing', undefined],
    ['another’s', createSealingKey().privateKey],
    ['the helper’s', keys.helper.privateKey],
  ])('that is %s is refused, and not shown', (_, privateKey) => {
    let message = '';
    try {
      createAggregator(task, {
        role: 'leader',
        privateKey: privateKey as Uint8Array,
        verifier: key.verifier,
        storage: memoryStorage(),
      });
    } catch (error) {
      message = String(error);
    }
    expect(message).toMatch(/^FedzkError: "privateKey" /);
    expect(leaked(message, [keys.leader.privateKey, keys.helper.privateKey])).toEqual([]);
  });
});
