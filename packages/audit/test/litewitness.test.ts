/** litewitness of filippo.io/torchwood, a witness by other people: it cosigns our logs, and no fork of them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  AuditLog,
  cosignCheckpoint,
  createSigner,
  type LogStorage,
  memoryStorage,
  verifyEntry,
  verifyLog,
} from '@fedzk/audit';
import { freePort } from '@fedzk/testkit/ports';
import { named } from '@fedzk/testkit/tools';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildGo } from './support/go.js';
import { LOG_KEY, NoteKey, ORIGIN } from './support/logs.js';

const minutes = 60_000;
const source = fileURLToPath(new URL('outside/witness', import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), 'fedzk-witness-'));
const harness = join(temporary, 'harness');
const litewitness = join(temporary, 'litewitness');
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const missing = buildGo(source, 'filippo.io/torchwood', [
  [harness, '.'],
  [litewitness, 'filippo.io/torchwood/cmd/litewitness'],
]);

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly verifierKey: string;
  readonly policy: string;
}

/** A witness that knows the tests' log. */
async function start(folder: string): Promise<Running> {
  mkdirSync(join(temporary, folder), { recursive: true });
  const address = `127.0.0.1:${await freePort()}`;
  const args = [litewitness, join(temporary, folder), address, 'witness.example/lite', LOG_KEY.verifierKey];
  const child = spawn(harness, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const verifierKey = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve);
    child.once('exit', () => reject(new Error('the witness has not started')));
  });
  const url = `http://${address}`;
  const answers = (): Promise<boolean> =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(answers, { timeout: 10_000 }).toBe(true);
  const policy = `log ${LOG_KEY.verifierKey}\nwitness lite ${verifierKey} ${url}/\nquorum lite\n`;
  return { child, url, verifierKey, policy };
}

async function stop({ child }: Running): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.stdin?.end();
  await ended;
}

async function open(storage: LogStorage, policy: string, key = LOG_KEY): Promise<AuditLog> {
  const signer = await createSigner(key.name, key.secret);
  return AuditLog.open(storage, { origin: key.name, signer, policy, witnesses: { background: false } });
}

/** A log whose witness can't be reached while it is opened, so that nobody tells what it has seen. */
async function openUnseen(policy: string, key = LOG_KEY): Promise<AuditLog> {
  let reachable = false;
  const signer = await createSigner(key.name, key.secret);
  const log = await AuditLog.open(memoryStorage(), {
    origin: key.name,
    signer,
    policy,
    witnesses: {
      background: false,
      atOpen: 'ask',
      fetch: (url, request) => (reachable ? fetch(url, request) : Promise.reject(new Error('not reachable yet'))),
    },
  });
  reachable = true;
  return log;
}

async function grow(log: AuditLog, size: number): Promise<void> {
  const event = { user_id: 'a', operation: 'b', resource: 'c', result: 'success' } as const;
  await Promise.all(Array.from({ length: size - log.size }, () => log.append(event)));
}

describe.skipIf(missing !== undefined)(named('litewitness', missing), () => {
  let witness: Running;
  let folders = 0;
  beforeEach(async () => {
    witness = await start(`${++folders}`);
  }, minutes);
  afterEach(() => stop(witness));

  /** What its page says that it has seen. */
  async function seen(): Promise<{ readonly size: number; readonly root: string }> {
    const page = await (await fetch(witness.url)).text();
    const [, size = '', root = ''] = /\(size (\d+), root ([^)]+)\)/.exec(page) ?? [];
    return { size: Number(size), root: root.replaceAll('&#43;', '+') };
  }

  it(
    'has the verifier key that we make of its key, and cosigns a log as it grows',
    async () => {
      expect(witness.verifierKey).toBe(new NoteKey('witness.example/lite', 4).verifierKey);
      const storage = memoryStorage();
      const { policy } = witness;
      let log = await open(storage, policy);
      for (const size of [1, 2, 3, 255, 256, 257, 700, 701, 1024, 1500]) {
        await grow(log, size);
        const note = await log.checkpoint({ quorum: true });
        const [, signedSize, root] = note.split('\n');
        expect(await seen()).toEqual({ size, root });
        expect(Number(signedSize)).toBe(size);
        expect(verifyEntry(await log.read(size - 1), await log.prove(size - 1), { policy })).toBe(true);
        if (size === 257) {
          await log.close();
          // Its answer to a size that it has not seen last is one that we understand.
          await storage.remove(await storage.list('.state/witness/'));
          log = await open(storage, policy);
        }
      }
      await log.close();
      expect(await verifyLog(storage, { policy })).toMatchObject({ ok: true, size: 1500, witnesses: ['lite'] });
    },
    minutes,
  );

  it(
    'cosigns afterwards, and the same checkpoint again',
    async () => {
      const storage = memoryStorage();
      const { policy } = witness;
      const log = await open(storage, policy);
      await grow(log, 300);
      await log.close();
      const plain = await storage.read('checkpoint');
      expect(await cosignCheckpoint(storage, { policy })).toMatchObject({ witnesses: ['lite'], quorum: true });
      await storage.replace({ path: 'checkpoint', bytes: plain ?? new Uint8Array(0) });
      expect(await cosignCheckpoint(storage, { policy })).toMatchObject({ witnesses: ['lite'], quorum: true });
    },
    minutes,
  );

  it(
    'refuses a fork, smaller, as large and larger, and a log that it does not know',
    async () => {
      const { policy } = witness;
      const first = await open(memoryStorage(), policy);
      await grow(first, 300);
      await first.checkpoint({ quorum: true });
      await first.close();
      const before = await seen();
      await expect(open(memoryStorage(), policy)).rejects.toMatchObject({ code: 'rolled-back' });
      const fork = await openUnseen(policy);
      for (const [size, why] of [
        [200, 'it has seen 300 entries and this log has 200'],
        [300, 'it answered 422'],
        [301, 'it answered 422'],
        [700, 'it answered 422'],
      ] as const) {
        await grow(fork, size);
        const asked = fork.checkpoint({ quorum: true });
        await expect(asked).rejects.toMatchObject({ code: 'quorum', message: expect.stringContaining(`lite: ${why}`) });
      }
      await fork.close();
      const key = new NoteKey('other.example/log');
      const stranger = await openUnseen(policy.replace(LOG_KEY.verifierKey, key.verifierKey), key);
      await grow(stranger, 5);
      await expect(stranger.checkpoint({ quorum: true })).rejects.toMatchObject({
        message: expect.stringMatching(/lite: it answered 40[34]/),
      });
      const impostor = new NoteKey(ORIGIN, 1, 'another seed');
      const other = await openUnseen(policy.replace(LOG_KEY.verifierKey, impostor.verifierKey), impostor);
      await grow(other, 400);
      await expect(other.checkpoint({ quorum: true })).rejects.toMatchObject({
        message: expect.stringContaining('lite: it answered 403'),
      });
      await Promise.all([stranger.close(), other.close()]);
      expect(await seen()).toEqual(before);
    },
    minutes,
  );
});
