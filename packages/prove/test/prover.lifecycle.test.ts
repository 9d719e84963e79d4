/** A prover in use: cancelling, progress, turns, events, the switch, the end, and what is left of the caller's memory. */

import { spawnSync } from 'node:child_process';
import { type AuditEvent, createProver, type KeySource, listener, type Prover } from '@fedzk/prove';
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

const open = (tell: (event: AuditEvent) => void = () => {}): Promise<Prover> =>
  createProver({ zkey: large.zkey, circuitWasm: large.wasm, audit: listener(tell) });

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

  it('an error of its listener ends the proof', async () => {
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
    const events: AuditEvent[] = [];
    const audit = listener((event) => events.push(event));
    await using prover = await createProver({ zkey: tiny.zkey, audit, user: 'client_001' });
    const wrong = wtns.with(108, 1);
    const all = [wtns, wrong, wtns.slice(1), wtns].map((each) => outcomeOf(prover.proveWitness(each)));
    expect(prover.active).toBe(4);
    expect((await Promise.all(all)).map((said) => said.split(':')[0])).toEqual([
      'done',
      'unsatisfied',
      'invalid-argument',
      'done',
    ]);
    expect(prover.active).toBe(0);
    const duration_us = expect.any(Number);
    const common = { user_id: 'client_001', resource: 'prover', operation: 'proof_generation', duration_us };
    expect(events).toEqual([
      { ...common, result: 'success' },
      { ...common, result: 'failure', reason: 'unsatisfied' },
      { ...common, result: 'failure', reason: 'invalid-argument' },
      { ...common, result: 'success' },
    ]);
    for (const { duration_us } of events) expect(Number.isSafeInteger(duration_us)).toBe(true);
  });

  it('a proof whose event is not taken is not given away', async () => {
    const cause = new Error('no space left');
    await using prover = await createProver({ zkey: tiny.zkey, audit: { append: () => Promise.reject(cause) } });
    await expect(prover.proveWitness(wtns)).rejects.toMatchObject({ code: 'not-logged', cause });
    // The caller is told why it failed.
    await expect(prover.proveWitness(wtns.slice(1))).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(prover.switchOff('maintenance')).rejects.toMatchObject({ code: 'not-logged' });
    expect(prover.on).toBe(false);
    await expect(prover.switchOn()).rejects.toMatchObject({ code: 'not-logged' });
    expect(prover.on).toBe(true);
  });

  it('closing waits for what the log was told', async () => {
    let take = (): void => {};
    const log: string[] = [];
    const audit = { append: () => new Promise<void>((resolve) => (take = resolve)) };
    const prover = await createProver({ zkey: tiny.zkey, audit });
    const off = prover.switchOff('maintenance').then(() => log.push('told'));
    const closed = prover.close().then(() => log.push('closed'));
    await expect(prover.switchOn()).rejects.toMatchObject({ code: 'disposed' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(log).toEqual([]);
    take();
    await Promise.all([off, closed]);
    expect(log).toEqual(['told', 'closed']);
  });
});

describe('the switch', TIMEOUT, () => {
  it('refuses what comes, and lets what has begun go on', async () => {
    const events: AuditEvent[] = [];
    await using prover = await open((event) => events.push(event));
    const begun = [prover.prove(large.inputs), prover.prove(large.inputs)];
    await prover.switchOff('maintenance');
    expect(prover.on).toBe(false);
    expect(await outcomeOf(prover.prove(large.inputs))).toBe('unavailable: Proving is switched off: maintenance.');
    for (const each of begun) expect((await each).publicSignals.length).toBe(4);
    await prover.switchOn();
    await prover.switchOn();
    expect(prover.on).toBe(true);
    expect((await prover.prove(large.inputs)).publicSignals.length).toBe(4);
    const told = events.filter(({ operation }) => operation.startsWith('prover_switch'));
    const common = { user_id: 'prover', resource: 'prover', result: 'logged' };
    expect(told).toEqual([
      { ...common, operation: 'prover_switch_off', severity: 'high', reason: 'maintenance' },
      { ...common, operation: 'prover_switch_on', severity: 'info' },
    ]);
  });

  it('ends what has begun, too', async () => {
    const events: AuditEvent[] = [];
    await using prover = await open((event) => events.push(event));
    const begun = [prover.prove(large.inputs), prover.prove(large.inputs)].map(outcomeOf);
    await prover.switchOff('an incident\n', { cancel: true });
    const said = 'unavailable: Proving is switched off: an incident\n.';
    expect(await Promise.all(begun)).toEqual([said, said]);
    expect(prover.active).toBe(0);
    const told = events.map(({ operation, result, reason }) => [operation, result, reason].join(' '));
    expect(told).toEqual([
      'prover_switch_off logged an incident\\u000a',
      'proof_generation failure cancelled',
      'proof_generation failure cancelled',
    ]);
    await prover.switchOn();
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
      'disposed: This prover was closed; create another one.',
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
      expect(said).toMatch(/^invalid-proving-key: "zkey" expected read\(\) to return 12 bytes, got /);
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
