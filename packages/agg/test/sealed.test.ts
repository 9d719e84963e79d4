/** Shares at rest: nothing but the aggregator's private key opens them, and each only in its own place. */
import { toHex } from '@fedzk/core';
import { describe, expect, it } from 'vitest';
import type { SlotRow } from '../src/storage/rows.js';
import { SEAL_BYTES, ShareSeal } from '../src/storage/sealed.js';
import { forge } from './support/forge.js';
import { collect, deliver, setting } from './support/round.js';
import { around, Disk, dump, slotsOf, storeOf } from './support/storage.js';

const bytes = (fill: number, length = 32): Uint8Array<ArrayBuffer> => new Uint8Array(length).fill(fill);
const slot = { client: 'client_001', report: bytes(1) };
const share = Uint8Array.of(1, 2, 3);
const seal = new ShareSeal('leader', bytes(7), bytes(9));

async function sealed(changes: Partial<SlotRow> = {}): Promise<SlotRow> {
  return { ...slot, state: 'accepted', share: await seal.seal(1n, slot, share), ...changes };
}

describe('a sealed share', () => {
  it('opens in its own place, and is another ciphertext each time', async () => {
    const [one, two] = [await sealed(), await sealed()];
    expect(one.share).toHaveLength(share.length + SEAL_BYTES);
    expect(one.share).not.toEqual(two.share);
    for (const each of [one, two]) expect(await seal.open(1n, each)).toEqual(share);
    expect(share).toEqual(Uint8Array.of(1, 2, 3)); // it stays the caller's to wipe
  });

  it('is the result of RFC 5869 and AES-256-GCM with the README’s key', async () => {
    const one = await sealed();
    const text = (value: string) => new TextEncoder().encode(value);
    const info = Uint8Array.of(...text('fedzk-agg/1 store'), ...bytes(7), 0, 0, 0, 0, 0, 0, 0, 1);
    const material = await crypto.subtle.importKey('raw', bytes(9), 'HKDF', false, ['deriveBits']);
    const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: bytes(0, 0), info };
    const key = await crypto.subtle.deriveBits(algorithm, material, 256);
    const aes = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt']);
    const additionalData = Uint8Array.of(0, 0, 10, ...text('client_001'), ...bytes(1));
    const stored = one.share ?? bytes(0);
    const open = { name: 'AES-GCM', iv: stored.subarray(0, 12), additionalData };
    expect(new Uint8Array(await crypto.subtle.decrypt(open, aes, stored.subarray(12)))).toEqual(share);
  });

  it('is damaged with another byte, or in another place, round, role, task or under another key', async () => {
    const right = await sealed();
    const stored = right.share ?? bytes(0);
    const damaged = { code: 'damaged', message: expect.stringContaining('round') };
    for (let at = 0; at < stored.length; at++) {
      const changed = stored.map((byte, i) => (i === at ? byte ^ 1 : byte));
      await expect(seal.open(1n, { ...right, share: changed })).rejects.toMatchObject(damaged);
    }
    for (const wrong of [
      { client: 'client_002' },
      { report: bytes(2) },
      { share: bytes(0, 0) },
      { share: stored.slice(1) },
    ]) {
      await expect(seal.open(1n, { ...right, ...wrong })).rejects.toMatchObject(damaged);
    }
    await expect(seal.open(1n, slot)).rejects.toMatchObject(damaged);
    await expect(seal.open(2n, right)).rejects.toMatchObject(damaged);
    for (const other of [
      new ShareSeal('helper', bytes(7), bytes(9)),
      new ShareSeal('leader', bytes(8), bytes(9)),
      new ShareSeal('leader', bytes(7), bytes(8)),
    ]) {
      await expect(other.open(1n, right)).rejects.toMatchObject(damaged);
    }
  });

  it('opens no more once its key is wiped', async () => {
    const own = new ShareSeal('leader', bytes(7), bytes(9));
    own.close();
    await expect(own.open(1n, await sealed())).rejects.toMatchObject({ code: 'disposed' });
  });
});

describe.each(['leader', 'helper'] as const)('the %s', (role) => {
  const set = setting();
  const round = async (disk: Disk) => {
    const [leader, helper] = role === 'leader' ? [set.leader(disk), set.helper()] : [set.leader(), set.helper(disk)];
    for (const aggregator of [leader, helper]) await aggregator.openRound(1);
    const reports = [await forge(set, 'client_001', 1n, [1]), await forge(set, 'client_002', 1n, [2])];
    for (const { report } of reports) expect(await deliver(leader, helper, report)).toBe('accepted');
    return { leader, helper, reports };
  };

  it('stores no share that anybody else can read', async () => {
    const disk = new Disk();
    const { reports, leader, helper } = await round(disk);
    const text = await dump(disk);
    for (const { secrets } of reports) {
      for (const secret of secrets) if (secret instanceof Uint8Array) expect(text).not.toContain(toHex(secret));
    }
    expect(Array.from((await collect(leader, helper, 1)).subarray(0, 1))).toEqual([3]);
    const store = await storeOf(disk, set, role);
    expect((await slotsOf(store, 1n)).filter((each) => each.share !== undefined)).toEqual([]);
  });

  it('does not sum shares that were swapped', async () => {
    const disk = new Disk();
    const { leader, helper } = await round(disk);
    const swapped = around(disk, async (operation, method) => {
      const answer = await operation();
      if (method !== 'page' || !Array.isArray(answer)) return answer;
      const slots = answer as SlotRow[];
      return slots.map((each, i) => ({ ...each, share: slots[slots.length - 1 - i]?.share })) as typeof answer;
    });
    const damaged = { code: 'damaged' };
    if (role === 'leader') await expect(set.leader(swapped).collect(1)).rejects.toMatchObject(damaged);
    else {
      const asked = await leader.collect(1);
      if (!('request' in asked)) throw new Error(asked.refused);
      await expect(set.helper(swapped).collect(asked.request)).rejects.toMatchObject(damaged);
      expect(await helper.collect(asked.request)).toHaveProperty('share'); // on the shares as they were
    }
  });
});
