/**
 * Sealing and opening: against the independent implementation, which RFC 9180's published vector checks first, and what
 * must not open: another role, M, key, and an encapsulated key of small order.
 */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Bytes, join, utf8 } from '../src/protocol/encoding.js';
import { type Role, type Sealed, seal } from '../src/protocol/hpke.js';
import { createSealingKey } from '../src/protocol/keys.js';
import * as independent from './independent/client.mjs';
import { type Forged, forge } from './support/forge.js';
import { fields, startOf } from './support/layout.js';
import { openWith } from './support/recipient.js';
import { deliver, refusals, setting } from './support/round.js';
import { Disk, places } from './support/storage.js';
import { littleEndian } from './support/torsion.js';

// Each change is checked as the first one of its client: the bound on wrong prepares has its own test, in attacks/bad-proofs.test.ts.
vi.mock('../src/aggregator/wrong.js', () => ({
  WrongCount: class {
    take<T>(_client: string, _round: bigint, check: () => Promise<T>): Promise<T> {
      return check();
    }
  },
}));

const hex = (text: string): Bytes => new Uint8Array(Buffer.from(text, 'hex'));
const bytes = (of: Uint8Array): Bytes => new Uint8Array(of);
const split = (sealed: Uint8Array): Sealed => ({
  enc: bytes(sealed.subarray(0, 32)),
  ciphertext: bytes(sealed.subarray(32)),
});
const flip = (of: Bytes, at: number): Bytes => of.map((byte, i) => (i === at ? byte ^ 1 : byte));

const { publicKey, privateKey } = createSealingKey();
const [aad, plain] = [utf8('M'), utf8('a share of 32 bytes, as seeds are')];
const P = 2n ** 255n - 19n;

// test-vectors.json of the authors of RFC 9180 at 5f503c5: mode base, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
it('rfc9180.vectors: the independent implementation seals as published', () => {
  const skR = hex('497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d');
  const pkR = hex('430f4b9859665145a6b1ba274024487bd66f03a2dd577d7753c68d7d7d00c00c');
  const skE = independent.privateFromIkm(hex('2cd7c601cefb3d42a62b04b7a9041494c06c7843818e0ce28a8f704ae7ab20f9'));
  expect(independent.publicOf('x25519', skR)).toEqual(Buffer.from(pkR));
  const sealed = independent.seal({
    ephemeral: skE,
    recipient: pkR,
    info: Buffer.from('Ode on a Grecian Urn'),
    aad: Buffer.from('Count-0'),
    plaintext: Buffer.from('Beauty is truth, truth beauty'),
  });
  expect(sealed.toString('hex')).toBe(
    '6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256' +
      'e5d84cd531cfb583096e7cfa9641bd3079cf3a91cda813c52deb5f512be9931980a41de125a925cdad859d5b7a',
  );
});

describe.each(['leader', 'helper'] as const)('to the %s', (role) => {
  const other: Role = role === 'leader' ? 'helper' : 'leader';
  const ikm = hex('00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff');
  const skE = independent.privateFromIkm(ikm);
  const theirs = (info: Uint8Array): Sealed =>
    split(independent.seal({ ephemeral: skE, recipient: publicKey, info, aad, plaintext: plain }));

  it('opens messages of the independent implementation, and seals to the same bytes', async () => {
    expect(await openWith(role, privateKey, aad, theirs(independent.INFO[role]))).toEqual(plain);
    expect(await seal(role, publicKey, aad, plain, ikm)).toEqual(theirs(independent.INFO[role]));
  });

  it('a sealed message opens, and is another ciphertext each time', async () => {
    const sealed = [await seal(role, publicKey, aad, plain), await seal(role, publicKey, aad, plain)];
    for (const each of sealed) expect(await openWith(role, privateKey, aad, each)).toEqual(plain);
    expect(sealed[0]?.enc).not.toEqual(sealed[1]?.enc);
    expect(sealed[0]?.ciphertext).toHaveLength(plain.length + 16);
  });

  it('nothing else opens', async () => {
    const sealed = await seal(role, publicKey, aad, plain);
    const opened = (change: Partial<Sealed> = {}, as = role, with_ = privateKey, under = aad) =>
      openWith(as, with_, under, { ...sealed, ...change });
    expect(await opened()).toEqual(plain);
    expect(await opened({}, other)).toBeUndefined();
    expect(await opened({}, role, createSealingKey().privateKey)).toBeUndefined();
    for (const under of [new Uint8Array(), join(aad, new Uint8Array(1)), flip(aad, 0)]) {
      expect(await opened({}, role, privateKey, under)).toBeUndefined();
    }
    for (const label of ['fedzk-agg/1 ', 'fedzk-agg/2 leader', 'fedzk-agg/1 leader ', '']) {
      expect(await openWith(role, privateKey, aad, theirs(utf8(label)))).toBeUndefined();
    }
    for (let at = 0; at < 32; at++) expect(await opened({ enc: flip(sealed.enc, at) })).toBeUndefined();
    for (let at = 0; at < sealed.ciphertext.length; at++) {
      expect(await opened({ ciphertext: flip(sealed.ciphertext, at) })).toBeUndefined();
      expect(await opened({ ciphertext: sealed.ciphertext.slice(0, at) })).toBeUndefined();
    }
    for (const length of [0, 31, 33]) expect(await opened({ enc: new Uint8Array(length) })).toBeUndefined();
  });

  it('seals the bytes of a view, not the whole memory behind it', async () => {
    const within = (of: Bytes): Bytes =>
      join(new Uint8Array(7).fill(1), of, new Uint8Array(9).fill(2)).subarray(7, 7 + of.length);
    const sealed = await seal(role, within(publicKey), within(aad), within(plain), within(ikm));
    expect(sealed).toEqual(theirs(independent.INFO[role]));
    const views = { enc: within(sealed.enc), ciphertext: within(sealed.ciphertext) };
    expect(await openWith(role, within(privateKey), within(aad), views)).toEqual(plain);
  });
});

