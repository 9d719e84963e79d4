/** A prover in use: cancelling, progress, turns, events, the switch, the end, and what is left of the caller's memory. */

import { spawnSync } from 'node:child_process';
import { createProver, type KeySource, type Prover, type ProverEvent } from '@fedzk/prove';
import { outcomeOf } from '@fedzk/testkit/errors';
import { programOf } from '@fedzk/testkit/processes';
import { createVerifier } from '@fedzk/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import { instance, type Keyed, keyed, PRODUCT } from './support/keyed.js';
import { snarkjsWitness } from './support/snarkjs.js';

const TIMEOUT = { timeout: 60_000 };
const large = instance('gradient-update-31x8');
let tiny: Keyed;
let wtns: Uint8Array;

beforeAll(async () => {
  tiny = await keyed(PRODUCT);
  wtns = await snarkjsWitness(tiny.wasm, { a: 3, b: 5 });
}, 60_000);

const open = (onEvent?: (event: ProverEvent) => void): Promise<Prover> =>
  createProver({ zkey: large.zkey, circuitWasm: large.wasm, ...(onEvent && { onEvent }) });

describe('cancelling', TIMEOUT, () => {
  it('before it begins', async () => {
    await using prover = await open();
    const reason = { why: 'mine' };
    await expect(prover.prove(large.inputs, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(prover.active).toBe(0);
  });

  it('at many moments, with its own reason', async () => {
    await using prover = await open();
    for (const part of [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]) {
      const [reason, aborter] = [new Error(`at ${part}`), new AbortController()];
      const onProgress = (done: number): void => void (done >= part && aborter.abort(reason));
      await expect(prover.prove(large.inputs, { signal: aborter.signal, onProgress })).rejects.toBe(reason);
      expect(prover.active).toBe(0);
    }
    for (const milliseconds of [0, 1, 5, 20]) {
      const signal = AbortSignal.timeout(milliseconds);
      const ended = await prover.prove(large.inputs, { signal }).catch((error: unknown) => error);
      expect(ended === signal.reason || 'proof' in (ended as object)).toBe(true);
    }
    expect((await prover.prove(large.inputs)).publicSignals.length).toBe(4);
  });

  it('while it waits, at once', async () => {
    await using prover = await open();
    const first = prover.prove(large.inputs);
    const [aborter, reason] = [new AbortController(), new Error('enough')];
    const second = prover.prove(large.inputs, { signal: aborter.signal });
    const third = prover.prove(large.inputs);
    aborter.abort(reason);
    await expect(second).rejects.toBe(reason);
    expect(prover.active).toBe(2);
    const ended: string[] = [];
    await Promise.all([first.then(() => ended.push('first')), third.then(() => ended.push('third'))]);
    expect(ended).toEqual(['first', 'third']);
  });
});

describe('progress', TIMEOUT, () => {
  it('goes up from above 0 to 1, which is the last', async () => {
    await using prover = await open();
    const steps: number[] = [];
    await prover.prove(large.inputs, { onProgress: (done) => steps.push(done) });
    expect(steps.length).toBeGreaterThan(3);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    expect(steps[0]).toBeGreaterThan(0);
    expect(steps.filter((done) => done >= 1)).toEqual([1]);
  });

  it('what its listener throws ends the proof', async () => {
    await using prover = await open();
    const reason = new Error('mine');
    const onProgress = (): void => {
      throw reason;
    };
    await expect(prover.prove(large.inputs, { onProgress })).rejects.toBe(reason);
    expect((await prover.prove(large.inputs)).publicSignals.length).toBe(4);
  });

  it('others run meanwhile', async () => {
    const larger = instance('gradient-update-650x8');
    await using prover = await createProver({ zkey: larger.zkey, circuitWasm: larger.wasm });
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await prover.prove(larger.inputs);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
  });
});

describe('turns and events', TIMEOUT, () => {
  it('several at once are made one after the other, and each is told of', async () => {
    const events: ProverEvent[] = [];
    await using prover = await createProver({ zkey: tiny.zkey, onEvent: (event) => events.push(event) });
    const wrong = wtns.with(108, 1);
    const all = [wtns, wrong, wtns.slice(1), wtns].map((each) => outcomeOf(prover.proveWitness(each)));
    expect(prover.active).toBe(4);
    expect((await Promise.all(all)).map((said) => said.split(':')[0])).toEqual([
      'done',
      'unsatisfied',
      'invalid-argument',
      'done',
    ]);
    const milliseconds = expect.any(Number);
    expect(events).toEqual([
      ...[1, 2, 3, 4].map((active) => ({ type: 'proof_started', active })),
      { type: 'proof_generated', active: 3, milliseconds },
      { type: 'proof_failed', active: 2, milliseconds, reason: 'unsatisfied' },
      { type: 'proof_failed', active: 1, milliseconds, reason: 'invalid-argument' },
      { type: 'proof_generated', active: 0, milliseconds },
    ]);
  });

  it('what a listener throws is no matter', async () => {
    const onEvent = (): void => {
      throw new Error('mine');
    };
    await using prover = await createProver({ zkey: tiny.zkey, onEvent });
    expect((await prover.proveWitness(wtns)).publicSignals).toEqual(['15']);
    prover.switchOff('maintenance');
    prover.switchOn();
  });
});

describe('the switch', TIMEOUT, () => {
  it('refuses what comes, and lets what has begun go on', async () => {
    const events: ProverEvent[] = [];
    await using prover = await open((event) => events.push(event));
    const begun = [prover.prove(large.inputs), prover.prove(large.inputs)];
    prover.switchOff('maintenance');
    expect(prover.on).toBe(false);
    expect(await outcomeOf(prover.prove(large.inputs))).toBe('unavailable: Proving is switched off: maintenance.');
    for (const each of begun) expect((await each).publicSignals.length).toBe(4);
    prover.switchOn();
    prover.switchOn();
    expect(prover.on).toBe(true);
    expect((await prover.prove(large.inputs)).publicSignals.length).toBe(4);
    const told = events.filter(({ type }) => type.startsWith('switched'));
    expect(told).toEqual([{ type: 'switched_off', reason: 'maintenance' }, { type: 'switched_on' }]);
  });

  it('ends what has begun, too', async () => {
    const events: ProverEvent[] = [];
    await using prover = await open((event) => events.push(event));
    const begun = [prover.prove(large.inputs), prover.prove(large.inputs)].map(outcomeOf);
    prover.switchOff('an incident', { cancel: true });
    const said = 'unavailable: Proving is switched off: an incident.';
    expect(await Promise.all(begun)).toEqual([said, said]);
    expect(prover.active).toBe(0);
    const failed = events.filter(({ type }) => type === 'proof_failed');
    expect(failed.map((event) => 'reason' in event && event.reason)).toEqual(['cancelled', 'cancelled']);
    prover.switchOn();
    expect((await prover.prove(large.inputs)).publicSignals.length).toBe(4);
  });
});

describe('the end', TIMEOUT, () => {
  it('cancels what runs and what waits, and refuses what comes', async () => {
    const prover = await open();
    const begun = [prover.prove(large.inputs), prover.prove(large.inputs)].map(outcomeOf);
    await new Promise((resolve) => setTimeout(resolve, 1));
    const closing = prover.close();
    expect(prover.close()).toBe(closing);
    expect(await outcomeOf(prover.prove(large.inputs))).toMatch(/^disposed: /);
    expect((await Promise.all(begun)).map((said) => said.split(':')[0])).toEqual(['disposed', 'disposed']);
    await closing;
    expect(prover.active).toBe(0);
    expect(await outcomeOf(prover.proveWitness(new Uint8Array()))).toBe(
      'disposed: This prover was closed; create a new one.',
    );
    expect(prover.vkeyId).toMatch(/^[0-9a-f]{64}$/);
  });

  it('a program ends with an open prover', async () => {
    const key = Buffer.from(tiny.zkey).toString('base64');
    const witness = Buffer.from(wtns).toString('base64');
    const path = await programOf(`import { createProver } from '@fedzk/prove';
      const prover = await createProver({ zkey: Buffer.from('${key}', 'base64') });
      console.log((await prover.proveWitness(Buffer.from('${witness}', 'base64'))).publicSignals.join());`);
    const { status, stdout, stderr } = spawnSync(process.execPath, [path], { encoding: 'utf8', timeout: 30_000 });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '15\n', stderr: '' });
  });
});

