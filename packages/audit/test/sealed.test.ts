/** Personal fields under a person's key: what an entry has of them, who can open it, and what is left when the key is gone. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import {
  type AuditEntry,
  type AuditEvent,
  AuditLog,
  createSigner,
  decodeEvent,
  exportAs,
  type LogEntry,
  memoryStorage,
  openSealed,
  type SubjectKeys,
  subjectOf,
  verifyEntry,
  verifyLog,
} from '@fedzk/audit';
import { codeOf, errorOf } from '@fedzk/testkit/errors';
import { cases, Random } from '@fedzk/testkit/random';
import { describe, expect, it } from 'vitest';
import { encodeEvent } from '../src/events/entry.js';
import { seal } from '../src/events/sealed.js';
import { ID, NOW, randomEvent } from './support/events.js';
import { Stopping } from './support/stopping.js';

const signer = await createSigner('example.com/sealed', new Uint8Array(32).fill(4));
const ORIGIN = signer.name;
const EVENT: AuditEvent = { user_id: 'alice', operation: 'login', resource: 'system', result: 'success' };
const WHOLE: AuditEvent = { ...EVENT, actor: 'cron', session: 'session 7', source: '192.0.2.1', reason: 'nightly' };

/** Keys in memory, which may take their time. */
class Keys implements SubjectKeys {
  readonly keys = new Map<string, Uint8Array>();
  readonly subjects = new Map<string, string>();
  readonly asked: string[] = [];
  delay: (userId: string) => number = () => 0;

  async keyOf(userId: string): Promise<Uint8Array> {
    this.asked.push(userId);
    const key = this.keys.get(userId) ?? new Uint8Array(randomBytes(32));
    this.keys.set(userId, key);
    this.subjects.set(await subjectOf(key), userId);
    await new Promise((resolve) => setTimeout(resolve, this.delay(userId)));
    return key;
  }

  async find(subject: string): Promise<Uint8Array | undefined> {
    return this.keys.get(this.subjects.get(subject) ?? '');
  }

  async destroy(userId: string): Promise<void> {
    const key = this.keys.get(userId);
    if (key === undefined) return;
    this.subjects.delete(subjectBy(key));
    this.keys.delete(userId);
    key.fill(0);
  }
}

async function logWith(keys: SubjectKeys, storage = memoryStorage()): Promise<AuditLog> {
  return AuditLog.open(storage, { origin: ORIGIN, signer, privacy: { keys } });
}

async function entriesOf(log: AuditLog): Promise<LogEntry[]> {
  const entries: LogEntry[] = [];
  for await (const entry of log.entries()) entries.push(entry);
  return entries;
}

/** The format by node:crypto, as its description has it. */
function keysOf(key: Uint8Array, salt: Uint8Array) {
  const all = Buffer.from(hkdfSync('sha256', key, salt, 'fedzk.dev/audit-sealed/v1', 76));
  return { cipher: all.subarray(0, 32), nonce: all.subarray(32, 44), mac: all.subarray(44) };
}

function subjectBy(key: Uint8Array): string {
  const bytes = Buffer.from(hkdfSync('sha256', key, '', 'fedzk.dev/audit-subject/v1', 16));
  return `s:${bytes.toString('base64url')}`;
}

function sealBy(text: string, origin: string, id: string, key: Uint8Array, salt = randomBytes(16)): string {
  const { cipher, nonce, mac } = keysOf(key, salt);
  const plaintext = Buffer.alloc(32 * Math.ceil(Buffer.byteLength(text) / 32));
  plaintext.write(text);
  const associated = Buffer.from(`${origin}\n${id}`);
  const aes = createCipheriv('aes-256-gcm', cipher, nonce).setAAD(associated);
  const body = Buffer.concat([aes.update(plaintext), aes.final()]);
  const commitment = createHmac('sha256', mac).update(associated).update('\n').update(plaintext).digest();
  return Buffer.concat([salt, body, aes.getAuthTag(), commitment]).toString('base64url');
}

function openBy(sealed: string, origin: string, id: string, key: Uint8Array): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const { cipher, nonce, mac } = keysOf(key, bytes.subarray(0, 16));
  const associated = Buffer.from(`${origin}\n${id}`);
  const aes = createDecipheriv('aes-256-gcm', cipher, nonce).setAAD(associated).setAuthTag(bytes.subarray(-48, -32));
  const plaintext = Buffer.concat([aes.update(bytes.subarray(16, -48)), aes.final()]);
  const commitment = createHmac('sha256', mac).update(associated).update('\n').update(plaintext).digest();
  expect(commitment).toEqual(bytes.subarray(-32));
  return plaintext.toString().replace(/\0+$/, '');
}

