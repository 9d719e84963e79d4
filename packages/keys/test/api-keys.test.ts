/** API keys: issued, checked, rotated, revoked, and what is told of it. */
import { createHash, createHmac } from 'node:crypto';
import { AuditLog, createSigner, memoryStorage as memoryLog, openSealed } from '@fedzk/audit';
import { type AuditEvent, FedzkError } from '@fedzk/core';
import { KeyStore, memoryStorage, subjectKeys } from '@fedzk/keys';
import { API_KEY_PATTERN, ApiKeys, type ApiKeysOptions } from '@fedzk/keys/api-keys';
import { Random } from '@fedzk/testkit/random';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checksum } from '../src/api-keys/key-text.js';
import { openStore } from './reader.js';
import { type Objects, storageOn } from './support/objects.js';
import { codeOf } from './support/stores.js';
import { Watched } from './support/watched.js';

const random = new Random('api keys');
const PEPPER = random.bytes(32);
const START = Date.UTC(2030, 0, 1);
const CLIENT = { owner: 'client_001', role: 'client' } as const;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

const open = (storage = memoryStorage(), options: Partial<ApiKeysOptions> = {}): Promise<ApiKeys> =>
  ApiKeys.open(storage, { pepper: PEPPER, ...options });

/** A key with another secret, and a right checksum. */
function withSecret(key: string, secret: string): string {
  const checked = `${key.slice(0, 24)}${secret}`;
  return `${checked}_${checksum(checked)}`;
}

const reasonOf = async (keys: ApiKeys, presented: unknown): Promise<string> => {
  const answer = await keys.validate(presented);
  return answer.valid ? 'valid' : answer.reason;
};

const logged = (): {
  readonly events: AuditEvent[];
  readonly audit: { append(event: AuditEvent): Promise<void> };
} => {
  const events: AuditEvent[] = [];
  return {
    events,
    audit: {
      append: async (event) => {
        events.push(event);
      },
    },
  };
};