describe('the key', TIMEOUT, () => {
  const valid = async (zkey: Uint8Array | Blob | KeySource): Promise<void> => {
    await using prover = await createProver({ zkey });
    const { proof, publicSignals } = await prover.proveWitness(wtns);
    using verifier = createVerifier(prover.verificationKey, { format: 'fedzk', curve: 'bn254' });
    expect(verifier.explain(proof, publicSignals)).toBe('ok');
  };
  const source = (read: KeySource['read']): KeySource => ({ size: tiny.zkey.length, read });
  const part = (offset: number, length: number): Uint8Array => tiny.zkey.slice(offset, offset + length);

  it('as bytes, as a part of others, shared by threads, as a Blob, as sources', async () => {
    await valid(tiny.zkey);
    const around = new Uint8Array(tiny.zkey.length + 7);
    around.set(tiny.zkey, 3);
    await valid(around.subarray(3, 3 + tiny.zkey.length));
    const shared = new Uint8Array(new SharedArrayBuffer(tiny.zkey.length));
    shared.set(tiny.zkey);
    await valid(shared);
    await valid(new Blob([new Uint8Array(tiny.zkey)]));
    await valid(source(part));
    await valid(source(async (offset, length) => part(offset, length)));
    // A Buffer's own slice() is no copy.
    await valid(Buffer.from(tiny.zkey));
    await valid(source((offset, length) => Buffer.from(part(offset, length))));
  });

  it('a source that fails, at each of its reads', async () => {
    let reads = 0;
    const counting = source((offset, length) => {
      reads++;
      return part(offset, length);
    });
    await valid(counting);
    const reason = new Error('the disk');
    for (let failing = 0; failing < reads; failing++) {
      let read = 0;
      const zkey = source((offset, length) => {
        if (read++ === failing) throw reason;
        return part(offset, length);
      });
      await expect(valid(zkey)).rejects.toBe(reason);
      const before = read;
      await new Promise((resolve) => setTimeout(resolve, 10));
      expect(read).toBe(before);
    }
  });

  it('a source that gives too little, too much, or no bytes', async () => {
    const short = source((offset, length) => part(offset, length - 1));
    const long = source((offset, length) => new Uint8Array([...part(offset, length), 0]));
    for (const zkey of [short, long, source(() => 'x' as never), source(() => undefined as never)]) {
      const said = await outcomeOf(createProver({ zkey }));
      expect(said).toMatch(/^invalid-proving-key: "zkey" expected read\(\) to give 12 bytes, got /);
    }
  });

  it.each([
    ['bytes', (bytes: Uint8Array) => bytes.slice()],
    ['Buffers', (bytes: Uint8Array) => Buffer.from(bytes)],
  ])('is left as it is, and so is the witness: %s', async (_, copy) => {
    const [key, witness] = [copy(tiny.zkey), copy(wtns)];
    await using prover = await createProver({ zkey: key });
    await prover.proveWitness(witness);
    expect(await outcomeOf(prover.proveWitness(witness.with(108, 1)))).toContain('unsatisfied');
    expect(Buffer.compare(key, tiny.zkey)).toBe(0);
    expect(Buffer.compare(witness, wtns)).toBe(0);
  });
});