describe('what is sealed', () => {
  const key = new Uint8Array(32).map((_, i) => i);

  it('is what the description says, by node:crypto in both directions', async () => {
    const random = new Random('sealed');
    const wanted = subjectBy(key);
    expect(await subjectOf(key)).toBe(wanted);
    for (let i = 0; i < cases(200); i++) {
      const { actor, session, source, user_id } = randomEvent(random);
      const fields = JSON.parse(JSON.stringify({ actor, session, source, user_id })) as AuditEvent;
      const text = JSON.stringify(fields);
      const ours = await seal(fields, { origin: ORIGIN, id: ID }, key);
      expect(openBy(ours, ORIGIN, ID, key)).toBe(text);
      expect(Buffer.from(ours, 'base64url').length).toBe(64 + 32 * Math.ceil(Buffer.byteLength(text) / 32));
      const theirs = sealBy(text, ORIGIN, ID, key);
      const entry = { ...EVENT, v: 1, id: ID, time: '', user_id: wanted, sealed: theirs } as AuditEntry;
      const opened = await openSealed(entry, ORIGIN, { find: async () => key });
      expect(opened).toMatchObject({ status: 'opened', entry: fields });
    }
  });

  it('is another each time, under another salt', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, () => seal(EVENT, { origin: ORIGIN, id: ID }, key)));
    expect(new Set(all).size).toBe(50);
    expect(new Set(all.map((sealed) => sealed.slice(0, 21))).size).toBe(50);
  });

  it('shows its length only in steps of 32 bytes', async () => {
    const lengths = await Promise.all(
      [1, 18, 19, 50, 51].map(
        async (n) => (await seal({ user_id: 'x'.repeat(n) }, { origin: ORIGIN, id: ID }, key)).length,
      ),
    );
    // {"user_id":"…"} adds 14 bytes: 32, 32, 64, 64, 96 of plaintext, and 64 more.
    expect(lengths).toEqual([128, 128, 171, 171, 214]);
  });

  it('has room for the longest fields there are', async () => {
    for (const character of ['漢', '"', '\\']) {
      const long = character.repeat(256);
      const event = { ...EVENT, user_id: long, actor: long, session: long, source: long };
      const keys = new Keys();
      const log = await logWith(keys);
      await log.append({ ...event, reason: '漢'.repeat(1024), details: { text: 'x'.repeat(32_000) } });
      const [only] = await entriesOf(log);
      expect(await openSealed(only?.entry as AuditEntry, ORIGIN, keys)).toMatchObject({
        status: 'opened',
        entry: event,
      });
      await log.close();
    }
  });

  it('leaves the key alone, and refuses short ones', async () => {
    const own = key.slice();
    await seal(EVENT, { origin: ORIGIN, id: ID }, own);
    expect(own).toEqual(key);
    for (const short of [key.slice(1), 'k'.repeat(32), undefined]) {
      await expect(subjectOf(short as Uint8Array)).rejects.toMatchObject({ code: 'invalid-argument' });
      await expect(seal(EVENT, { origin: ORIGIN, id: ID }, short as Uint8Array)).rejects.toMatchObject({
        code: 'invalid-argument',
      });
    }
  });
});