describe('validate', () => {
  it('knows the owner, role and scopes of a key that was issued', async () => {
    const keys = await open();
    const { id, key, record } = await keys.issue({ ...CLIENT, scopes: ['reports:write', 'reports:write', 'me'] });
    expect(await keys.validate(key)).toEqual({ valid: true, id, ...CLIENT, scopes: ['reports:write', 'me'] });
    const scopes = ['reports:write', 'me'];
    expect(record).toEqual({ id, env: 'live', ...CLIENT, scopes, created: START, status: 'active' });
    await keys.close();
  });

  it.each([
    ['malformed', () => 'no key'],
    [
      'malformed',
      () => ({
        toString: () => {
          throw new Error('hostile');
        },
      }),
    ],
    [
      'malformed',
      () =>
        new Proxy(
          {},
          {
            get: () => {
              throw new Error('hostile');
            },
          },
        ),
    ],
    ['checksum', (key: string) => key.slice(0, -1) + (key.endsWith('0') ? '1' : '0')],
    ['unknown', (key: string) => withSecret(key, 'a'.repeat(43))],
    ['unknown', (key: string) => withSecret(`fedzk_live_${'z'.repeat(12)}_${key.slice(24)}`, key.slice(24, 67))],
    ['unknown', (key: string) => withSecret(key.replace('live', 'test'), key.slice(24, 67))],
  ] as const)('%s', async (reason, present) => {
    const keys = await open();
    const { key } = await keys.issue(CLIENT);
    expect(await keys.validate(present(key))).toEqual({ valid: false, reason });
    await keys.close();
  });

  it('revoked, and revoked again', async () => {
    const keys = await open();
    const { id, key } = await keys.issue(CLIENT);
    expect((await keys.revoke(id)).status).toBe('revoked');
    expect(await keys.validate(key)).toEqual({ valid: false, reason: 'revoked' });
    vi.setSystemTime(START + 1000);
    expect((await keys.revoke(id)).revokedAt).toBe(START);
    // Whoever has only the id learns nothing of its state.
    expect(await reasonOf(keys, withSecret(key, 'a'.repeat(43)))).toBe('unknown');
    await keys.close();
  });

  it('deleted: unknown here and elsewhere, whatever was noted of it, and not deleted twice', async () => {
    const { events, audit } = logged();
    const storage = memoryStorage();
    const here = await open(storage, { maxStaleSeconds: 0, audit });
    const there = await open(storage, { maxStaleSeconds: 0 });
    const [{ id, key }, kept] = [await here.issue(CLIENT), await here.issue(CLIENT)];
    expect(await reasonOf(there, key)).toBe('valid');
    await here.delete(id);
    expect(events.at(-1)).toMatchObject({
      operation: 'api_key_delete',
      resource: id,
      user_id: 'client_001',
      actor: 'keystore',
    });
    for (const keys of [here, there]) expect(await reasonOf(keys, key)).toBe('unknown');
    for (const call of [() => here.delete(id), () => there.revoke(id), () => there.rotate(id)]) {
      expect(await codeOf(call())).toBe('not-found');
    }
    // What the other noted of its use is written by now, or never.
    await Promise.all([here.close(), there.close()]);
    const again = await open(storage);
    expect((await again.list()).map((record) => record.id)).toEqual([kept.id]);
    await again.close();
  });

  it('expired, to the millisecond', async () => {
    const keys = await open();
    const { key } = await keys.issue({ ...CLIENT, expiresAt: new Date(START + 1000) });
    vi.setSystemTime(START + 999);
    expect(await reasonOf(keys, key)).toBe('valid');
    vi.setSystemTime(START + 1000);
    expect(await reasonOf(keys, key)).toBe('expired');
    await keys.close();
  });

  it('takes keys of its own environment alone', async () => {
    const storage = memoryStorage();
    const [live, test] = [await open(storage), await open(storage, { env: 'test' })];
    const { id, key } = await test.issue(CLIENT);
    expect(key).toMatch(/^fedzk_test_/);
    expect(await reasonOf(test, key)).toBe('valid');
    expect(await live.list()).toEqual([]);
    expect(await reasonOf(live, key)).toBe('unknown');
    expect(await codeOf(live.revoke(id))).toBe('not-found');
    await Promise.all([live.close(), test.close()]);
  });

  it('makes one HMAC and comparison for each that has a right checksum, known or not', async () => {
    const { Vault } = await import('../src/vault.js');
    const keys = await open();
    const { id, key } = await keys.issue(CLIENT);
    await keys.validate(key);
    const verify = vi.spyOn(Vault.prototype, 'verifyMac');
    const costs = async (presented: unknown): Promise<number> => {
      verify.mockClear();
      await keys.validate(presented);
      return verify.mock.calls.length;
    };
    const unknown = withSecret(`fedzk_live_${'z'.repeat(12)}_${key.slice(24)}`, key.slice(24, 67));
    const otherEnv = withSecret(key.replace('live', 'test'), key.slice(24, 67));
    for (const one of [key, unknown, otherEnv, withSecret(key, 'a'.repeat(43))]) expect(await costs(one)).toBe(1);
    await keys.revoke(id);
    expect(await costs(key)).toBe(1);
    expect([await costs('no key'), await costs(`${key.slice(0, 68)}000000`)]).toEqual([0, 0]);
    verify.mockRestore();
    await keys.close();
  });
});

