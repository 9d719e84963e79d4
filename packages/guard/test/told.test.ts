// What an audit sink gets of floods, and of what is refused while it is slow.

import { setImmediate } from 'node:timers/promises';
import {
  type AuditEvent,
  createAccessControl,
  createDdosGuard,
  createRateLimiter,
  type Guard,
  type GuardedRoute,
  guard,
  type KeyAnswer,
} from '@fedzk/guard';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const NEED = 'proof_generation:execute';
const ROUTE: GuardedRoute = { address: '192.0.2.1', need: NEED, mostBytes: 100 };

function made(audit: { append(event: AuditEvent): Promise<unknown> }): Guard {
  return guard({
    keys: {
      validate: (key): KeyAnswer =>
        /^k\d+$/.test(key)
          ? { valid: true, id: key, owner: `owner_${key}`, role: 'client', scopes: [] }
          : { valid: false, reason: 'unknown' },
    },
    accessControl: createAccessControl(),
    limits: { requests: createRateLimiter(), cost: createRateLimiter({ name: 'cost' }) },
    ddos: createDdosGuard(),
    audit,
  });
}

/** A sink that keeps events, and takes them once it is opened. */
class SlowSink {
  readonly events: AuditEvent[] = [];
  open: () => void = () => {};
  readonly #opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });

  async append(event: AuditEvent): Promise<void> {
    await this.#opened;
    this.events.push(event);
  }
}

function listed(): { readonly events: AuditEvent[]; append(event: AuditEvent): Promise<unknown> } {
  const events: AuditEvent[] = [];
  return { events, append: async (event) => events.push(event) };
}

const asked = (key?: string, headers: Record<string, string> = {}, url = 'https://fedzk.example/'): Request =>
  new Request(url, { headers: { ...(key !== undefined && { authorization: `Bearer ${key}` }), ...headers } });

/** The number of refusals that events tell of. */
const countOf = (events: readonly AuditEvent[]): number =>
  events.reduce((sum, { details }) => sum + Number(details?.['count'] ?? 1), 0);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  vi.setSystemTime('2026-01-31T12:00:00.000Z');
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a key under another's certificate", () => {
  it.each([
    ['junk keys', 'junk'],
    ['requests without a key', undefined],
  ])('is told at once after a flood of %s', async (_, junk) => {
    const sink = listed();
    const admit = made(sink);
    await admit(asked('k9'), ROUTE); // nobody at its address is banned
    for (let i = 0; i < 200; i++) await admit(asked(junk), { ...ROUTE, principal: 'owner_k2' });
    const before = sink.events.length;
    for (let i = 0; i < 4; i++) await admit(asked('k1'), { ...ROUTE, principal: 'owner_k2' });
    await Promise.resolve();
    await vi.waitFor(() => expect(sink.events.length).toBe(before + 1));
    const stolen = {
      user_id: 'owner_k2',
      reason: 'other-owner',
      severity: 'high',
      source: '192.0.2.1',
      actor: 'owner_k1',
      details: { key: 'k1' },
    };
    expect(sink.events[before]).toMatchObject(stolen);
    await admit.logged();
    const more = sink.events.slice(before + 1).filter(({ severity }) => severity === 'high');
    expect(more).toEqual([expect.objectContaining({ ...stolen, details: { ...stolen.details, count: 3 } })]);
  });

  it('is named even where events of junk fill what waits', async () => {
    const sink = new SlowSink();
    const admit = made(sink);
    for (let i = 0; i < 5000; i++) {
      const address = `2001:db8:${i.toString(16)}::1`;
      await admit(asked('junk'), { ...ROUTE, address, principal: `p${i}` });
    }
    await admit(asked('k1'), { ...ROUTE, principal: 'owner_k2' });
    sink.open();
    await admit.logged();
    expect(sink.events.at(-1)).toMatchObject({ severity: 'high', user_id: 'owner_k2', source: '192.0.2.1' });
  });
});

describe('refusals of a flood', () => {
  it('are counted in one event, with the first request a minute later', async () => {
    const sink = listed();
    const admit = made(sink);
    for (let i = 0; i < 9; i++) {
      await admit(asked('junk'), ROUTE);
      await setImmediate(); // the sink takes the event
    }
    vi.advanceTimersByTime(59_999);
    await admit(asked('k1'), ROUTE);
    await vi.waitFor(() => expect(sink.events.length).toBe(4));
    vi.advanceTimersByTime(1);
    await admit(asked('k1'), ROUTE);
    await vi.waitFor(() => expect(sink.events.length).toBe(5));
    expect(sink.events[4]).toEqual({
      user_id: 'unknown',
      operation: 'key_refused',
      resource: NEED,
      result: 'denied',
      reason: 'unknown',
      time: '2026-01-31T12:00:00.000Z',
      details: { count: 5 },
    });
    await admit.logged();
    expect(sink.events.length).toBe(5);
  });
});

