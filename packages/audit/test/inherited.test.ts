/** What something put into Object.prototype is no field of an event, and no option: every object seems to have it. */
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AuditLog,
  type AuditLogOptions,
  cosignCheckpoint,
  createSigner,
  currentCheckpoint,
  exportAs,
  httpReader,
  type LogStorage,
  memoryStorage,
  readEntries,
  verifyEntry,
  verifyLog,
} from '@fedzk/audit';
import { verifyLogOnThreads } from '@fedzk/audit/threads';
import { folderOf } from '@fedzk/testkit/folders';
import { expect, it } from 'vitest';
import { directoryStorage } from '../src/node.js';
import { directoryStorageOn } from '../src/storage/directory.js';
import { nodeFiles } from '../src/storage/node-files.js';
import { nodeProcesses } from '../src/storage/processes.js';
import { unreachable } from '../src/witness/client.js';
import { entriesOf, LOG_KEY, logOf, NoteKey, ORIGIN, pathAt, readerOf, TRUST } from './support/logs.js';
import { serve } from './support/serve.js';

const EVENT = { user_id: 'u', operation: 'op', resource: 'r', result: 'success' } as const;
const FIELDS = { actor: 'mallory', reason: 'x', sealed: 'x', severity: 'high', time: '2020-01-01T00:00:00.000Z' };

/** Runs something while every object has these properties. */
async function polluted<T>(properties: Readonly<Record<string, unknown>>, run: () => T | Promise<T>): Promise<T> {
  const names = Object.keys(properties);
  for (const name of names) {
    // Set as one's own where it is assigned to.
    const descriptor = { value: properties[name], configurable: true, enumerable: true, writable: true };
    Object.defineProperty(Object.prototype, name, descriptor);
  }
  try {
    return await run();
  } finally {
    for (const name of names) Reflect.deleteProperty(Object.prototype, name);
  }
}