describe('a revocation by another program', () => {
  it.each([
    [undefined, 5],
    [30, 30],
  ])('maxStaleSeconds %s: holds after %i seconds', async (maxStaleSeconds, bound) => {
    const storage = memoryStorage();
    const [here, there] = [
      await open(storage, maxStaleSeconds === undefined ? {} : { maxStaleSeconds }),
      await open(storage),
    ];
    const { id, key } = await there.issue(CLIENT);
    vi.advanceTimersByTime(bound * 1000);
    expect(await reasonOf(here, key)).toBe('valid');
    await there.revoke(id);
    vi.advanceTimersByTime(bound * 1000);
    expect(await reasonOf(here, key)).toBe('revoked');
    await Promise.all([here.close(), there.close()]);
  });

  it('is read in the background from half of the bound on, and no file before', async () => {
    const storage = new Watched(memoryStorage());
    const keys = await open(storage);
    const { key } = await keys.issue(CLIENT);
    await keys.validate(key);
    storage.calls.length = 0;
    for (let i = 0; i < 100; i++) await keys.validate(key);
    expect(storage.calls).toEqual([]);
    vi.advanceTimersByTime(2500);
    for (let i = 0; i < 100; i++) await keys.validate(key);
    expect(storage.calls.map(({ operation }) => operation)).toEqual(['readHead']);
    await keys.close();
  });

  it('past the bound a storage that fails refuses all, with its own error, and then goes on', async () => {
    const storage = new Watched(memoryStorage());
    const keys = await open(storage);
    const { key } = await keys.issue(CLIENT);
    await keys.validate(key);
    vi.advanceTimersByTime(3000);
    storage.failAt(0, 'before');
    expect(await reasonOf(keys, key)).toBe('valid'); // it fails in the background
    await new Promise(setImmediate);
    expect(storage.count('readHead')).toBe(1);
    vi.advanceTimersByTime(3000);
    storage.failAt(0, 'before');
    await expect(keys.validate(key)).rejects.toThrow();
    expect(await reasonOf(keys, key)).toBe('valid');
    await keys.close();
  });
});

