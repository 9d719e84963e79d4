/** A client of a task that may report no more, as an operator has revoked it at one of the two aggregators. */
import { describe, expect, it } from 'vitest';
import { createAggregator } from '../src/aggregator/create.js';
import { announcementOf } from '../src/protocol/announcement.js';
import { readAnswer } from '../src/protocol/collect.js';
import { announcing } from './support/announcing.js';
import { forge } from './support/forge.js';

const set = announcing();
const [one, two] = [await forge(set, 'client_001', 1n, [1]), await forge(set, 'client_002', 1n, [2])];

describe('a revoked client', () => {
  it('is refused by the leader as an unknown one, and what it reported before stands', async () => {
    const revoked = new Set<string>();
    const isRevoked = (id: string) => revoked.has(id);
    const leader = createAggregator(set.task, { role: 'leader', ...set.options('leader'), isRevoked });
    await leader.openRound(1);
    expect(await leader.submit(one.report)).toMatchObject({ verdict: 'pending' });
    revoked.add('client_001').add('client_002');
    expect(await leader.submit(one.report)).toMatchObject({ verdict: 'pending' });
    expect(await leader.submit(two.report)).toMatchObject({ verdict: 'refused', why: 'unknown-client' });
    await leader.close();
  });

  it('is refused by the helper, whose leader passes on its report all the same, and takes its announcement no more', async () => {
    const revoked = new Set<string>();
    const isRevoked = (id: string) => revoked.has(id);
    const helper = createAggregator(set.task, { role: 'helper', ...set.options('helper'), isRevoked });
    await helper.openRound(1);
    const verdict = async (prepare: Uint8Array) => readAnswer(await helper.prepare(prepare))?.verdict;
    expect(await verdict(one.prepare)).toBe('accepted');
    revoked.add('client_001').add('client_002');
    expect(await verdict(one.prepare)).toBe('accepted');
    expect(await verdict(two.prepare)).toBe('refused');
    expect(await helper.announce(announcementOf(set.task, two.report))).toEqual({ refused: 'unknown-client' });
    revoked.delete('client_002');
    expect(await verdict(two.prepare)).toBe('accepted');
    await helper.close();
  });

  it('is asked of a function', () => {
    const options = { role: 'helper', ...set.options('helper'), isRevoked: 'client_001' as never } as const;
    expect(() => createAggregator(set.task, options)).toThrow('"isRevoked"');
  });
});
