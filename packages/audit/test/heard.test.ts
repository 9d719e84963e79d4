/** Witnesses that are asked when a log opens: whom it hears, how long it waits, and what a claim is worth. */
import { AuditLog, createSigner, type LogStorage, memoryStorage, type WitnessProblem } from '@fedzk/audit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WitnessFetch } from '../src/witness/client.js';
import { LOG_KEY, NoteKey, ORIGIN } from './support/logs.js';

const signer = await createSigner(ORIGIN, LOG_KEY.secret);
const EVENT = { user_id: 'a', operation: 'b', resource: 'c', result: 'success' } as const;
const NAMES = ['w1', 'w2', 'w3'];

/** What a witness answers: the note that it shows, or a size alone; undefined: it never does. */
type Answer = string | number | undefined;

/** A log of one entry, and the checkpoint of the two that it had before it was rolled back. */
async function rolledBackLog(): Promise<{ readonly storage: LogStorage; readonly lost: string }> {
  const [storage, whole] = [memoryStorage(), memoryStorage()];
  const log = await AuditLog.open(storage, { origin: ORIGIN, signer });
  await log.append(EVENT);
  await log.close();
  for (const path of await storage.list('')) {
    await whole.replace({ path, bytes: (await storage.read(path)) ?? new Uint8Array(0) });
  }
  const longer = await AuditLog.open(whole, { origin: ORIGIN, signer });
  await longer.append(EVENT);
  const lost = await longer.checkpoint();
  await longer.close();
  return { storage, lost };
}

function policyOf(quorum: string): string {
  const lines = NAMES.map((name) => `witness ${name} ${new NoteKey(name, 4).verifierKey} https://${name}.example\n`);
  const group = quorum === 'none' ? 'quorum none' : `group g ${quorum} ${NAMES.join(' ')}\nquorum g`;
  return `log ${LOG_KEY.verifierKey}\n${lines.join('')}${group}\n`;
}

