/** Acts, snapshots and reserved operations, on a real log. */

import { isReserved, openComply, RESERVED, withoutReserved } from '@fedzk/comply';
import { rejection } from '@fedzk/testkit/errors';
import { describe, expect, it } from 'vitest';
import { controlLog } from './support/logs.js';

/** A place for a snapshot, in memory. */
function place() {
  const kept: { bytes?: Uint8Array | undefined; reads: number } = { reads: 0 };
  const storage = {
    read: async () => {
      kept.reads += 1;
      return kept.bytes;
    },
    write: async (bytes: Uint8Array) => {
      kept.bytes = bytes;
    },
  };
  return { kept, snapshot: { storage, key: new Uint8Array(32).fill(9) } };
}

describe('consents', () => {
  it('are recorded under a pseudonym, and withdrawn once', async () => {
    const { log, keys } = await controlLog();
    const { consents, state } = await openComply(log, { keys });
    const { index, consent } = await consents.record('client_001');
    expect(index).toBe(0);
    expect(consent).toMatchObject({
      type: 'federated_learning',
      purposes: ['model_training', 'privacy_preserving_computation'],
    });
    expect([...(await state()).gdpr.consents.keys()]).toEqual([expect.stringMatching(/^s:[\w-]{22}$/)]);
    expect(new TextDecoder().decode(await log.read(0))).not.toContain('client_001');

    const both = await Promise.allSettled([consents.withdraw('client_001'), consents.withdraw('client_001')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await consents.list('client_001')).toMatchObject([{ withdrawn: expect.any(String) }]);
    expect((await rejection(consents.withdraw('client_002'))).code).toBe('not-found');
    expect((await rejection(consents.record('client_001', { type: 'No' }))).code).toBe('invalid-argument');
    expect(log.size).toBe(2);
    await log.close();
  });

  it('are there after a start, of the log alone', async () => {
    const { log, keys, open } = await controlLog();
    const first = await openComply(log, { keys });
    await first.consents.record('client_001');
    await log.append({ user_id: 'client_001', operation: 'proof_generation', resource: 'x', result: 'success' });
    const before = await first.state();
    await log.close();
    const again = await open();
    expect(await (await openComply(again, { keys })).state()).toEqual({ ...before, size: 2 });
    await again.close();
  });
});

describe('a snapshot', () => {
  it('is the state of the entries it has, and only the rest is read', async () => {
    const { log, keys } = await controlLog();
    const { kept, snapshot } = place();
    const first = await openComply(log, { keys, snapshot });
    for (let i = 0; i < 5; i++) await first.consents.record(`client_00${i}`);
    await first.snapshot();
    await first.consents.withdraw('client_003');
    const read: number[] = [];
    const watched = {
      get size() {
        return log.size;
      },
      append: log.append.bind(log),
      rootAt: log.rootAt.bind(log),
      entries: (range: { readonly from: number }) => {
        read.push(range.from);
        return log.entries(range);
      },
    };
    const again = await openComply(watched, { keys, snapshot });
    expect(read).toEqual([5]);
    expect(await again.state()).toEqual(await first.state());
    expect(new TextDecoder().decode(kept.bytes)).not.toContain('federated_learning');
    await log.close();
  });

  it.each([
    ['changed', (bytes: Uint8Array) => bytes.map((byte, i) => (i === 100 ? byte ^ 1 : byte))],
    ['cut off', (bytes: Uint8Array) => bytes.slice(0, 50)],
    ['emptied', () => new Uint8Array(0)],
  ])('counts for nothing if it was %s', async (_, change) => {
    const { log, keys } = await controlLog();
    const { kept, snapshot } = place();
    const first = await openComply(log, { keys, snapshot });
    await first.consents.record('client_001');
    await first.snapshot();
    kept.bytes = change(kept.bytes as Uint8Array);
    const again = await openComply(log, { keys, snapshot });
    expect(await again.state()).toEqual(await first.state());
    await log.close();
  });

  it('counts for nothing in another log', async () => {
    const [one, other] = [await controlLog(), await controlLog()];
    const { snapshot } = place();
    const first = await openComply(one.log, { keys: one.keys, snapshot });
    await first.consents.record('client_001');
    await first.snapshot();
    const second = await openComply(other.log, { keys: other.keys });
    await second.consents.record('client_002');
    const again = await openComply(other.log, { keys: other.keys, snapshot });
    expect(await again.state()).toEqual(await second.state());
    await Promise.all([one.log.close(), other.log.close()]);
  });
});

describe('operations of the control log', () => {
  it('are refused to packages', async () => {
    const { log } = await controlLog();
    const sink = withoutReserved(log);
    const event = { user_id: 'x', resource: 'x', result: 'success' } as const;
    for (const operation of [...RESERVED, 'gdpr_data_deletion', 'person.created', 'incident.closed', 'sox.test']) {
      expect((await rejection(sink.append({ ...event, operation }))).code).toBe('invalid-argument');
    }
    expect(log.size).toBe(0);
    await sink.append({ ...event, operation: 'proof_generation' });
    expect(log.size).toBe(1);
    expect(isReserved('proof_generation')).toBe(false);
    await log.close();
  });
});