async function open(storage: LogStorage, options: Partial<AuditLogOptions> = {}): Promise<AuditLog> {
  const signer = await createSigner(ORIGIN, LOG_KEY.secret);
  return AuditLog.open(storage, { origin: ORIGIN, signer, ...options });
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

it('an event has its own fields only, and an entry too', async () => {
  const signer = await createSigner('example.com/own', new Uint8Array(32).fill(3));
  const log = await AuditLog.open(memoryStorage(), { origin: signer.name, signer, now: () => 1_800_000_000_000 });
  const proof = { system: 'groth16' };
  const event = { user_id: 'u', operation: 'op', resource: 'r', result: 'success', proof } as const;
  await log.append(event);
  const read = await polluted({ ...FIELDS, vk_hash: '0'.repeat(64) }, async () => {
    const { time } = await log.append(event);
    expect(time).not.toBe(FIELDS.time);
    const entries = await all(log.entries());
    return entries.map(({ entry, bytes }) => [Object.keys(entry), new TextDecoder().decode(bytes)] as const);
  });
  await log.close();
  expect(read).toHaveLength(2);
  for (const [names, text] of read) {
    expect(names).toEqual(['id', 'operation', 'proof', 'resource', 'result', 'time', 'user_id', 'v']);
    for (const value of [...Object.values(FIELDS), 'vk_hash']) expect(text).not.toContain(`"${value}"`);
  }
});

it('what the original FEDzk logs has no fields that were not given', async () => {
  const log = await open(memoryStorage());
  const proof_hash = 'a'.repeat(64);
  await polluted(
    { proof_hash, proof: { system: 'theirs' }, success: true, severity: 'low', event_type: 'x' },
    async () => {
      await log.logProofGeneration({ user_id: 'u', circuit_type: 'c', success: false });
      const refused = { code: 'invalid-argument' };
      await expect(log.logVerification({ user_id: 'u', proof_id: 'p' } as never)).rejects.toMatchObject(refused);
      await expect(log.logSecurityEvent({ user_id: 'u', severity: 'low' } as never)).rejects.toMatchObject(refused);
      await expect(log.logSecurityEvent({ user_id: 'u', event_type: 'x' } as never)).rejects.toMatchObject(refused);
    },
  );
  const [first, ...rest] = await all(log.entries());
  await log.close();
  expect(first?.entry).toMatchObject({ result: 'failure' });
  expect(first?.entry).not.toHaveProperty('proof');
  expect(rest).toEqual([]);
});

it.each([
  ['ms', { checkpointEvery: {} }],
  ['entries', { checkpointEvery: {} }],
  ['segmentBytes', { rotation: {} }],
  ['segments', { rotation: {} }],
  ['onEvict', { rotation: {} }],
  ['onEvict', {}],
  ['timeoutMs', { witnesses: {} }],
  ['atOpen', { witnesses: {} }],
] as const)('a log takes no "%s" that was not given, with %j', async (name, options) => {
  const log = await polluted({ [name]: 'theirs' }, () => open(memoryStorage(), options));
  await log.close();
});

it('nothing is pruned under a policy that was not given, and no person has keys of others', async () => {
  const refused = { code: 'invalid-argument' };
  const log = await open(memoryStorage());
  await polluted({ retention: 'theirs' }, async () => {
    await expect(open(memoryStorage(), { rotation: { onEvict: 'prune' } })).rejects.toMatchObject(refused);
    await expect(log.evict(0, { onEvict: 'prune' })).rejects.toMatchObject(refused);
  });
  await polluted({ onEvict: 'archive' }, () => expect(log.evict(0, {} as never)).rejects.toMatchObject(refused));
  await log.close();
  const keys = { keyOf: () => undefined, find: () => undefined, destroy: () => undefined };
  await polluted({ keys }, () =>
    expect(open(memoryStorage(), { privacy: {} as never })).rejects.toMatchObject(refused),
  );
});

it('witnesses are asked as the caller said, and only told of to the caller', async () => {
  const witness = new NoteKey('witness.example/w', 4);
  // Nobody is at this address.
  const policy = `log ${LOG_KEY.verifierKey}\nwitness w ${witness.verifierKey} http://127.0.0.1:1/\nquorum w\n`;
  let told = 0;
  const theirs = {
    fetch: async () => {
      told++;
      return new Response(null, { status: 404 });
    },
    onFault: () => told++,
    atOpen: 'ask',
    background: false,
  };
  for (const options of [{ policy }, { policy, witnesses: {} }]) {
    await polluted(theirs, () => expect(open(memoryStorage(), options)).rejects.toMatchObject({ code: 'quorum' }));
  }
  const storage = memoryStorage();
  await (await open(storage)).close();
  const { problems } = await polluted(theirs, () => cosignCheckpoint(storage, { policy }));
  expect(problems).toEqual([{ witness: 'w', why: expect.stringContaining("can't be asked") }]);
  expect(told).toBe(0);
  await polluted({ policy }, () =>
    expect(cosignCheckpoint(storage, {} as never)).rejects.toMatchObject({ code: 'invalid-argument' }),
  );
  const { status } = await polluted({ status: 422 }, () => unreachable(new Error('refused')));
  expect(status).toBeUndefined();
});

it('a new epoch has no reason, signer or predecessor that was not given', async () => {
  const old = memoryStorage();
  await (await open(old)).close();
  const signer = await createSigner('example.org/next', new Uint8Array(32).fill(5));
  const own = { origin: signer.name, signer };
  const epoch = (options: object): Promise<AuditLog> => AuditLog.newEpoch(old, memoryStorage(), options as never);
  await polluted({ reason: 'theirs' }, () =>
    expect(epoch({ ...own, previous: TRUST })).rejects.toMatchObject({ code: 'invalid-state' }),
  );
  await polluted({ verifierKey: TRUST.verifierKey, previous: { ...TRUST, reason: 'theirs' } }, async () => {
    await expect(epoch({ ...own, previous: { reason: 'x' } })).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(epoch(own)).rejects.toMatchObject({ code: 'invalid-argument' });
  });
  const log = await polluted({ signer: { name: 'theirs' } }, () =>
    epoch({ ...own, previous: { ...TRUST, reason: 'x' } }),
  );
  await log.close();
});

it("nobody else's policy makes a log or an entry believed", async () => {
  const files = logOf(entriesOf(3));
  const other = new NoteKey(ORIGIN, 1, 'theirs');
  const policy = `log ${other.verifierKey}\nquorum none\n`;
  await polluted({ policy }, async () => {
    expect(await verifyLog(readerOf(files), TRUST)).toMatchObject({ ok: true });
    expect(await currentCheckpoint(readerOf(files), TRUST)).toMatchObject({ size: 3 });
    await expect(verifyLog(readerOf(files), {} as never)).rejects.toMatchObject({ code: 'invalid-argument' });
  });
  const { verifierKey } = TRUST;
  await polluted({ verifierKey }, () =>
    expect(() => verifyEntry(new Uint8Array(1), '', {} as never)).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    ),
  );
});