/** Witnesses whose answers a test gives, in the order that it wants. */
class Witnesses {
  readonly problems: WitnessProblem[] = [];
  readonly #answers = new Map<string, (answer: Answer) => void>();
  readonly #waiting = new Map(
    NAMES.map((name) => [name, new Promise<Answer>((resolve) => this.#answers.set(name, resolve))]),
  );

  readonly fetch: WitnessFetch = async (url, { method, signal }) => {
    const name = new URL(url).hostname.replace('.example', '');
    const ended = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const answer = await Promise.race([this.#waiting.get(name), ended]);
    if (typeof answer === 'string') return new Response(answer);
    if (method === 'GET') return new Response('', { status: 404 });
    return new Response(`${answer}\n`, { status: 409, headers: { 'content-type': 'text/x.tlog.size' } });
  };

  /** Resolves when the log has had time to hear it. */
  async answer(name: string, answer: Answer): Promise<void> {
    this.#answers.get(name)?.(answer);
    await turns();
  }
}

/** Turns of the event loop; time stands still meanwhile. */
async function turns(): Promise<void> {
  for (let i = 0; i < 100; i++) await new Promise((resolve) => setImmediate(resolve));
}

interface Opening {
  readonly witnesses: Witnesses;
  /** What it ended with; undefined until then. */
  ended(): unknown;
}

function open(
  storage: LogStorage,
  quorum: string,
  { atOpen = 'require', timeoutMs = 10_000 }: { atOpen?: 'require' | 'ask'; timeoutMs?: number } = {},
): Opening {
  const witnesses = new Witnesses();
  const { fetch, problems } = witnesses;
  const onFault = (problem: WitnessProblem): void => void problems.push(problem);
  let ended: unknown;
  AuditLog.open(storage, {
    origin: ORIGIN,
    signer,
    policy: policyOf(quorum),
    witnesses: { fetch, onFault, timeoutMs, atOpen, background: false },
  })
    .then((log) => log.close())
    .then(
      () => {
        ended = 'opened';
      },
      (error: unknown) => {
        ended = error;
      },
    );
  return { witnesses, ended: () => ended };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

describe('a claim of more entries than the log has', () => {
  it.each(['1', '2', 'all', 'none'])('by anybody refuses the log, whatever its policy wants (%s)', async (quorum) => {
    const { storage } = await rolledBackLog();
    for (const atOpen of ['require', 'ask'] as const) {
      for (const first of NAMES) {
        const { witnesses, ended } = open(storage, quorum, { atOpen });
        await witnesses.answer(first, 2);
        for (const name of NAMES) await witnesses.answer(name, 1);
        expect(ended()).toMatchObject({ code: 'rolled-back' });
        expect(String(ended())).toContain(`The witness ${first} says that it has seen 2 entries, and 1 is here`);
      }
    }
  });

  it('is heard after others said that the log is whole', async () => {
    const { storage } = await rolledBackLog();
    const { witnesses, ended } = open(storage, '2');
    await witnesses.answer('w1', 1);
    await witnesses.answer('w2', 1);
    expect(ended()).toBeUndefined();
    await witnesses.answer('w3', 2);
    expect(ended()).toMatchObject({ code: 'rolled-back' });
  });

  it('may be a lie, and the message says what to do then', async () => {
    const { storage } = await rolledBackLog();
    const { witnesses, ended } = open(storage, '2', { atOpen: 'ask' });
    await witnesses.answer('w3', Number.MAX_SAFE_INTEGER);
    const message = String(ended());
    expect(message).toContain('The witness w3 says that it has seen 9007199254740991 entries');
    expect(message).toContain('It showed no checkpoint of them, so it may be lying');
    expect(message).toContain(
      'remove its line "witness" and its name in the lines "group" and "quorum" from the policy',
    );
  });
});

describe('once enough have answered', () => {
  it('a slower one is heard too', async () => {
    const { storage, lost } = await rolledBackLog();
    for (const quorum of ['1', '2', 'all']) {
      const { witnesses, ended } = open(storage, quorum);
      await witnesses.answer('w1', 1);
      if (quorum !== 'all') await witnesses.answer('w2', 1);
      await vi.advanceTimersByTimeAsync(999);
      await turns();
      expect(ended()).toBeUndefined();
      await witnesses.answer('w3', lost);
      expect(ended()).toMatchObject({ code: 'rolled-back' });
      expect(String(ended())).toContain('the witness w3 has seen 2 entries, and 1 is here');
    }
  });

  it('the others have a second, and are told to onFault', async () => {
    const { storage } = await rolledBackLog();
    const { witnesses, ended } = open(storage, '2');
    await witnesses.answer('w1', 1);
    await vi.advanceTimersByTimeAsync(5_000);
    await witnesses.answer('w2', 1);
    await vi.advanceTimersByTimeAsync(999);
    await turns();
    expect(ended()).toBeUndefined();
    expect(witnesses.problems).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await turns();
    expect(ended()).toBe('opened');
    expect(witnesses.problems).toEqual([
      { witness: 'w3', why: expect.stringMatching(/it had not answered 1000 ms after enough others$/) },
    ]);
  });

  it('the others have no longer than timeoutMs', async () => {
    const { storage } = await rolledBackLog();
    const { witnesses, ended } = open(storage, '2', { timeoutMs: 300 });
    await witnesses.answer('w1', 1);
    await vi.advanceTimersByTimeAsync(200);
    await witnesses.answer('w2', 1);
    expect(ended()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(100);
    await turns();
    expect(ended()).toBe('opened');
    expect(witnesses.problems).toEqual([
      { witness: 'w3', why: expect.stringMatching(/it has not answered within 300 ms$/) },
    ]);
  });

  it('each is asked for what it shows now, and no cache for what it showed', async () => {
    const asked: (readonly [method: string, headers: unknown])[] = [];
    const fetch: WitnessFetch = async (_, { method, headers }) => {
      asked.push([method, headers]);
      return new Response(`0\n`, { status: 404 });
    };
    const opened = AuditLog.open(memoryStorage(), {
      origin: ORIGIN,
      signer,
      policy: policyOf('all'),
      witnesses: { fetch },
    });
    await expect(opened).rejects.toMatchObject({ code: 'quorum' });
    expect(asked.filter(([method]) => method === 'GET')).toEqual(
      NAMES.map(() => ['GET', { 'cache-control': 'no-cache' }]),
    );
  });

  it('nobody is waited for when all have answered', async () => {
    const { storage } = await rolledBackLog();
    const { witnesses, ended } = open(storage, '2');
    for (const name of NAMES) await witnesses.answer(name, 1);
    expect(ended()).toBe('opened');
    expect(vi.getTimerCount()).toBe(0);
  });
});
