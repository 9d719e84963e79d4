// Addresses and owners of keys: two kinds that never share a ban, whatever an owner is called.

import {
  type Admitted,
  type AuditEvent,
  createAccessControl,
  createDdosGuard,
  createRateLimiter,
  type DdosGuard,
  type DdosGuardOptions,
  type Guard,
  guard,
} from '@fedzk/guard';
import { describe, expect, it } from 'vitest';

interface Made {
  readonly admit: Guard;
  readonly ddos: DdosGuard;
  readonly events: AuditEvent[];
  /** Addresses that the firewall got. */
  readonly walled: string[];
}

/** A service in which each key is that of one owner; `guess` is no key. */
function made(owners: Readonly<Record<string, string>>, options: DdosGuardOptions = {}): Made {
  const events: AuditEvent[] = [];
  const walled: string[] = [];
  const firewall = { ban: (address: string) => walled.push(address), unban: () => undefined };
  const ddos = createDdosGuard({ firewall, ...options });
  const admit = guard({
    keys: {
      validate: async (id) =>
        Object.hasOwn(owners, id)
          ? { valid: true, id, owner: owners[id] ?? '', role: 'client', scopes: [] }
          : { valid: false, reason: 'unknown' },
    },
    accessControl: createAccessControl(),
    limits: {
      requests: createRateLimiter(),
      cost: createRateLimiter({ name: 'cost', limit: 1000, algorithm: 'gcra' }),
    },
    ddos,
    audit: { append: async (event) => events.push(event) },
  });
  return { admit, ddos, events, walled };
}

const NEED = { need: 'proof_generation:execute', cost: 10 } as const;

const ask = ({ admit }: Made, key: string | undefined, address?: string): Promise<Admitted | Response> =>
  admit(new Request('https://fedzk.example/', key === undefined ? {} : { headers: { 'x-api-key': key } }), {
    address,
    ...NEED,
  });
const statusOf = (outcome: Admitted | Response): number => (outcome instanceof Response ? outcome.status : 200);

/** Sends bad proofs until the key is banned; returns how many were checked. */
async function bad(self: Made, key: string, address?: string): Promise<number> {
  for (let checked = 0; checked < 30; checked++) {
    const outcome = await ask(self, key, address);
    if (outcome instanceof Response) {
      expect(outcome.status).toBe(403);
      return checked;
    }
    await outcome.failed('proof');
  }
  return 30;
}

/** What a key store may give: any text. */
const OWNERS = {
  'a direction mark': 'ann\u202eb',
  'a joiner': 'a\u200db',
  Persian: 'می\u200cخواهم',
  'a mark of order': '\ufeffa',
  'a soft hyphen': 'a\u00adb',
  'a tag': 'a\u{e0041}b',
  'a new line': 'a\nb',
  'half a pair': '\ud800',
  'an address': '203.0.113.7',
  'a network': '2001:db8:0:0::/64',
  'this machine': '127.0.0.1',
  'the word local': 'local',
  'the longest': 'x'.repeat(256),
} as const;

describe('an owner', () => {
  it.each(Object.entries(OWNERS))('with %s is admitted, and banned after ten bad proofs', async (_, owner) => {
    const self = made({ evil: owner, good: 'client_001' }, { neverBan: (address) => address === owner });
    expect(await bad(self, 'evil', '192.0.2.1')).toBe(10);
    expect(self.ddos.blocked()).toMatchObject([{ kind: 'owner', key: owner, reason: 'proof' }]);
    await self.ddos.settled();
    expect(self.walled).toEqual([]);
    expect(self.ddos.connection('203.0.113.7')).toBe(true);
    for (const address of ['203.0.113.7', '2001:db8::1', '192.0.2.1', undefined]) {
      expect(statusOf(await ask(self, 'good', address))).toBe(200);
      expect(statusOf(await ask(self, undefined, address))).toBe(401);
    }
  });

  it('that is called like its own address is banned too', async () => {
    const self = made({ evil: '192.0.2.1', good: 'client_001' });
    expect(await bad(self, 'evil', '192.0.2.1')).toBe(10);
    expect(statusOf(await ask(self, 'evil', '192.0.2.1'))).toBe(403);
    expect(statusOf(await ask(self, 'good', '192.0.2.1'))).toBe(200);
  });

  it('that is no text of 1 to 256 characters has no valid key', async () => {
    for (const owner of ['\u0915\u093c'.repeat(256), '', 7 as never]) {
      const self = made({ odd: owner });
      expect(statusOf(await ask(self, 'odd', '192.0.2.1'))).toBe(401);
      await self.admit.logged();
      expect(self.events).toMatchObject([{ operation: 'key_refused', reason: 'invalid-owner', source: '192.0.2.1' }]);
    }
  });

  it('is blocked and unblocked by its kind', () => {
    const { ddos } = made({});
    const who = { kind: 'owner', key: '203.0.113.7' } as const;
    expect(ddos.block(who, 'by hand')).toBe(true);
    expect([ddos.banned(who), ddos.banned('203.0.113.7')]).toEqual([true, false]);
    expect(ddos.unblock('203.0.113.7')).toBe(false);
    expect(ddos.block('203.0.113.7', 'by hand')).toBe(true);
    const bans = ddos.blocked();
    expect(bans.map(({ kind, key }) => `${kind} ${key}`)).toEqual(['address 203.0.113.7', 'owner 203.0.113.7']);
    expect(bans.map((ban) => ddos.unblock(ban))).toEqual([true, true]);
    expect(ddos.blocked()).toEqual([]);
  });

  it('is an audited user, and an address a source', async () => {
    const events: AuditEvent[] = [];
    const { ddos } = made({}, { audit: { append: async (event) => events.push(event) } });
    ddos.block({ kind: 'owner', key: '192.0.2.1' }, 'by hand');
    ddos.block('192.0.2.1', 'by hand');
    await ddos.settled();
    expect(events.map(({ user_id, source }) => [user_id, source])).toEqual([
      ['192.0.2.1', undefined],
      ['unknown', '192.0.2.1'],
    ]);
  });

  // 109,799 banned networks drove an owner's ban out of a table that all shared.
  it('stays banned and struck however many addresses are', () => {
    const { ddos } = made({}, { limits: { maxKeys: 100 } });
    const [banned, struck] = ['evil', 'worse'].map((key) => ({ kind: 'owner' as const, key }));
    if (banned === undefined || struck === undefined) throw new Error('unreachable');
    ddos.block(banned, 'proof', 60);
    ddos.strike(struck, 9, 'proof');
    for (let i = 0; i < 2000; i++) ddos.strike(`2001:db8:0:${i.toString(16)}::1`, 10, 'invalid key');
    expect(ddos.blocked().length).toBe(101);
    expect(ddos.banned(banned)).toBe(true);
    ddos.strike(struck, 1, 'proof');
    expect(ddos.banned(struck)).toBe(true);
  });
});