describe('rotate', () => {
  it('issues a key in place of another, which ends after the overlap', async () => {
    const keys = await open();
    const old = await keys.issue({ ...CLIENT, scopes: ['me'], expiresAt: START + 100_000 });
    vi.setSystemTime(START + 10_000);
    const next = await keys.rotate(old.id, { overlapSeconds: 60 });
    expect(next).toMatchObject({ replaces: old.id, record: { ...CLIENT, scopes: ['me'], expiresAt: START + 100_000 } });
    expect([await reasonOf(keys, old.key), await reasonOf(keys, next.key)]).toEqual(['valid', 'valid']);
    expect((await keys.list()).map(({ status, replacedBy }) => [status, replacedBy])).toEqual([
      ['rotated', next.id],
      ['active', undefined],
    ]);
    vi.setSystemTime(START + 70_000);
    expect([await reasonOf(keys, old.key), await reasonOf(keys, next.key)]).toEqual(['expired', 'valid']);
    await keys.close();
  });

  it('without an overlap the old key ends at once; an overlap lengthens no life', async () => {
    const keys = await open();
    const [first, second] = [await keys.issue(CLIENT), await keys.issue({ ...CLIENT, expiresAt: START + 1000 })];
    await keys.rotate(first.id);
    expect(await reasonOf(keys, first.key)).toBe('expired');
    await keys.rotate(second.id, { overlapSeconds: 60 });
    vi.setSystemTime(START + 1000);
    expect(await reasonOf(keys, second.key)).toBe('expired');
    await keys.close();
  });

  it('a rotation prolongs no life, unless its caller says so', async () => {
    const keys = await open();
    const end = START + 100_000;
    const [first, second, third] = await Promise.all([1, 2, 3].map(() => keys.issue({ ...CLIENT, expiresAt: end })));
    vi.setSystemTime(START + 99_999);
    const rotated = await keys.rotate(first?.id ?? '');
    expect(rotated.record.expiresAt).toBe(end);
    const longer = await keys.rotate(second?.id ?? '', { expiresAt: new Date(end + 1) });
    expect(longer.record.expiresAt).toBe(end + 1);
    const owned = await keys.rotateOwner('client_001', { expiresAt: end + 2 });
    expect(owned.map(({ record }) => record.expiresAt)).toEqual([end + 2, end + 2, end + 2]);
    expect(owned.map(({ replaces }) => replaces)).toContain(third?.id);
    expect(await codeOf(keys.rotate(owned[0]?.id ?? '', { expiresAt: START }))).toBe('invalid-argument');
    vi.setSystemTime(end);
    expect(await reasonOf(keys, rotated.key)).toBe('expired');
    await keys.close();
  });

  it('a key that was rotated has the status rotated, whether its overlap has ended or not', async () => {
    const keys = await open();
    const [ended, overlapping] = [await keys.issue(CLIENT), await keys.issue(CLIENT)];
    await keys.rotate(ended.id);
    await keys.rotate(overlapping.id, { overlapSeconds: 60 });
    const statusOf = async (id: string) => (await keys.list()).find((record) => record.id === id)?.status;
    expect([await statusOf(ended.id), await statusOf(overlapping.id)]).toEqual(['rotated', 'rotated']);
    expect([await reasonOf(keys, ended.key), await reasonOf(keys, overlapping.key)]).toEqual(['expired', 'valid']);
    vi.setSystemTime(START + 60_000);
    expect([await statusOf(overlapping.id), await reasonOf(keys, overlapping.key)]).toEqual(['rotated', 'expired']);
    await keys.revoke(ended.id);
    expect(await statusOf(ended.id)).toBe('revoked');
    await keys.close();
  });

  it('refuses keys that are replaced, revoked, expired or not there, and then changes nothing', async () => {
    const storage = new Watched(memoryStorage());
    const keys = await open(storage);
    const [replaced, revoked] = [await keys.issue(CLIENT), await keys.issue(CLIENT)];
    const expired = await keys.issue({ ...CLIENT, expiresAt: START + 1 });
    await keys.rotate(replaced.id, { overlapSeconds: 60 });
    await keys.revoke(revoked.id);
    vi.setSystemTime(START + 1);
    storage.calls.length = 0;
    for (const { id } of [replaced, revoked, expired]) expect(await codeOf(keys.rotate(id))).toBe('invalid-state');
    expect(await codeOf(keys.rotate('z'.repeat(12)))).toBe('not-found');
    expect(storage.count('commitHead')).toBe(0);
    await keys.close();
  });

  it('two programs that rotate one key: one has it, the other is refused', async () => {
    const storage = memoryStorage();
    const [a, b] = [await open(storage), await open(storage)];
    const { id } = await a.issue(CLIENT);
    const outcomes = await Promise.allSettled([a.rotate(id), b.rotate(id)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await a.list()).length).toBe(2);
    await Promise.all([a.close(), b.close()]);
  });

  it('rotateOwner replaces all active keys of an owner in one commit, and no others', async () => {
    const storage = new Watched(memoryStorage());
    const keys = await open(storage);
    const mine = [await keys.issue(CLIENT), await keys.issue({ ...CLIENT, role: 'auditor' })];
    const other = await keys.issue({ owner: 'client_002', role: 'client' });
    const revoked = await keys.issue(CLIENT);
    await keys.revoke(revoked.id);
    storage.calls.length = 0;
    const rotated = await keys.rotateOwner('client_001');
    expect(storage.count('commitHead')).toBe(1);
    expect(rotated.map(({ replaces }) => replaces).sort()).toEqual(mine.map(({ id }) => id).sort());
    for (const { key } of mine) expect(await reasonOf(keys, key)).toBe('expired');
    for (const { key } of [...rotated, other]) expect(await reasonOf(keys, key)).toBe('valid');
    expect(await keys.rotateOwner('nobody')).toEqual([]);
    await keys.close();
  });
});

describe('last use', () => {
  it('is kept in steps, many in one commit, a minute or more apart', async () => {
    const storage = new Watched(memoryStorage());
    const keys = await open(storage);
    const issued = [await keys.issue(CLIENT), await keys.issue(CLIENT), await keys.issue(CLIENT)];
    vi.setSystemTime(START + 1_800_000);
    storage.calls.length = 0;
    const useAll = async (): Promise<void> => {
      for (const { key } of issued.slice(1)) for (let i = 0; i < 50; i++) await keys.validate(key);
    };
    await useAll();
    expect(storage.count('commitHead')).toBe(0);
    vi.advanceTimersByTime(60_000);
    await useAll();
    await vi.waitFor(() => expect(storage.count('commitHead')).toBe(1));
    vi.advanceTimersByTime(60_000);
    await useAll();
    await keys.close();
    expect(storage.count('commitHead')).toBe(1);
    const again = await open(storage);
    const used = new Map((await again.list()).map(({ id, lastUsed }) => [id, lastUsed]));
    expect(issued.map(({ id }) => used.get(id))).toEqual([undefined, START, START]);
    await again.close();
  });

  it('is written by close, and takes no revocation back', async () => {
    const storage = memoryStorage();
    const [a, b] = [await open(storage), await open(storage)];
    const { id, key } = await a.issue(CLIENT);
    await a.validate(key);
    await b.revoke(id);
    await a.close();
    const [record] = await b.list();
    expect(record).toMatchObject({ id, status: 'revoked', lastUsed: START });
    await b.close();
  });
});

