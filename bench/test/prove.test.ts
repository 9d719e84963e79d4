import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { toHex } from '@fedzk/core';
import { type CircomInputs, createCircomWitness, createProver } from '@fedzk/prove';
import { SECURITY_LEVELS } from '@fedzk/verify/levels';
import { beforeAll, describe, expect, it } from 'vitest';
import { measureSubject, type SubjectResult } from '../src/contenders.js';
import { circuits, inputsOf, type Prepared, prepare } from '../src/prove/circuits.js';
import { processesOf } from '../src/prove/processes.js';
import {
  ANEW,
  CHECKED,
  KEPT,
  measureProvers,
  measureWays,
  ONE_THREAD,
  OURS,
  type Proved,
  THREADS,
  type Way,
  WORKERS,
} from '../src/prove/provers.js';
import { capacityLines, firstLines, memoryLines, proverLines, witnessLines } from '../src/prove/targets.js';
import { CIRCOM, OWN, SNARKJS, TYPED, witnessSubject } from '../src/prove/witness.js';
import { openChromium } from '../src/runtimes/chromium.js';
import { openNode } from '../src/runtimes/node.js';
import type { Runtime } from '../src/runtimes/runtime.js';

const ONE = { rounds: 1, warmUp: 0 };
const [smallest, ...larger] = circuits();

let prepared: Prepared;
beforeAll(async () => {
  if (smallest !== undefined) prepared = await prepare(smallest);
}, 300_000);

describe('circuits', () => {
  it('are those of the levels, the largest on both curves', () => {
    expect([smallest, ...larger].map((each) => [each?.name, each?.instance.level])).toEqual([
      ['1k, BN254', 'standard'],
      ['10k, BN254', 'enhanced'],
      ['100k, BN254', 'maximum'],
      ['100k, BLS12-381', 'maximum'],
    ]);
    for (const { curve, instance } of larger) {
      const { nonLinear, linear } = instance.constraints;
      expect(nonLinear + linear).toBeLessThanOrEqual(SECURITY_LEVELS[instance.level ?? 'standard'].constraints);
      expect(curve).toBe(instance.prime === 'bn128' ? 'bn254' : 'bls12-381');
    }
  });

  it('have a gradient that is the same each time, of values of either sign, and a true statement', async () => {
    const { instance } = prepared.circuit;
    const { inputs, publicSignals } = inputsOf(instance);
    expect(inputs).toEqual(prepared.inputs);
    expect([Math.min(...inputs.x) < -100, Math.max(...inputs.x) > 100]).toEqual([true, true]);
    expect(inputs.x[0]).toBe(createHash('sha256').update('gradient 0').digest().readInt8(0));
    expect(publicSignals).toEqual(['commitment', 'rho', 'tag', 'maxNormSq'].map((name) => String(inputs[name])));
    const generator = await createCircomWitness(readFileSync(prepared.files.wasm));
    for (const name of ['commitment', 'tag'] as const) {
      const wrong = { ...inputs, [name]: (inputs[name] ?? 0n) + 1n };
      await expect(generator.witness(wrong as CircomInputs)).rejects.toThrow();
    }
    expect(inputsOf({ ...instance, prime: 'bls12381' }).publicSignals).not.toEqual(publicSignals);
  });
});

describe('provers', () => {
  it('prove, whichever way, and are timed', async () => {
    const ways = [...ONE_THREAD, THREADS, WORKERS] as const;
    const { subject, contenders, cpu } = await measureProvers('it', ways, prepared, ONE);
    expect(subject).toBe('it');
    expect(contenders.map(({ contender }) => contender)).toEqual([OURS, CHECKED, ANEW, KEPT, THREADS, WORKERS]);
    for (const { contender, ms } of contenders) {
      expect(ms.median).toBeGreaterThan(1);
      expect(cpu?.[contender]?.median).toBeGreaterThan(1);
    }
    expect(globalThis.curve_bn128).toBeNull();
  }, 120_000);

  it('end the run where one does not prove the statement, at first or later', async () => {
    await using prover = await createProver({ zkey: prepared.zkey });
    const proved: Proved = await prover.proveWitness(prepared.wtns);
    const wrong: readonly [string, Proved][] = [
      ['another signal', { ...proved, publicSignals: ['7', ...proved.publicSignals.slice(1)] }],
      ['a signal less', { ...proved, publicSignals: proved.publicSignals.slice(1) }],
      ['another proof', { ...proved, proof: swapped(proved.proof) }],
    ];
    for (const [name, each] of wrong) {
      for (const before of [[], [proved]]) {
        await expect(measureWays('it', [way(name, [...before, each])], prepared, ONE), name).rejects.toThrow(
          `${name} does not prove "it"`,
        );
      }
    }
    await expect(measureWays('it', [way('right', [proved, proved])], prepared, ONE)).resolves.toBeDefined();
  }, 60_000);
});

/** A and C in each other's place: points of the curve, which fulfil no equation. */
function swapped(proof: unknown): unknown {
  const { pi_a, pi_c, ...rest } = proof as { readonly pi_a: unknown; readonly pi_c: unknown };
  return { ...rest, pi_a: pi_c, pi_c: pi_a };
}

function way(name: string, answers: Proved[]): Way {
  return { name, prove: async () => answers.shift() ?? Promise.reject(new Error('asked too often')), async close() {} };
}

describe('witnesses', () => {
  it('are the same by all, and timed', async () => {
    const subject = await witnessSubject(prepared);
    const { contenders } = await measureSubject(subject, ONE);
    const names = [OWN, 'fedzk', TYPED, 'fedzk, module compiled', SNARKJS, CIRCOM];
    expect(contenders.map(({ contender }) => contender)).toEqual(names);
  }, 60_000);

  it('have to be those that were proved', async () => {
    const wtns = Uint8Array.from(prepared.wtns, (byte, i) => (i === 200 ? byte ^ 1 : byte));
    await expect(witnessSubject({ ...prepared, wtns })).rejects.toThrow('gives other bytes');
  });
});