describe('requests without an address', () => {
  it('are counted together, and never banned', async () => {
    const self = made({ good: 'client_001' });
    for (let i = 0; i < 200; i++) await ask(self, `guess${i}`);
    expect(statusOf(await ask(self, 'guess'))).toBe(429);
    expect(self.ddos.suspicious()).toMatchObject([{ kind: 'address', key: 'local' }]);
    expect(self.ddos.block('local', 'by hand')).toBe(false);
    expect(self.ddos.blocked()).toEqual([]);
    expect(statusOf(await ask(self, 'good'))).toBe(200);
  });

  it.each(['nonsense', '', 'local', '1.2.3.4, 5.6.7.8', '::1::'])(
    'are not those of %j, which is refused',
    async (text) => {
      const self = made({ good: 'client_001' });
      const outcome = await ask(self, 'good', text);
      expect(statusOf(outcome)).toBe(400);
      expect(await (outcome as Response).json()).toMatchObject({ path: 'address', code: 'not-an-address' });
      expect(self.ddos.suspicious()).toEqual([]);
    },
  );

  it('are not those of an address with a port', async () => {
    const self = made({});
    for (let i = 0; i < 10; i++) await ask(self, `guess${i}`, `192.0.2.1:${5000 + i}`);
    expect(self.ddos.blocked()).toMatchObject([{ kind: 'address', key: '192.0.2.1' }]);
  });
});

describe('an address', () => {
  it('is trusted only where a key was admitted', async () => {
    const self = made({ evil: 'evil', poor: 'poor' });
    self.ddos.block({ kind: 'owner', key: 'evil' }, 'by hand');
    expect(statusOf(await ask(self, 'evil', '192.0.2.1'))).toBe(403);
    const forbidden = { address: '192.0.2.2', need: 'audit_logs:read' } as const;
    const request = new Request('https://fedzk.example/', { headers: { 'x-api-key': 'poor' } });
    expect(statusOf(await self.admit(request, forbidden))).toBe(403);
    expect(statusOf(await self.admit(request, { address: '192.0.2.5', ...NEED, cost: 1000 }))).toBe(200);
    expect(statusOf(await self.admit(request, { address: '192.0.2.3', ...NEED, cost: 1000 }))).toBe(429);
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) expect(self.ddos.block(address, 'x')).toBe(true);
    expect(self.ddos.block('192.0.2.5', 'x')).toBe(false);
  });

  it('of a list is never banned', () => {
    const neverBan = ['10.0.0.5', '192.0.2.0/24', '2001:db8:5::/48', '2001:db8:6::7', '::ffff:198.51.100.0/121'];
    const { ddos } = made({}, { neverBan });
    const spared = ['10.0.0.5', '192.0.2.255', '2001:db8:5:9::1', '2001:db8:6::8', '2001:db8:6:0::/64'];
    spared.push('::ffff:10.0.0.5', '64:ff9b::10.0.0.5', '10.0.0.5:80', '198.51.100.127');
    const hit = ['10.0.0.6', '192.0.3.0', '191.0.2.1', '2001:db8:6:1::7', '2001:db8:4:ffff::', '198.51.100.128'];
    for (const address of spared) expect([address, ddos.block(address, 'x')]).toEqual([address, false]);
    for (const address of hit) expect([address, ddos.block(address, 'x')]).toEqual([address, true]);
  });

  it('of a list of everything is never banned, and of an empty one is', () => {
    const all = made({}, { neverBan: ['0.0.0.0/0', '::/0'] }).ddos;
    expect([all.block('192.0.2.1', 'x'), all.block('2001:db8::1', 'x')]).toEqual([false, false]);
    expect(made({}, { neverBan: [] }).ddos.block('192.0.2.1', 'x')).toBe(true);
  });

  it.each([['192.0.2.0/33'], ['::/129'], ['192.0.2.0/'], ['192.0.2.0/08'], ['/8'], ['64:ff9b::/64'], ['a'], [7]])(
    '%j is none of a list',
    (item) => {
      expect(() => createDdosGuard({ neverBan: [item] as never })).toThrow(/"neverBan\[0\]" expected an address/);
    },
  );
});