describe('events', () => {
  it('tell of each change and each refusal, and of no key', async () => {
    const { events, audit } = logged();
    const keys = await open(memoryStorage(), { audit, user: 'admin' });
    const { id, key } = await keys.issue(CLIENT);
    const next = await keys.rotate(id, { overlapSeconds: 60 });
    await keys.revoke(next.id);
    await keys.list();
    await keys.snapshot();
    for (const one of [next.key, next.key, 'text', withSecret(key, 'b'.repeat(43))]) await keys.validate(one);
    await keys.close();
    const shown = events.map(({ operation, resource, result, details, user_id: who, actor }) => [
      ...[operation, resource, result, details],
      ...[who, actor],
    ]);
    const owner = ['client_001', 'admin'];
    const admin = ['admin', undefined];
    expect(shown.slice(2)).toEqual([
      ['api_key_issue', id, 'success', { role: 'client', env: 'live' }, ...owner],
      ['api_key_rotate', id, 'success', { replaced_by: next.id }, ...owner],
      ['api_key_revoke', next.id, 'success', undefined, ...owner],
      ['api_key_list', keys.storeId, 'success', { keys: 2 }, ...admin],
      ['api_key_snapshot', keys.storeId, 'success', { keys: 2, generation: 4 }, ...admin],
      ['api_key_refused', next.id, 'denied', { reason: 'revoked', count: 1 }, ...owner],
      expect.arrayContaining(['api_key_refused', 'denied']),
      ...events.slice(9).map(() => expect.arrayContaining(['api_key_refused', 'denied'])),
    ]);
    const refused = events.filter(({ operation }) => operation === 'api_key_refused');
    const counts: Record<string, number> = {};
    for (const { details } of refused) {
      const reason = String(details?.['reason']);
      counts[reason] = (counts[reason] ?? 0) + Number(details?.['count']);
    }
    expect(counts).toEqual({ revoked: 2, malformed: 1, unknown: 1 });
    const byWhom = new Set(refused.map(({ user_id: who, details }) => `${details?.['reason']} ${who}`));
    expect([...byWhom].sort()).toEqual(['malformed admin', 'revoked client_001', 'unknown admin']);
    expect(JSON.stringify(events)).not.toMatch(API_KEY_PATTERN);
    for (const secret of [key.slice(24, 67), next.key.slice(24, 67)])
      expect(JSON.stringify(events)).not.toContain(secret);
  });

  it('are about the owner, whom a log with privacy erases', async () => {
    vi.useRealTimers();
    const signer = await createSigner('example.com/audit');
    const store = await KeyStore.create(memoryStorage(), { key: random.bytes(32) });
    const subjects = subjectKeys(store);
    const log = await AuditLog.open(memoryLog(), { origin: signer.name, signer, privacy: { keys: subjects } });
    const keys = await open(memoryStorage(), { audit: log, user: 'admin' });
    const { id, key } = await keys.issue({ ...CLIENT, owner: 'Ann Owner' });
    const next = await keys.rotate(id);
    await keys.validate(key);
    await keys.revoke(next.id);
    await keys.delete(next.id);
    await keys.close();
    const read = async (): Promise<string[]> => {
      const lines: string[] = [];
      for await (const { origin, entry } of log.entries()) {
        if (!entry.operation.startsWith('api_key_')) continue;
        expect(JSON.stringify(entry)).not.toContain('Ann Owner');
        const opened = await openSealed(entry, origin, subjects);
        lines.push(`${entry.operation} ${'entry' in opened ? opened.entry.user_id : opened.status}`);
      }
      return lines.sort();
    };
    const operations = ['delete', 'issue', 'refused', 'revoke', 'rotate'].map((name) => `api_key_${name}`);
    expect(await read()).toEqual(operations.map((operation) => `${operation} Ann Owner`));
    await log.erase('Ann Owner', 'request 17');
    expect(await read()).toEqual(operations.map((operation) => `${operation} erased`));
    await log.close();
    await store.close();
  });

  it('of refusals that wait for the log are counted together', async () => {
    const events: AuditEvent[] = [];
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const append = async (event: AuditEvent): Promise<void> => {
      events.push(event);
      if (event.operation === 'api_key_refused') await held;
    };
    const keys = await open(memoryStorage(), { audit: { append } });
    events.length = 0;
    for (let i = 0; i < 10_000; i++) await keys.validate('text');
    expect(events.length).toBe(1);
    release();
    await keys.close();
    expect(events.map(({ details }) => details?.['count'])).toEqual([1, 9999]);
  });

  it('that the log does not take: a change stands, a refusal stays one, and close says so', async () => {
    let refuses = false;
    const audit = {
      append: async () => {
        if (refuses) throw new Error('full');
      },
    };
    const keys = await open(memoryStorage(), { audit });
    const { id, key } = await keys.issue(CLIENT);
    refuses = true;
    expect(await codeOf(keys.revoke(id))).toBe('not-logged');
    expect(await reasonOf(keys, key)).toBe('revoked');
    await expect(keys.list()).rejects.toThrow('full');
    expect(await codeOf(keys.close())).toBe('not-logged');
  });
});