describe('processes', () => {
  it('tell their memory and their times', async () => {
    using processes = await processesOf(prepared);
    const memory = await processes.memory(1);
    expect(memory.map(({ by }) => by)).toEqual([OURS, THREADS, ANEW, WORKERS]);
    for (const { bytes } of memory) expect(bytes.median).toBeGreaterThan(30e6);
    expect(memory[0]?.oursToTheirs.median).toBe(1);
    const { open, first, later, firstToLater } = await processes.first(1, 2);
    for (const each of [open, first, later, firstToLater]) expect(each.median).toBeGreaterThan(0);
  }, 120_000);

  it('have to prove the statement', async () => {
    using processes = await processesOf({ ...prepared, publicSignals: ['7', ...prepared.publicSignals.slice(1)] });
    await expect(processes.first(1, 0)).rejects.toThrow(`a process of ${OURS} does not prove "1k, BN254"`);
  }, 60_000);
});

// The one at hand stands for the other versions of Node.
const { FEDZK_CHROMIUM: path, FEDZK_CHROMIUM_MISSING: missing = 'npm test finds or installs one' } = process.env;
const RUNTIMES: readonly [string, () => Promise<Runtime>, boolean][] = [
  ['Node', async () => openNode(process.execPath, process.versions.node), true],
  ['Chromium', () => openChromium(path ?? ''), path !== undefined && path !== ''],
];

it.for(RUNTIMES)('is measured in %s', { timeout: 120_000 }, async ([name, open, there], ctx) => {
  ctx.skip(!there, missing);
  await using runtime = await open();
  const { zkey, wtns, verificationKey, publicSignals } = prepared;
  const bytes = { zkey: toHex(zkey), wtns: toHex(wtns) };
  const result = await runtime.measure('prove', { subject: 'it', ...bytes, verificationKey, publicSignals, ...ONE });
  expect(result.contenders.map(({ contender }) => contender)).toEqual(ONE_THREAD);
  expect(result.cpu === undefined).toBe(name === 'Chromium');
});

describe('targets', () => {
  const spread = (median: number) => ({ q1: median, median, q3: median });
  const result = (
    subject: string,
    ratios: Readonly<Record<string, Readonly<Record<string, number>>>>,
  ): SubjectResult => ({
    subject,
    contenders: Object.entries(ratios).map(([contender, to]) => ({
      contender,
      ms: spread(1),
      toOurs: Object.fromEntries(Object.entries(to).map(([own, ratio]) => [own, spread(ratio)])),
    })),
  });

  it('of provers are by their size', () => {
    const ratios = { [ANEW]: { [OURS]: 5.5 }, [KEPT]: { [OURS]: 2.9 }, [WORKERS]: { [OURS]: 3.1 } };
    expect(proverLines(result('1k, BN254', ratios))).toEqual([
      `1k, BN254, fedzk: ≥ 5× ${ANEW}: 5.50× met`,
      `1k, BN254, fedzk: ≥ 8× ${ANEW}: 5.50× open`,
      `1k, BN254, fedzk: ≥ 3× ${KEPT}: 2.90× missed`,
      `1k, BN254, fedzk: ≥ 3× ${WORKERS}: 3.10× met`,
    ]);
    expect(proverLines(result('100k, BLS12-381', { [OURS]: { [THREADS]: 1.7 }, [ANEW]: { [OURS]: 4 } }))).toEqual([
      `100k, BLS12-381, fedzk: ≥ 3× ${ANEW}: 4.00× met`,
      `100k, BLS12-381, fedzk: ≥ 4× ${ANEW}: 4.00× met`,
      '100k, BLS12-381, fedzk, two threads: ≥ 1.6× fedzk: 1.70× met',
      '100k, BLS12-381, fedzk, two threads: ≥ 1.8× fedzk: 1.70× open',
    ]);
  });

  it('of witnesses are for either kind of input', () => {
    const lines = witnessLines(result('witness, it', { [SNARKJS]: { [OURS]: 1.2, [TYPED]: 1.4 } }));
    expect(lines).toEqual([
      'witness, it, fedzk: > 1× snarkjs: 1.20× met',
      'witness, it, fedzk, typed array: ≥ 1.5× snarkjs: 1.40× missed',
    ]);
  });

  it('of memory and first proofs are upper limits', () => {
    const memory = { subject: 'it', bytes: spread(1), oursToTheirs: spread(0.5) };
    expect(memoryLines({ ...memory, by: ANEW })).toEqual([
      `it, memory of a process, to ${ANEW}: ≤ 0.6×: 0.50× met`,
      `it, memory of a process, to ${ANEW}: ≤ 0.4×: 0.50× open`,
    ]);
    expect(memoryLines({ ...memory, by: THREADS })).toEqual([]);
    const times = { subject: 'it', open: spread(1), first: spread(1), later: spread(1), firstToLater: spread(1.3) };
    expect(firstLines(times)).toEqual([
      'it, first proof to later ones: ≤ 1.2×: 1.30× missed',
      'it, first proof to later ones: ≤ 1.1×: 1.30× open',
    ]);
  });

  it('of capacity are those of the instances', () => {
    const lines = capacityLines();
    expect(lines.map((line) => line.split(',')[0])).toEqual(
      ['standard', 'enhanced', 'maximum'].flatMap((level) => [level, level]),
    );
    expect(lines.filter((line) => !line.endsWith(' met'))).toEqual([]);
  });
});