describe('a slow sink', () => {
  it('gets each event with the time at which it happened', async () => {
    const sink = new SlowSink();
    const admit = made(sink);
    for (let i = 0; i < 3; i++) {
      await admit(asked('junk'), { ...ROUTE, address: `192.0.2.${i}` });
      vi.advanceTimersByTime(1000);
    }
    sink.open();
    await admit.logged();
    expect(sink.events.map(({ time }) => time?.slice(17))).toEqual(['00.000Z', '01.000Z', '02.000Z']);
  });

  it('has a bounded number of events to take, which tell of all', async () => {
    const sink = new SlowSink();
    const admit = made(sink);
    for (let i = 0; i < 10_000; i++) {
      await admit(asked('junk'), { ...ROUTE, address: `2001:db8:${i.toString(16)}::1` });
    }
    sink.open();
    await admit.logged();
    expect(sink.events.length).toBeLessThanOrEqual(1002);
    expect(countOf(sink.events)).toBe(10_000);
  });

  it('has no more for keys under certificates of others, whatever sends them', async () => {
    const sink = new SlowSink();
    const admit = made(sink);
    for (let i = 0; i < 10_000; i++) {
      await admit(asked(`k${i}`), { ...ROUTE, address: `2001:db8:${i.toString(16)}::1`, principal: `p${i}` });
    }
    sink.open();
    await admit.logged();
    expect(sink.events.length).toBeLessThanOrEqual(3002);
    expect(countOf(sink.events)).toBe(10_000);
  });

  it('gets equal decisions of an access control as one', async () => {
    const sink = new SlowSink();
    const access = createAccessControl({ audit: sink });
    const decide = (id: string): unknown => access.authorize({ id, roles: ['client'] }, 'proof_generation', 'execute');
    for (let i = 0; i < 1000; i++) decide(i % 2 === 0 ? 'a' : 'b');
    sink.open();
    await access.logged();
    expect(sink.events.map(({ user_id }) => user_id)).toEqual(['a', 'b', 'a']);
    expect(countOf(sink.events)).toBe(1000);
    expect(sink.events[1]).toMatchObject({ details: { action: 'execute', roles: ['client'], count: 500 } });
  });

  it('is not waited for longer than it takes what was told before', async () => {
    const taken: AuditEvent[] = [];
    const access = createAccessControl({
      audit: {
        async append(event) {
          taken.push(event);
          if (taken.length < 1000) access.authorize({ id: `${taken.length}`, roles: ['client'] }, 'audit_logs', 'read');
        },
      },
    });
    access.authorize({ id: 'first', roles: ['client'] }, 'audit_logs', 'read');
    await access.logged();
    expect(taken.length).toBeLessThan(10);
  });
});

describe('what is refused before a key is looked at', () => {
  it.each<[string, Record<string, string>, string, number]>([
    ['a key in the URL', {}, 'https://fedzk.example/fedzk_live_x', 400],
    ['a bad length', { 'content-length': '1x' }, 'https://fedzk.example/', 400],
    ['a large body', { 'content-length': '101' }, 'https://fedzk.example/', 413],
  ])('counts against the address: %s', async (_, headers, url, status) => {
    const admit = made(listed());
    const statuses = [];
    for (let i = 0; i < 60; i++) {
      const outcome = await admit(asked(undefined, headers, url), ROUTE);
      if (outcome instanceof Response) statuses.push(outcome.status);
    }
    expect(statuses).toEqual([...Array(50).fill(status), ...Array(10).fill(429)]);
  });

  it('tells of a key in the URL, without the key', async () => {
    const sink = listed();
    const admit = made(sink);
    for (let i = 0; i < 60; i++) await admit(asked(undefined, {}, 'https://fedzk.example/fedzk%5Flive_secret'), ROUTE);
    await admit.logged();
    expect(sink.events[0]).toMatchObject({ operation: 'key_refused', reason: 'in-url', source: '192.0.2.1' });
    expect(sink.events.length).toBeLessThanOrEqual(51);
    expect(countOf(sink.events)).toBe(60);
    expect(JSON.stringify(sink.events)).not.toMatch(/secret/);
  });
});