describe('peppers', () => {
  it('another one does not open the store, and makes none in its place', async () => {
    const storage = memoryStorage();
    await (await open(storage)).close();
    expect(await codeOf(open(storage, { pepper: random.bytes(32) }))).toBe('wrong-key');
    expect(await codeOf(open(memoryStorage(), { create: false }))).toBe('not-found');
  });

  it('a second one opens it too, then the first is taken away; all keys stay valid', async () => {
    const storage = memoryStorage();
    const second = random.bytes(64);
    const first = await open(storage);
    const { key } = await first.issue(CLIENT);
    await first.addPepper(second);
    const other = await open(storage, { pepper: second });
    const issued = await other.issue(CLIENT);
    expect(await reasonOf(other, key)).toBe('valid');
    await other.removePepper(PEPPER);
    expect(await codeOf(open(storage))).toBe('wrong-key');
    expect(await codeOf(other.removePepper(PEPPER))).toBe('wrong-key');
    expect(await codeOf(other.removePepper(second))).toBe('invalid-state');
    vi.advanceTimersByTime(5000);
    expect(await reasonOf(first, issued.key)).toBe('valid');
    await Promise.all([first.close(), other.close()]);
  });

  it.each([
    ['short', () => random.bytes(31)],
    ['long', () => random.bytes(1025)],
    ['text', () => 'a'.repeat(32) as unknown as Uint8Array],
  ])('%s: refused, and not shown', async (_, pepper) => {
    const error = await open(memoryStorage(), { pepper: pepper() }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FedzkError);
    expect((error as FedzkError).code).toBe('invalid-argument');
    expect((error as FedzkError).message).not.toContain('aaaa');
  });

  it("the caller's pepper stays as it was", async () => {
    const pepper = Uint8Array.from(PEPPER);
    await (await open(memoryStorage(), { pepper })).close();
    expect(pepper).toEqual(PEPPER);
  });
});

