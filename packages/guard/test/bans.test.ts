import {
  type Alert,
  type AuditEvent,
  type BanKey,
  createDdosGuard,
  type DdosGuard,
  type DdosGuardOptions,
} from '@fedzk/guard';
import { describe, expect, it } from 'vitest';

/** A guard whose time is set by hand, in milliseconds. */
function timed(options: DdosGuardOptions = {}): {
  readonly ddos: DdosGuard;
  readonly events: AuditEvent[];
  at(ms: number): void;
} {
  let time = 0;
  const events: AuditEvent[] = [];
  const ddos = createDdosGuard({ audit: { append: async (event) => events.push(event) }, now: () => time, ...options });
  return {
    ddos,
    events,
    at(ms) {
      time = ms;
    },
  };
}

const owner = (key: string): BanKey => ({ kind: 'owner', key });
const verdicts = async (ddos: DdosGuard, key: string | BanKey, count: number, bytes = 0): Promise<string[]> =>
  Promise.all(Array.from({ length: count }, () => ddos.analyze({ key, bytes })));
const countOf = (all: readonly string[], verdict: string): number => all.filter((each) => each === verdict).length;

describe('analyze', () => {
  it('allows 50 a minute, challenges as many again, and blocks the rest', async () => {
    const { ddos, at } = timed();
    const all = await verdicts(ddos, '192.0.2.1', 120);
    expect(['allow', 'challenge', 'block'].map((each) => countOf(all, each))).toEqual([50, 50, 20]);
    expect(all.lastIndexOf('allow')).toBe(49);
    expect(ddos.suspicious()).toEqual([
      { kind: 'address', key: '192.0.2.1', requests: 120, bytes: 0, failures: 0, because: ['requests'] },
    ]);
    expect(await ddos.analyze({ key: '192.0.2.2' })).toBe('allow');
    at(59_999);
    expect(await ddos.analyze({ key: '192.0.2.1' })).toBe('block');
    at(60_000);
    expect(ddos.suspicious()).toEqual([]);
    expect(await ddos.analyze({ key: '192.0.2.1' })).toBe('allow');
  });

  it('counts a network once', async () => {
    const { ddos } = timed({ limits: { requests: 2 } });
    for (const key of ['2001:db8::1', '2001:db8::2']) expect(await ddos.analyze({ key })).toBe('allow');
    expect(await ddos.analyze({ key: '2001:db8::ffff' })).toBe('challenge');
    expect(await ddos.analyze({ key: '2001:db8:0:1::1' })).toBe('allow');
  });

  // The guide took any update of more than 10,000 characters, and any text with "exec", for an attack.
  it('measures bytes of the window, and allows one large update', async () => {
    const { ddos } = timed({ limits: { bytes: 50_000_000 } });
    expect(await ddos.analyze({ key: owner('exec'), bytes: 30_000_000 })).toBe('allow');
    expect(await ddos.analyze({ key: owner('exec'), bytes: 30_000_000 })).toBe('challenge');
    expect(ddos.suspicious()).toMatchObject([{ because: ['bytes'] }]);
  });

  it('measures the ratio of failures', async () => {
    const { ddos } = timed();
    await verdicts(ddos, owner('client_001'), 9);
    for (let i = 0; i < 5; i++) ddos.strike(owner('client_001'), 1, 'proof');
    expect(await ddos.analyze({ key: owner('client_001') })).toBe('challenge');
    await verdicts(ddos, owner('client_001'), 1);
    expect(ddos.suspicious()).toEqual([]);
    await verdicts(ddos, owner('client_002'), 4);
    ddos.strike(owner('client_002'), 4, 'proof');
    expect(await ddos.analyze({ key: owner('client_002') })).toBe('allow');
  });

  // The guide looked at bans last, after a request had been counted and allowed.
  it('looks at bans first, and counts nothing of who is banned', async () => {
    const { ddos, at } = timed({ limits: { requests: 1 } });
    ddos.block(owner('client_001'), 'by hand', 10);
    expect(await verdicts(ddos, owner('client_001'), 5)).toEqual(Array(5).fill('block'));
    expect(ddos.suspicious()).toEqual([]);
    at(10_000);
    expect(await ddos.analyze({ key: owner('client_001') })).toBe('allow');
  });

  it.each([
    undefined,
    {},
    { key: '' },
    { key: 'a\n' },
    { key: '::1', bytes: -1 },
    { key: '::1', size: 1 },
    { key: 'client_001' },
  ])('refuses %j', async (request) => {
    await expect(timed().ddos.analyze(request as never)).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});

describe('a ban', () => {
  it('comes with the tenth strike within a minute', () => {
    const { ddos } = timed();
    for (let i = 0; i < 9; i++) ddos.strike(owner('client_001'), 1, 'proof');
    expect(ddos.banned(owner('client_001'))).toBe(false);
    ddos.strike(owner('client_001'), 1, 'proof');
    expect(ddos.banned(owner('client_001'))).toBe(true);
    ddos.strike(owner('client_002'), 10, 'proof');
    expect(ddos.banned(owner('client_002'))).toBe(true);
  });

  // An even budget let 17 pass: it gives some back while the window goes on.
  it('comes with the tenth strike within any minute, however they are spread', () => {
    for (const every of [1, 3500, 6000, 6666]) {
      const { ddos, at } = timed();
      let strikes = 0;
      for (; !ddos.banned(owner('client_001')) && strikes < 100; strikes++) {
        at(30_000 + strikes * every);
        ddos.strike(owner('client_001'), 1, 'proof');
      }
      expect([every, strikes]).toEqual([every, 10]);
    }
  });

  it('does not come of nine strikes a minute', () => {
    const { ddos, at } = timed();
    for (let i = 0; i < 900; i++) {
      at(Math.floor(i / 9) * 60_000 + (i % 9));
      ddos.strike(owner('client_001'), 1, 'proof');
    }
    expect(ddos.banned(owner('client_001'))).toBe(false);
  });

  it('does not come of strikes that are far apart', () => {
    const { ddos, at } = timed();
    for (let i = 0; i < 100; i++) {
      at(i * 7000);
      ddos.strike(owner('client_001'), 1, 'proof');
    }
    expect(ddos.banned(owner('client_001'))).toBe(false);
  });

  // The guide's bans were for ever.
  it('ends, and is twice as long the next time, up to the longest', () => {
    const { ddos, at } = timed({ limits: { banSeconds: 100, longestBanSeconds: 300 } });
    let now = 0;
    for (const seconds of [100, 200, 300, 300]) {
      ddos.block(owner('a'), 'again');
      at(now + 1000 * seconds - 1);
      expect(ddos.banned(owner('a'))).toBe(true);
      now += 1000 * seconds;
      at(now);
      expect(ddos.banned(owner('a'))).toBe(false);
    }
    now += 300_000;
    at(now);
    for (let i = 0; i < 20; i++) ddos.block(owner(`other${i}`), 'drives out what has ended');
    expect(ddos.blocked().length).toBe(20);
  });

  it('is not made shorter by a later one', () => {
    const { ddos, at } = timed();
    ddos.block(owner('a'), 'long', 1000);
    ddos.block(owner('a'), 'short', 1);
    at(999_999);
    expect(ddos.banned(owner('a'))).toBe(true);
  });

  it('is listed with its reason and its end, and lifted', async () => {
    const { ddos, events } = timed();
    expect(ddos.block('2001:db8::7', 'too many\u001b[31m', 60)).toBe(true);
    const [ban, ...more] = ddos.blocked();
    expect(more).toEqual([]);
    expect(ban).toMatchObject({ key: '2001:db8:0:0::/64', reason: 'too many\\u001b[31m' });
    expect(Math.abs((ban?.until.getTime() ?? 0) - Date.now() - 60_000)).toBeLessThan(5000);
    expect(ddos.unblock('2001:db8:0:0::/64')).toBe(true);
    expect(ddos.unblock('2001:db8::7')).toBe(false);
    expect(ddos.blocked()).toEqual([]);
    await ddos.settled();
    const common = {
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      user_id: 'unknown',
      source: '2001:db8:0:0::/64',
      resource: 'guard',
      result: 'logged',
    };
    expect(events).toEqual([
      {
        ...common,
        operation: 'client_blocked',
        severity: 'high',
        reason: 'too many\\u001b[31m',
        details: { seconds: 60 },
      },
      { ...common, operation: 'client_unblocked', severity: 'info', reason: 'unblocked' },
    ]);
  });

  it('starts over once it was lifted', () => {
    const { ddos } = timed();
    ddos.strike(owner('a'), 10, 'proof');
    ddos.unblock(owner('a'));
    ddos.strike(owner('a'), 9, 'proof');
    expect(ddos.banned(owner('a'))).toBe(false);
  });

  it.each(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1', '10.0.0.5', '203.0.113.9'])(
    'never hits %s',
    (address) => {
      const { ddos } = timed({ neverBan: (each) => each === '10.0.0.5' });
      ddos.trust('203.0.113.9');
      expect(ddos.block(address, 'by hand')).toBe(false);
      ddos.strike(address, 1000, 'no key');
      expect(ddos.banned(address)).toBe(false);
      expect(ddos.blocked()).toEqual([]);
    },
  );

  it('hits an address 7 days after its last valid key', () => {
    const { ddos, at } = timed();
    ddos.trust('203.0.113.9');
    at(7 * 86_400_000 - 1);
    expect(ddos.block('203.0.113.9', 'no key')).toBe(false);
    at(7 * 86_400_000);
    expect(ddos.block('203.0.113.9', 'no key')).toBe(true);
  });

  it('tells who listens, and the firewall only of addresses', async () => {
    const told: string[] = [];
    const firewall = {
      ban: (address: string, seconds: number) => told.push(`ban ${address} ${seconds}`),
      unban: async (address: string) => told.push(`unban ${address}`),
    };
    const { ddos } = timed({ firewall });
    const stop = ddos.onBan(({ kind, key, until }) => told.push(`close ${kind} ${key} ${until instanceof Date}`));
    ddos.block(owner('client_001'), 'proof', 5);
    ddos.block('192.0.2.1', 'no key', 5);
    ddos.unblock('192.0.2.1');
    stop();
    ddos.block('192.0.2.2', 'no key', 7);
    await ddos.settled();
    expect(told).toEqual([
      'close owner client_001 true',
      'close address 192.0.2.1 true',
      'ban 192.0.2.1 5',
      'unban 192.0.2.1',
      'ban 192.0.2.2 7',
    ]);
  });

  it('stands even where a listener, the firewall and the log fail', async () => {
    const failed = new Error('nft: no permission');
    const fails = async (): Promise<never> => Promise.reject(failed);
    const { ddos } = timed({ firewall: { ban: fails, unban: fails }, audit: { append: fails } });
    ddos.onBan(() => {
      throw failed;
    });
    expect(ddos.block('192.0.2.1', 'no key')).toBe(true);
    await expect(ddos.settled()).rejects.toBe(failed);
    expect(ddos.banned('192.0.2.1')).toBe(true);
    await ddos.settled();
  });
});

describe('connection', () => {
  it('admits 20 a second of an address, 40 at once', () => {
    const { ddos, at } = timed();
    const admitted = (count: number): number =>
      Array.from({ length: count }, () => ddos.connection('192.0.2.1')).filter(Boolean).length;
    expect(admitted(100)).toBe(40);
    at(1000);
    expect(admitted(100)).toBe(20);
    expect(ddos.connection('192.0.2.2')).toBe(true);
  });

  it('closes what is banned, by the address of any form', () => {
    const { ddos } = timed();
    ddos.block('192.0.2.1', 'no key');
    expect(ddos.connection('::ffff:192.0.2.1')).toBe(false);
    expect(ddos.connection('192.0.2.10')).toBe(true);
  });

  it.each([undefined, '', 'localhost', 'x'.repeat(1000), 7, null])('closes what comes from %j', (address) => {
    expect(timed().ddos.connection(address as never)).toBe(false);
  });
});

describe('alerts', () => {
  function alerted(options: DdosGuardOptions = {}): ReturnType<typeof timed> & { readonly raised: Alert[] } {
    const raised: Alert[] = [];
    return { raised, ...timed({ alerts: { raise: async (alert) => raised.push(alert) }, ...options }) };
  }

  it('come of a ban by strikes, and not of one by hand', async () => {
    const { ddos, raised } = alerted();
    ddos.block(owner('by_hand'), 'a person');
    ddos.strike(owner('client_001'), 10, 'proof');
    await ddos.settled();
    expect(raised).toEqual([
      {
        key: 'client_blocked',
        severity: 'high',
        summary: 'Somebody was banned by strikes: proof.',
        details: { count: 1, reason: 'proof' },
      },
    ]);
  });

  // The guide's monitor alerts every minute for ever; a flood from many addresses would page somebody for each.
  it('are one in a window, and the next says how often it happened since', async () => {
    const { ddos, raised, at } = alerted();
    for (let i = 0; i < 1000; i++) ddos.strike(owner(`client_${i}`), 10, 'proof');
    at(59_999);
    ddos.strike(owner('before'), 10, 'proof');
    at(60_000);
    ddos.strike(owner('after'), 10, 'no key');
    await ddos.settled();
    expect(raised.map(({ details }) => details)).toEqual([
      { count: 1, reason: 'proof' },
      { count: 1001, reason: 'no key' },
    ]);
    expect(raised[1]?.summary).toBe('Somebody was banned by strikes: no key, 1001 times since the last alert.');
    at(600_000);
    await ddos.settled();
    expect(raised.length).toBe(2);
  });

  it('come of an address that is never banned, and of a flood', async () => {
    const spared = alerted();
    spared.ddos.strike('127.0.0.1', 10, 'no key');
    await spared.ddos.settled();
    const suspicious = { key: 'suspicious_traffic', severity: 'medium' };
    expect(spared.raised).toMatchObject([{ ...suspicious, details: { count: 1, reason: 'no key' } }]);

    const { ddos, raised } = alerted();
    await verdicts(ddos, '192.0.2.1', 100);
    expect(raised).toEqual([]);
    await verdicts(ddos, '192.0.2.1', 100);
    await ddos.settled();
    expect(raised).toMatchObject([{ ...suspicious, details: { count: 1, reason: 'too many requests' } }]);
    expect(JSON.stringify(raised)).not.toContain('192.0.2.1');
  });

  it('may fail: the ban stands', async () => {
    const failed = new Error('no mail');
    const { ddos } = alerted({ alerts: { raise: async () => Promise.reject(failed) } });
    ddos.strike(owner('client_001'), 10, 'proof');
    await expect(ddos.settled()).rejects.toBe(failed);
    expect(ddos.banned(owner('client_001'))).toBe(true);
  });
});

describe('guards of several processes', () => {
  it('share bans by their listeners, without telling each other for ever', () => {
    const all = Array.from({ length: 3 }, () => timed().ddos);
    let told = 0;
    for (const from of all) {
      from.onBan((ban) => {
        told++;
        const seconds = Math.ceil((ban.until.getTime() - Date.now()) / 1000);
        for (const to of all) if (!to.banned(ban)) to.block(ban, ban.reason, seconds);
      });
    }
    all[0]?.strike(owner('client_001'), 10, 'proof');
    return Promise.all(all.map((ddos) => ddos.settled())).then(() => {
      expect(all.map((ddos) => ddos.banned(owner('client_001')))).toEqual([true, true, true]);
      expect(told).toBe(3);
    });
  });
});

it('keeps its tables bounded', async () => {
  const { ddos } = timed({ limits: { maxKeys: 100 } });
  for (let i = 0; i < 1000; i++) {
    const key = owner(`client_${i}`);
    await ddos.analyze({ key, bytes: 2 ** 30 });
    ddos.block(key, 'flood');
  }
  expect(ddos.blocked().length).toBeLessThanOrEqual(100);
  expect(ddos.suspicious().length).toBeLessThanOrEqual(100);
});

describe('arguments', () => {
  it.each<[string, unknown]>([
    ['an unknown limit', { limits: { request: 1 } }],
    ['0 requests', { limits: { requests: 0 } }],
    ['half a strike', { limits: { strikes: 0.5 } }],
    ['a ban without end', { limits: { banSeconds: Number.POSITIVE_INFINITY } }],
    ['no function', { neverBan: true }],
    ['no sink of alerts', { alerts: { append: () => undefined } }],
    ['a list with no address', { neverBan: ['10.0.0.0/8', 'proxy'] }],
    ['half a firewall', { firewall: { ban: () => undefined } }],
  ])('refuses %s', (_, options) => {
    expect(() => createDdosGuard(options as never)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });

  const { ddos } = timed();
  it.each<[string, () => unknown]>([
    ['an empty key', () => ddos.block('', 'a')],
    ['an owner as text', () => ddos.block('client_001', 'a')],
    ['an empty owner', () => ddos.block(owner(''), 'a')],
    ['a long owner', () => ddos.block(owner('x'.repeat(257)), 'a')],
    ['another kind', () => ddos.block({ kind: 'id', key: '::1' } as never, 'a')],
    ['no key', () => ddos.block({ kind: 'owner' } as never, 'a')],
    ['a key with a new line', () => ddos.block('a\nb', 'a')],
    ['an empty reason', () => ddos.block(owner('a'), '')],
    ['a long reason', () => ddos.strike(owner('a'), 1, 'x'.repeat(161))],
    ['0 seconds', () => ddos.block(owner('a'), 'a', 0)],
    ['a ban of years', () => ddos.block(owner('a'), 'a', 1e9)],
    ['no strike', () => ddos.strike(owner('a'), 0, 'a')],
    ['half a strike', () => ddos.strike(owner('a'), 1.5, 'a')],
    ['no listener', () => ddos.onBan(undefined as never)],
  ])('refuses %s', (_, call) => {
    expect(call).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    expect(ddos.blocked()).toEqual([]);
  });
});
