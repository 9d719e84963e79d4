/**
 * The memory of the module does not grow with use. It is reached through the slim entry, whose module is instantiated
 * here.
 */
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { collector } from '@fedzk/testkit/realms';
import {
  createQuantBuffer,
  createVerifier,
  encodeProof,
  initSync,
  quantize,
  type VerificationKeyJson,
} from '@fedzk/verify/slim';
import { beforeAll, describe, expect, it } from 'vitest';
import { replaced } from './cases/case.js';
import { coreWasm } from './support/core-wasm.js';
import { both, INSECURE, named, onBn254, slice } from './support/vectors.js';

let memory: WebAssembly.Memory;
const size = (): number => memory.buffer.byteLength;

beforeAll(() => {
  const { Instance } = WebAssembly;
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, args: ConstructorParameters<typeof Instance>) {
      const instance = new target(...args);
      memory = instance.exports.memory as WebAssembly.Memory;
      return instance;
    },
  });
  initSync(coreWasm());
  WebAssembly.Instance = Instance;
});

const { verificationKey, proof, publicSignals } = named(onBn254.simulated, 'nPublic 64');

/** How much the memory grows by many calls, after some. */
function growth(call: () => void, times: number): number {
  for (let i = 0; i < 20; i++) call();
  const before = size();
  for (let i = 0; i < times; i++) call();
  return size() - before;
}

describe('memory', { timeout: 60_000 }, () => {
  const badPoint = { ...slice.verificationKey, vk_delta_2: slice.verificationKey.vk_beta_2.toReversed() };
  const verifier = (): ReturnType<typeof createVerifier> => createVerifier(verificationKey);

  it.each(both.map(({ curve, simulated }) => [curve.name, named(simulated, 'nPublic 64')] as const))(
    'of %s is given back by dispose, with all that a verifier took',
    (_, statement) => {
      const use = (): void => {
        const used = createVerifier(statement.verificationKey, INSECURE);
        expect(used.verify(statement.proof, statement.publicSignals)).toBe(true);
        used.dispose();
      };
      expect(growth(() => createVerifier(statement.verificationKey, INSECURE).dispose(), 100)).toBe(0);
      expect(growth(use, 40)).toBe(0);
      expect(growth(() => encodeProof(statement.proof, 'compressed'), 200)).toBe(0);
    },
  );

  it('is given back by a key that is refused late', () => {
    const key = { ...verificationKey, IC: replaced(verificationKey.IC, 64, ['1', '1', '1']) } as VerificationKeyJson;
    expect(growth(() => expect(() => createVerifier(key)).toThrow(/IC\[64\]/), 300)).toBe(0);
    expect(growth(() => expect(() => createVerifier(badPoint)).toThrow(/vk_delta_2/), 300)).toBe(0);
  });

  it('is given back by verdicts, conversions and quantization', () => {
    const used = verifier();
    const gradient = new Float32Array(10_000).fill(0.3);
    expect(growth(() => used.explain(proof, publicSignals), 300)).toBe(0);
    expect(growth(() => used.explain(new Uint8Array(192).fill(1), publicSignals), 3000)).toBe(0);
    expect(growth(() => encodeProof(proof, 'fedzk'), 1000)).toBe(0);
    expect(growth(() => quantize(gradient, { bits: 16, clip: 1, rounding: 'stochastic' }), 300)).toBe(0);
    gradient[9999] = Number.NaN;
    expect(growth(() => expect(() => quantize(gradient, { bits: 8, clip: 1 })).toThrow(/9999/), 300)).toBe(0);
    used.dispose();
  });

  it('is given back by verifiers that were left to the garbage collector', async () => {
    setFlagsFromString('--expose-gc');
    const collect = collector();
    const sizes: number[] = [];
    for (let round = 0; round < 12; round++) {
      for (let i = 0; i < 25; i++) verifier();
      collect();
      await setImmediate();
      sizes.push(size());
    }
    // The 200 of the last rounds would take 20 MiB.
    expect((sizes[11] ?? 0) - (sizes[3] ?? 0)).toBeLessThan(4 * 2 ** 20);
  });

  it('is given back by buffers, disposed of or left to the garbage collector', async () => {
    expect(growth(() => createQuantBuffer('float32', 50_000).dispose(), 300)).toBe(0);
    setFlagsFromString('--expose-gc');
    const collect = collector();
    const before = size();
    let view = createQuantBuffer('int8', 2 ** 20).view();
    for (let round = 0; round < 40; round++) {
      view = createQuantBuffer('int8', 2 ** 20).view();
      collect();
      await setImmediate();
    }
    // A view does not keep its buffer: it ends.
    expect(view.length).toBe(0);
    // All of them would take 40 MiB.
    expect(size() - before).toBeLessThan(8 * 2 ** 20);
  });
});
