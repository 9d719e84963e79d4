/** What callers see of long calls: progress, cancelling, faults of sinks, arguments; and where the secret comes from. */
import { hkdfSync } from 'node:crypto';
import { canonical, draftOf } from '@fedzk/testkit/ceremony/manifest';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CeremonyEngine, Secrets } from '../../src/ceremony/engine/types.js';
import {
  applyBeacon,
  type CeremonySink,
  contribute,
  handleSink,
  memorySink,
  newKey,
  newPowers,
  prepare,
  readPowers,
  verifyKey,
  verifyPowers,
} from '../../src/ceremony/index.js';
import { provideEngine } from '../../src/ceremony/open.js';
import { newSeed } from '../../src/ceremony/secret.js';
import { inOrder } from '../../src/ceremony/work.js';
import { smallR1cs } from './support/circuit.js';
import { filed } from './support/filed.js';
import { SCALARS, slowEngine } from './support/slow-engine.js';

/** The engines that were opened, whether they were closed, and the secrets that they have drawn. */
const opened: { closed: boolean; secrets: Secrets[] }[] = [];

beforeAll(() => provideEngine(async (curve) => watched(slowEngine(curve))));

function watched(engine: CeremonyEngine): CeremonyEngine {
  const seen = { closed: false, secrets: [] as Secrets[] };
  opened.push(seen);
  return {
    ...engine,
    secrets(seed, count) {
      const secrets = engine.secrets(seed, count);
      seen.secrets.push(secrets);
      return secrets;
    },
    async close() {
      seen.closed = true;
    },
  };
}

afterEach(() => {
  vi.restoreAllMocks();
  for (const { closed, secrets } of opened) {
    expect(closed).toBe(true);
    expect(secrets.map((each) => SCALARS.has(each))).not.toContain(true);
  }
});

let ptau: Uint8Array;
let prepared: Uint8Array;
let zkey: Uint8Array;
const r1cs = smallR1cs('bn254');

beforeAll(async () => {
  ptau = await filed(async (sink) =>
    contribute(await filed((to) => newPowers({ curve: 'bn254', power: 2 }, to)), sink),
  );
  prepared = await filed((sink) => prepare(ptau, sink));
  zkey = await filed((sink) => newKey({ r1cs, ptau: prepared }, sink));
}, 60_000);

/** Each long call, with a sink where it writes. */
const CALLS: Readonly<Record<string, (sink: CeremonySink, call: object) => Promise<unknown>>> = {
  newPowers: (sink, call) => newPowers({ curve: 'bn254', power: 2 }, sink, call),
  'contribute to powers': (sink, call) => contribute(ptau, sink, {}, call),
  'contribute to a key': (sink, call) => contribute(zkey, sink, {}, call),
  applyBeacon: (sink, call) => applyBeacon(zkey, sink, { value: '01', iterations: 10 }, call),
  prepare: (sink, call) => prepare(ptau, sink, call),
};