it.each([
  ['minimum', 256],
  ['end', 0],
  ['first', 2],
] as const)('no bundle of a log goes unverified for "%s"', async (name, value) => {
  const files = logOf(entriesOf(600));
  files.delete(pathAt('entries', 0));
  const report = await polluted({ [name]: value }, () => verifyLog(readerOf(files), TRUST));
  expect(report).toMatchObject({ ok: false, problems: [{ where: pathAt('entries', 0) }] });
});

it.each(['since', 'concurrency', 'signal', 'onProgress', 'threads', 'url'])(
  'a log is verified without "%s" of others',
  async (name) => {
    const value = name === 'signal' ? AbortSignal.abort() : 'theirs';
    const files = logOf(entriesOf(3));
    const directory = folderOf(files);
    const ok = await polluted({ [name]: value }, async () => [
      (await verifyLog(readerOf(files), TRUST)).ok,
      (await verifyLogOnThreads({ directory }, TRUST)).ok,
    ]);
    expect(ok).toEqual([true, true]);
  },
);

it('a folder is locked, and written as the caller said', async () => {
  const dir = folderOf();
  const [pid, started, boot, namespace] = (await nodeProcesses.own()).split('.');
  const theirs = `${[pid, started, boot, namespace, 'elsewhere'].join('.')}.${crypto.randomUUID()}`;
  mkdirSync(join(dir, '.state/lock'), { recursive: true });
  writeFileSync(join(dir, '.state/lock', theirs), '');
  await polluted({ blocking: 'theirs', takeOver: true }, () =>
    expect(directoryStorage(dir).lock()).rejects.toMatchObject({ code: 'invalid-state' }),
  );
  expect(readdirSync(join(dir, '.state/lock'))).toEqual([theirs]);
  const open = folderOf();
  await polluted({ onlyOwner: true }, async () => {
    const storage = directoryStorageOn(nodeFiles, open);
    const lock = await storage.lock();
    await storage.create([{ path: 'tile/0/000', bytes: Uint8Array.of(1) }]);
    await lock.release();
  });
  expect(statSync(join(open, 'tile/0/000')).mode & 0o044).not.toBe(0);
});

it('entries are read and exported whole, and as the caller said', async () => {
  const storage = memoryStorage();
  const log = await open(storage);
  await Promise.all([log.append(EVENT), log.append(EVENT)]);
  await log.close();
  const lines = await polluted({ from: 1, to: 1, hostname: 'theirs', sdId: 'theirs@1' }, async () => {
    const rows = await all(readEntries(storage, await currentCheckpoint(storage, TRUST)));
    return all(exportAs('rfc5424', rows));
  });
  expect(lines).toHaveLength(2);
  expect(lines.join()).not.toContain('theirs');
});

it('a web server is asked until its own signal ends it', async () => {
  await using server = await serve(folderOf(logOf(entriesOf(3))));
  const reader = await polluted({ signal: AbortSignal.abort(), timeoutMs: 'theirs' }, () => httpReader(server.url));
  expect(await verifyLog(reader, TRUST)).toMatchObject({ ok: true });
});