describe('an entry', () => {
  it('has no personal data in clear, and opens with the key', async () => {
    const [keys, storage] = [new Keys(), memoryStorage()];
    const log = await logWith(keys, storage);
    const { index, leafHash, time } = await log.append(WHOLE);
    const bytes = await log.read(index);
    const text = Buffer.from(bytes).toString();
    for (const secret of ['alice', 'cron', 'session 7', '192.0.2.1']) expect(text).not.toContain(secret);
    const entry = decodeEvent(bytes) as AuditEntry;
    expect(entry).toMatchObject({ operation: 'login', reason: 'nightly', time });
    expect(entry.user_id).toBe(subjectBy(keys.keys.get('alice') ?? new Uint8Array(0)));
    expect(Object.keys(entry)).toEqual([...Object.keys(entry)].sort());
    expect(verifyEntry(bytes, await log.prove(index), { verifierKey: signer.verifierKey })).toBe(true);
    const { sealed: _, ...rest } = entry;
    expect(await openSealed(entry, ORIGIN, keys)).toEqual({ status: 'opened', entry: { ...rest, ...WHOLE } });
    expect(leafHash).toEqual((await entriesOf(log))[0]?.leafHash);
    await log.close();
  });

  it('of one person has the same user_id as the others of that person, and nothing else', async () => {
    const log = await logWith(new Keys());
    for (const user_id of ['alice', 'bob', 'alice']) await log.append({ ...EVENT, user_id });
    const entries = (await entriesOf(log)).map(({ entry }) => entry);
    expect(entries[0]?.user_id).toBe(entries[2]?.user_id);
    expect(entries[0]?.user_id).not.toBe(entries[1]?.user_id);
    expect(new Set(entries.map(({ sealed }) => sealed)).size).toBe(3);
    const rows: string[] = [];
    for await (const row of exportAs('csv', await entriesOf(log))) rows.push(row);
    expect(rows[1]).toContain(entries[0]?.user_id);
    await log.close();
  });

  it('is opened by no other key, for no other place, and not when anything was changed', async () => {
    const keys = new Keys();
    const log = await logWith(keys);
    await log.append(WHOLE);
    await log.append(WHOLE);
    await log.append({ ...EVENT, user_id: 'bob' });
    const [first, second, other] = (await entriesOf(log)).map(({ entry }) => entry) as [
      AuditEntry,
      AuditEntry,
      AuditEntry,
    ];
    await log.close();
    const statusOf = async (entry: AuditEntry, origin = ORIGIN, from: Pick<SubjectKeys, 'find'> = keys) =>
      (await openSealed(entry, origin, from)).status;
    expect(await statusOf(first)).toBe('opened');
    const sealed = first.sealed ?? '';
    expect(await statusOf({ ...second, sealed })).toBe('not-authentic');
    expect(await statusOf({ ...other, sealed })).toBe('not-authentic');
    expect(await statusOf({ ...first, id: second.id })).toBe('not-authentic');
    expect(await statusOf({ ...first, user_id: other.user_id })).toBe('not-authentic');
    expect(await statusOf(first, 'example.com/other')).toBe('not-authentic');
    expect(await statusOf(first, ORIGIN, { find: async () => new Uint8Array(32) })).toBe('not-authentic');
    expect(await statusOf(first, ORIGIN, { find: async () => undefined })).toBe('erased');
    const bytes = Buffer.from(sealed, 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(await statusOf({ ...first, sealed: changed.toString('base64url') }), `byte ${at}`).toBe('not-authentic');
    }
    for (const length of [0, 1, 16, 64, bytes.length - 32, bytes.length - 1]) {
      const cut = bytes.subarray(0, length).toString('base64url');
      expect(await statusOf({ ...first, sealed: cut })).toBe('not-authentic');
    }
    expect(await statusOf({ ...EVENT, v: 1, id: ID, time: '' })).toBe('clear');
    await expect(openSealed(first, ORIGIN, { find: async () => new Uint8Array(31) })).rejects.toMatchObject({
      code: 'invalid-argument',
    });
  });

  it('whose key was right and whose fields are none is not opened', async () => {
    const key = new Uint8Array(32).fill(1);
    const texts = [
      '{"user_id":"a" }',
      '{"user_id":""}',
      '{"user_id":1}',
      '{"extra":1,"user_id":"a"}',
      '[]',
      'null',
      'x',
    ];
    for (const text of texts) {
      const entry = { ...EVENT, v: 1, id: ID, time: '', sealed: sealBy(text, ORIGIN, ID, key) } as AuditEntry;
      expect(await openSealed(entry, ORIGIN, { find: async () => key })).toEqual({ status: 'not-authentic' });
    }
  });

  it('is one only as it is written', () => {
    const sealed = sealBy('{"user_id":"a"}', ORIGIN, ID, new Uint8Array(32));
    const user_id = `s:${'A'.repeat(22)}`;
    const encode = (event: object, value: string | undefined = sealed): Uint8Array =>
      encodeEvent({ ...EVENT, user_id, ...event }, { now: NOW, id: ID, ...(value !== undefined && { sealed: value }) });
    expect(decodeEvent(encode({}))?.sealed).toBe(sealed);
    for (const event of [
      { user_id: 'alice' },
      { user_id: `${user_id}A` },
      { actor: 'a' },
      { session: 'a' },
      { source: 'a' },
    ]) {
      expect(errorOf(() => encode(event))?.code).toBe('invalid-argument');
    }
    for (const value of ['', 'x', `${sealed}A`, sealed.slice(1), `${sealed.slice(0, -1)}=`, sealed.repeat(50)]) {
      expect(errorOf(() => encode({}, value))?.code).toBe('invalid-argument');
      const text = Buffer.from(encode({})).toString().replace(sealed, value);
      expect(decodeEvent(new Uint8Array(Buffer.from(text)))).toBeUndefined();
    }
    // Nobody but the log seals.
    expect(errorOf(() => encodeEvent({ ...EVENT, sealed } as AuditEvent, { now: NOW, id: ID }))?.code).toBe(
      'invalid-argument',
    );
    expect(decodeEvent(encodeEvent(Object.assign(Object.create({ sealed }), EVENT), { now: NOW, id: ID }))).toEqual({
      ...EVENT,
      v: 1,
      id: ID,
      time: expect.any(String),
    });
  });
});