describe.each(Object.entries(CALLS))('%s', (_, act) => {
  it('tells its progress', async () => {
    const told: number[] = [];
    await act(memorySink(), { onProgress: (done: number) => told.push(done) });
    expect(told.length).toBeGreaterThan(1);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(1);
  });

  it('is cancelled, and leaves nothing', async () => {
    const sink = memorySink();
    const reason = new Error('no more');
    await expect(act(sink, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const stop = new AbortController();
    const onProgress = () => stop.abort(reason);
    await expect(act(sink, { signal: stop.signal, onProgress })).rejects.toBe(reason);
    expect(sink.bytes).toBeUndefined();
  });

  it.each(['write', 'commit'] as const)('rejects with what the sink’s %s throws, and aborts it', async (method) => {
    const fault = new Error('no room');
    const sink = memorySink();
    const aborted = vi.fn(() => sink.abort());
    const failing: CeremonySink = {
      write: (part) => sink.write(part),
      read: (at, length) => sink.read(at, length),
      commit: () => sink.commit(),
      abort: aborted,
      [method]: async () => {
        throw fault;
      },
    };
    await expect(act(failing, {})).rejects.toBe(fault);
    expect(aborted).toHaveBeenCalledTimes(1);
  });

  it('refuses what is no sink, signal or callback', async () => {
    for (const wrong of [undefined, null, 7, {}, { write() {} }]) {
      await expect(act(wrong as never, {})).rejects.toMatchObject({ code: 'invalid-argument' });
    }
    for (const call of [{ signal: 7 }, { onProgress: 7 }, { progress: () => {} }, null]) {
      await expect(act(memorySink(), call as never)).rejects.toMatchObject({ code: 'invalid-argument' });
    }
  });
});

it.each<readonly [string, () => Promise<unknown>]>([
  ['a curve', () => newPowers({ curve: 'bn128' as never, power: 2 }, memorySink())],
  ['a power', () => newPowers({ curve: 'bn254', power: 0 }, memorySink())],
  ['a file', () => contribute('a.zkey' as never, memorySink())],
  ['a name', () => contribute(zkey, memorySink(), { name: 7 as never })],
  ['threads', () => contribute(zkey, memorySink(), { threads: 0 })],
  ['an announcement', () => contribute(zkey, memorySink(), { announcement: '{' })],
  ['an announcement of nothing', () => contribute(zkey, memorySink(), { announcement: {} })],
  ['an option', () => contribute(zkey, memorySink(), { entropy: 'x' } as never)],
  ['a beacon', () => applyBeacon(zkey, memorySink(), { value: '', iterations: 10 })],
  ['a long beacon', () => applyBeacon(zkey, memorySink(), { value: new Uint8Array(256), iterations: 10 })],
  ['few hashes', () => applyBeacon(zkey, memorySink(), { value: '00', iterations: 9 })],
  ['many hashes', () => applyBeacon(zkey, memorySink(), { value: '00', iterations: 63 })],
  ['powers that are not prepared', () => newKey({ r1cs, ptau }, memorySink())],
  ['another curve', () => newKey({ r1cs: smallR1cs('bls12-381'), ptau: prepared }, memorySink())],
  ['no files', () => verifyKey({} as never)],
])('refuses %s', async (_, act) => {
  await expect(act()).rejects.toMatchObject({ code: 'invalid-argument' });
});

it('does not show what was typed', async () => {
  const refused = await contribute(zkey, memorySink(), { typed: ['my dice'] as never }).catch((error) => error);
  expect(refused.code).toBe('invalid-argument');
  expect(refused.message).not.toContain('dice');
});

it('refuses powers to which nobody has contributed', async () => {
  const first = await filed((sink) => newPowers({ curve: 'bn254', power: 2 }, sink));
  const open = await filed((sink) => prepare(first, sink));
  await expect(newKey({ r1cs, ptau: open }, memorySink())).rejects.toMatchObject({ code: 'invalid-ceremony-file' });
  expect(await verifyPowers(first)).toMatchObject({
    ok: false,
    problems: [expect.stringContaining('everybody knows')],
  });
  expect((await readPowers(first)).contributions).toEqual([]);
});

it('refuses a circuit that is larger than the powers', async () => {
  const small = await filed(async (sink) =>
    contribute(await filed((to) => newPowers({ curve: 'bn254', power: 1 }, to)), sink),
  );
  const ready = await filed((sink) => prepare(small, sink));
  await expect(newKey({ r1cs, ptau: ready }, memorySink())).rejects.toThrow('the circuit needs 2^2');
});

it('refuses an announced circuit that is another, a closed ceremony, and one that can never count', async () => {
  const own = Buffer.from(zkey.slice(-68, -4)).toString('hex');
  const { announcement } = draftOf({ people: 0 });
  const announced = { ...announcement, csHash: own, beacon: { source: 'bitcoin', height: 5_000_000, iterations: 10 } };
  const open = { ...announced, closes: '2099-01-01T00:00:00Z' };
  const refused = (wrong: object, code: string, message: RegExp) =>
    expect(contribute(zkey, memorySink(), { announcement: wrong })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  await refused({ ...open, csHash: '00'.repeat(64) }, 'invalid-argument', /circuit hash differs/);
  await refused(
    { ...announced, closes: '2020-01-01T00:00:00Z' },
    'expired',
    /The ceremony closed at .* This computer's clock shows "20\d\d-\S+Z"\./,
  );
  await contribute(zkey, memorySink(), { announcement: `${canonical(open)}\n` });
  const over = { ...announced, closes: '2020-01-01T00:00:00Z' };
  await expect(applyBeacon(zkey, memorySink(), { announcement: over, value: 'ab' })).rejects.toMatchObject({
    code: 'invalid-argument',
    message: expect.stringContaining('"beacon" expected'),
  });
  await applyBeacon(zkey, memorySink(), { announcement: over, value: 'ab'.repeat(32) });
  const never: [object, RegExp][] = [
    [{ level: 'high' }, /There is no level "high"/],
    [{ level: 'maximum' }, /The level "maximum" has keys on bls12-381/],
    [
      { circuit: { ...announcement.circuit, constraints: 1_001 } },
      /has 1001 constraints, and the level "standard" allows 1000/,
    ],
    [{ circuit: { ...announcement.circuit, domain: 2_048 } }, /domain must be 1024/],
    [{ ptau: { ...announcement.ptau, power: 9 } }, /Powers of tau to 2\^9 are too few/],
    [{ beacon: { source: 'bitcoin', height: 5_000_000, iterations: 9 } }, /exponent must be 10 to 16/],
    [{ beacon: { source: 'bitcoin', height: 900_000, iterations: 10 } }, /block 900000 is mined before "closes"/],
    [
      { beacon: { source: 'drand-quicknet', round: 1000, iterations: 10 } },
      /at least an hour after "closes".*the first such round is \d+/,
    ],
  ];
  const text = canonical(open);
  for (const other of [JSON.stringify(open), ` ${text}`, text.replace('"level"', '"level":"maximum","level"')]) {
    await expect(contribute(zkey, memorySink(), { announcement: other })).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('is not in the canonical form (RFC 8785)'),
    });
  }
  for (const [wrong, message] of never) {
    await refused({ ...open, ...wrong }, 'invalid-argument', message);
  }
});

describe('the seed of a secret', () => {
  const previous = new Uint8Array(64).fill(3);

  it('is HKDF of the system’s randomness and what was typed', async () => {
    const random = Uint8Array.from({ length: 64 }, (_, i) => i + 1);
    vi.spyOn(crypto, 'getRandomValues').mockImplementation((into) => {
      (into as unknown as Uint8Array).set(random);
      return into;
    });
    for (const typed of ['', 'dice', 'é']) {
      const text = Buffer.from(typed);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(text.length);
      const material = Buffer.concat([random, length, text]);
      const expected = hkdfSync('sha256', material, 'fedzk/ceremony/v1', previous, 32);
      expect(await newSeed(typed, previous)).toEqual(new Uint8Array(expected));
    }
  });

  it('is another each time, whatever was typed', async () => {
    const seeds = await Promise.all(Array.from({ length: 8 }, () => newSeed('the same', previous)));
    expect(new Set(seeds.map((seed) => seed.join())).size).toBe(8);
  });
});

describe('tasks in order', () => {
  it('come in their order, and no more than allowed at once', async () => {
    let [running, most] = [0, 0];
    const tasks = Array.from({ length: 9 }, (_, i) => async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, (9 - i) % 4));
      running--;
      return i;
    });
    const taken: number[] = [];
    await inOrder(tasks, 3, async (i) => void taken.push(i));
    expect(taken).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(most).toBe(3);
  });

  it('have all ended when one has failed', async () => {
    let running = 0;
    const tasks = Array.from({ length: 4 }, (_, i) => async () => {
      running++;
      await new Promise((resolve) => setTimeout(resolve, i === 0 ? 1 : 10));
      running--;
      if (i === 0) throw new Error('the first');
    });
    await expect(inOrder(tasks, 3, async () => {})).rejects.toThrow('the first');
    expect(running).toBe(0);
  });
});

it('a browser’s handle is written, and dropped on a fault', async () => {
  const done: string[] = [];
  const chunks: Uint8Array[] = [];
  const handle = (fails: boolean) => ({
    createWritable: async () => ({
      write: async (part: Uint8Array) => {
        if (fails) throw new Error('QuotaExceededError');
        chunks.push(part);
      },
      close: async () => void done.push('close'),
      abort: async () => void done.push('abort'),
    }),
  });
  await contribute(zkey, handleSink(handle(false)));
  expect(Buffer.concat(chunks).subarray(0, 4).toString()).toBe('zkey');
  await expect(contribute(zkey, handleSink(handle(true)))).rejects.toMatchObject({ code: 'storage' });
  await expect(contribute(ptau, handleSink(handle(false)))).rejects.toMatchObject({ code: 'unsupported' });
  expect(done).toEqual(['close', 'abort', 'abort']);
  expect(() => handleSink({} as never)).toThrow('FileSystemFileHandle');
});