describe('what is stored', () => {
  const hkdf = async (info: string): Promise<Uint8Array> => {
    const key = await crypto.subtle.importKey('raw', new Uint8Array(PEPPER), 'HKDF', false, ['deriveBits']);
    const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: Buffer.from(info) };
    return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, 256));
  };
  const noArgon2 = (): never => {
    throw new Error('no passphrase is here');
  };

  it('opens by FORMAT.md alone; a key has its HMAC there, and no secret', async () => {
    const objects: Objects = new Map();
    const keys = await open(storageOn(objects));
    const { id, key } = await keys.issue({ ...CLIENT, scopes: ['me'] });
    await keys.close();
    const entries = await openStore(objects, { key: await hkdf('fedzk/api-keys') }, noArgon2);
    expect([...entries.keys()].sort()).toEqual([id, 'hmac-key'].sort());
    const [macKey, entry] = [entries.get('hmac-key'), entries.get(id)];
    const message = ['fedzk-apikey-v1', 'live', id, key.slice(24, 67)].join('\0');
    const mac = createHmac('sha256', macKey?.secret ?? '')
      .update(message)
      .digest();
    expect(entry).toMatchObject({ kind: 'opaque', exportable: false });
    expect(Buffer.from(entry?.secret ?? [])).toEqual(mac);
    expect(entry?.metadata).toEqual({
      ...{ name: id, created: START, owner: 'client_001' },
      metadata: { env: 'live', role: 'client', scopes: ['me'] },
    });
    const all = Buffer.concat([...objects.values()]);
    for (const text of [id, 'client_001', key.slice(24, 67), createHash('sha256').update(key).digest()]) {
      expect(all.includes(text)).toBe(false);
    }
  });

  it('objects that are changed or swapped are refused as damaged', async () => {
    const objects: Objects = new Map();
    const keys = await open(storageOn(objects));
    await keys.issue(CLIENT);
    await keys.close();
    const [bucket = '', bytes = new Uint8Array(0)] = [...objects].find(([name]) => name.startsWith('b/')) ?? [];
    const rowBytes = 52;
    const swapped = bytes.slice();
    // The tags of the two rows: each entry then stands under the other's name.
    swapped.set(bytes.subarray(48 + rowBytes, 48 + rowBytes + 16), 48);
    swapped.set(bytes.subarray(48, 48 + 16), 48 + rowBytes);
    for (const changed of [swapped, bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte))]) {
      objects.set(bucket, changed);
      expect(await codeOf(open(storageOn(objects)))).toBe('damaged');
    }
  });

  it('an older state in the place of a newer one is refused by whoever has seen the newer', async () => {
    const objects: Objects = new Map();
    const keys = await open(storageOn(objects));
    const { id, key } = await keys.issue(CLIENT);
    const older = new Map(objects);
    await keys.revoke(id);
    objects.clear();
    for (const [name, bytes] of older) objects.set(name, bytes);
    expect(await codeOf(keys.validate(key))).toBe('rolled-back');
    await keys.close().catch(() => undefined);
  });

  it('a store of other keys is refused', async () => {
    const storage = memoryStorage();
    const store = await KeyStore.create(storage, { key: await hkdf('fedzk/api-keys') });
    await store.generate('aes-256', { id: 'letters' });
    await store.close();
    expect(await codeOf(open(storage))).toBe('invalid-argument');
  });
});

it('refuses wrong options in words', async () => {
  const keys = await open();
  const refused: readonly (() => Promise<unknown>)[] = [
    () => keys.issue({ owner: '', role: 'client' }),
    () => keys.issue({ owner: 'a\nb', role: 'client' }),
    () => keys.issue({ owner: 'a', role: 'x'.repeat(257) }),
    () => keys.issue({ ...CLIENT, scopes: 'me' as unknown as string[] }),
    () => keys.issue({ ...CLIENT, scopes: new Array(65).fill('a') }),
    () => keys.issue({ ...CLIENT, expiresAt: START }),
    () => keys.issue({ ...CLIENT, expiresAt: new Date(Number.NaN) }),
    () => keys.issue({ ...CLIENT, admin: true } as unknown as typeof CLIENT),
    () => keys.rotate('a'.repeat(12), { overlapSeconds: -1 }),
    () => keys.revoke('../../etc'),
    () => open(memoryStorage(), { env: 'prod' as 'live' }),
    () => open(memoryStorage(), { maxStaleSeconds: 3601 }),
  ];
  for (const call of refused) expect(await codeOf(call())).toBe('invalid-argument');
  const { key } = await keys.issue(CLIENT);
  const error = await keys.revoke(key).catch((thrown: unknown) => thrown);
  expect(String(error)).not.toContain(key.slice(24, 67));
  await keys.close();
  expect(await codeOf(keys.validate(key))).toBe('disposed');
  expect(() => Reflect.construct(ApiKeys, [])).toThrow(FedzkError);
});