describe('appending', () => {
  it('keeps the order of the calls, however long a key takes, and closing waits', async () => {
    const [keys, storage] = [new Keys(), memoryStorage()];
    keys.delay = (userId) => (Number(userId) % 3 === 0 ? 20 : 0);
    const log = await logWith(keys, storage);
    const all = Array.from({ length: 30 }, (_, i) => log.append({ ...EVENT, user_id: String(i) }));
    await log.close();
    expect((await Promise.all(all)).map(({ index }) => index)).toEqual([...all.keys()]);
    await expect(log.append(EVENT)).rejects.toMatchObject({ code: 'disposed' });
    expect((await verifyLog(storage, { verifierKey: signer.verifierKey })).ok).toBe(true);
  });

  it('takes the event as it was when it was called, and asks for no key for one that is none', async () => {
    const keys = new Keys();
    keys.delay = () => 5;
    const log = await logWith(keys);
    const event = { ...WHOLE, details: { round: 1 } };
    const appended = log.append(event);
    Object.assign(event, { user_id: 'mallory', operation: 'other' });
    event.details.round = 2;
    await appended;
    const [only] = await entriesOf(log);
    expect(only?.entry).toMatchObject({ operation: 'login', details: { round: 1 } });
    expect(await openSealed(only?.entry as AuditEntry, ORIGIN, keys)).toMatchObject({ entry: { user_id: 'alice' } });
    await expect(log.append({ ...EVENT, user_id: '' })).rejects.toMatchObject({ code: 'invalid-argument' });
    expect(keys.asked).toEqual(['alice']);
    await log.close();
  });

  it('without a key writes nothing, and holds nobody up', async () => {
    const keys = new Keys();
    const broken: SubjectKeys = {
      keyOf: async (userId) => {
        if (userId === 'bob') throw new Error('no store');
        return userId === 'carol' ? new Uint8Array(5) : keys.keyOf(userId);
      },
      find: (subject) => keys.find(subject),
      destroy: (userId) => keys.destroy(userId),
    };
    const log = await logWith(broken);
    const users = ['alice', 'bob', 'carol', 'dave'];
    const done = await Promise.allSettled(users.map((user_id) => log.append({ ...EVENT, user_id })));
    expect(done.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(log.size).toBe(2);
    await log.close();
  });

  it('seals once: what is recovered from the journal is what was acknowledged', async () => {
    const [keys, inner] = [new Keys(), memoryStorage()];
    const stopping = new Stopping(inner, 5);
    const log = await logWith(keys, stopping);
    const { leafHash } = await log.append(WHOLE);
    await log.checkpoint().catch(() => undefined);
    await log.close().catch(() => undefined);
    expect(stopping.stopped).toBe(true);
    const next = await logWith(keys, inner);
    expect((await entriesOf(next)).map((entry) => entry.leafHash)).toEqual([leafHash]);
    await next.close();
  });

  it('refuses invalid privacy options', async () => {
    for (const privacy of [null, {}, { keys: {} }, { keys: { keyOf: async () => new Uint8Array(32) } }]) {
      const opened = AuditLog.open(memoryStorage(), { origin: ORIGIN, signer, privacy: privacy as never });
      await expect(opened).rejects.toMatchObject({ code: 'invalid-argument' });
    }
  });
});

describe('erasing', () => {
  it('leaves entries that nobody opens, and a tree and proofs as they were', async () => {
    const [keys, storage] = [new Keys(), memoryStorage()];
    const log = await logWith(keys, storage);
    await log.append(WHOLE);
    await log.append({ ...EVENT, user_id: 'bob' });
    const before = await log.checkpoint();
    const proof = await log.prove(0);
    const bytes = await log.read(0);
    const { subject, index } = await log.erase('alice', 'request 17');
    expect(index).toBe(3);
    const entries = (await entriesOf(log)).map(({ entry }) => entry);
    const said = { user_id: 'system', operation: 'privacy.erase', resource: subject, reason: 'request 17' };
    expect(entries[2]).toMatchObject({ ...said, result: 'logged' });
    expect(entries[3]).toMatchObject({ ...said, result: 'success' });
    expect(JSON.stringify(entries)).not.toContain('alice');
    expect(entries[0]?.user_id).toBe(subject);
    expect(await openSealed(entries[0] as AuditEntry, ORIGIN, keys)).toEqual({ status: 'erased' });
    expect(await openSealed(entries[1] as AuditEntry, ORIGIN, keys)).toMatchObject({ entry: { user_id: 'bob' } });
    const trust = { verifierKey: signer.verifierKey };
    expect(verifyEntry(bytes, proof, trust)).toBe(true);
    // Who comes again is somebody else.
    await log.append(EVENT);
    expect((await entriesOf(log))[4]?.entry.user_id).not.toBe(subject);
    await log.close();
    expect((await verifyLog(storage, { ...trust, since: before })).problems).toEqual([]);
  });

  it('is in the log before the key is destroyed, whatever fails', async () => {
    const seen: string[] = [];
    const keys = new Keys();
    let log: AuditLog | undefined;
    keys.destroy = async () => {
      seen.push(...(await entriesOf(log as AuditLog)).map(({ entry }) => `${entry.operation} ${entry.result}`));
      throw new Error('no store');
    };
    log = await logWith(keys);
    await expect(log.erase('alice')).rejects.toThrow('no store');
    expect(seen).toEqual(['privacy.erase logged']);
    expect((await entriesOf(log)).map(({ entry }) => entry.result)).toEqual(['logged', 'error']);
    // It holds nobody up.
    await log.append(EVENT);
    await log.close();
  });

  it('after each interruption: no key is gone without a word, and it can be done again', async () => {
    for (let after = 4; ; after++) {
      const [keys, inner] = [new Keys(), memoryStorage()];
      const first = await logWith(keys, inner);
      await first.append(EVENT);
      await first.close();
      const stopping = new Stopping(inner, after);
      const done = await logWith(keys, stopping)
        .then(async (log) => {
          const erased = await log.erase('alice').finally(() => log.close().catch(() => undefined));
          return erased.subject;
        })
        .catch(codeOf);
      const log = await logWith(keys, inner);
      const words = (await entriesOf(log)).filter(({ entry }) => entry.operation === 'privacy.erase');
      if (!keys.keys.has('alice')) expect(words[0]?.entry.result).toBe('logged');
      await log.erase('alice');
      const entries = (await entriesOf(log)).map(({ entry }) => entry);
      expect(await openSealed(entries[0] as AuditEntry, ORIGIN, keys)).toEqual({ status: 'erased' });
      await log.close();
      if (!stopping.stopped) {
        expect(typeof done).toBe('string');
        expect(after).toBeGreaterThan(6);
        return;
      }
    }
  });

  it('comes after what was appended before it, and before what is appended after it', async () => {
    const keys = new Keys();
    keys.delay = () => 10;
    const log = await logWith(keys);
    const [before, erased, after] = [log.append(EVENT), log.erase('alice'), log.append(EVENT)];
    await Promise.all([before, erased, after]);
    const entries = (await entriesOf(log)).map(({ entry }) => entry);
    expect(entries.map(({ operation }) => operation)).toEqual(['login', 'privacy.erase', 'privacy.erase', 'login']);
    expect((await openSealed(entries[0] as AuditEntry, ORIGIN, keys)).status).toBe('erased');
    expect((await openSealed(entries[3] as AuditEntry, ORIGIN, keys)).status).toBe('opened');
    await log.close();
  });

  it('is refused where nothing is sealed, by a closed log, and of nobody', async () => {
    const plain = await AuditLog.open(memoryStorage(), { origin: ORIGIN, signer });
    await expect(plain.erase('alice')).rejects.toMatchObject({ code: 'invalid-state' });
    await plain.close();
    const keys = new Keys();
    const log = await logWith(keys);
    await expect(log.erase('')).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(log.erase('alice', 'two\nlines')).rejects.toMatchObject({ code: 'invalid-argument' });
    expect(keys.asked).toEqual([]);
    await log.close();
    await expect(log.erase('alice')).rejects.toMatchObject({ code: 'disposed' });
  });
});