describe('a report with a key of small order in it', () => {
  const set = setting({ open: true });
  const small = [0n, 1n, P - 1n, P, P + 1n, 2n ** 255n, 2n ** 255n + 1n, 2n ** 256n - 19n]
    .concat(325606250916557431795983626356110631294008115727848805560023387167927233504n)
    .concat(39382357235489614581723060781553021112529911719440698176882885853963445705823n);

  it.each(['leader', 'helper'] as const)('for the %s is undecryptable, and nothing of it stays', async (role) => {
    const [atLeader, atHelper] = [new Disk(), new Disk()];
    const [leader, helper] = [set.leader(atLeader), set.helper(atHelper)];
    for (const aggregator of [leader, helper]) await aggregator.openRound(1);
    const before = `${await places(atLeader)}${await places(atHelper)}`;
    const { report }: Forged = await forge(set, 'client_001', 1n, [1, 2]);
    const at = startOf(fields('report', set.layout, 10), `${role} enc`);
    for (const value of small) {
      const changed = bytes(report);
      changed.set(littleEndian(value), at);
      set.events.length = 0;
      expect(await deliver(leader, helper, changed, { sender: 'client_001' })).toBe('refused');
      expect(refusals(set.events)[0]).toBe(`${role} undecryptable`);
    }
    expect(`${await places(atLeader)}${await places(atHelper)}`).toBe(before);
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

it('an aggregator imports its own key once, for all reports', async () => {
  const set = setting();
  const [leader, helper] = [set.leader(), set.helper()];
  for (const aggregator of [leader, helper]) await aggregator.openRound(1);
  const reports: Forged[] = [];
  for (const id of ['client_001', 'client_002', 'client_003']) reports.push(await forge(set, id, 1n, [1]));
  const imported = vi.spyOn(crypto.subtle, 'importKey');
  const agreed = vi.spyOn(crypto.subtle, 'deriveBits');
  for (const { report } of reports) expect(await deliver(leader, helper, report)).toBe('accepted');
  expect(imported.mock.calls.filter(([format]) => (format as string) === 'pkcs8')).toHaveLength(2);
  expect(agreed).toHaveBeenCalledTimes(2 * reports.length);
});

it('an error that is not the ciphertext’s is not reported as such: the call rejects, and nothing is stored', async () => {
  const set = setting();
  const storage = new Disk();
  const leader = set.leader(storage);
  await leader.openRound(1);
  const { report } = await forge(set, 'client_001', 1n, [1]);
  const [before, told] = [await places(storage), set.events.length];
  for (const method of ['deriveBits', 'decrypt'] as const) {
    vi.spyOn(crypto.subtle, method).mockRejectedValueOnce(new RangeError('broken'));
    await expect(leader.submit(report)).rejects.toThrow('broken');
    expect([await places(storage), set.events.length]).toEqual([before, told]);
  }
  expect((await leader.submit(report)).verdict).toBe('pending');
});
