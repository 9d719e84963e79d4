/**
 * Inputs that are more than data: proxies, getters, prototypes, other realms. Nothing of an input may run (but for a
 * proxy's traps), throw out of a verdict, or turn one into a yes.
 */
import { Calls, changing, hostileValues, withGetters } from '@fedzk/testkit/hostile';
import { elsewhere } from '@fedzk/testkit/realms';
import { createVerifier, encodeProof, FedzkError, type ProofInput, type PublicSignalsInput } from '@fedzk/verify';
import { describe, expect, it } from 'vitest';
import { fedzkProof, signalBytes } from './support/encoding.js';
import { noSignals, otherSlice, slice } from './support/vectors.js';

const verifier = createVerifier(slice.verificationKey);
const { proof, publicSignals } = slice;

function explain(proofInput: unknown, signals: unknown): string {
  const status = verifier.explain(proofInput as ProofInput, signals as PublicSignalsInput);
  expect(verifier.verify(proofInput as ProofInput, signals as PublicSignalsInput)).toBe(status === 'ok');
  return status;
}

/** Where in a proof a value can stand. */
const inProof: Readonly<Record<string, (value: unknown) => unknown>> = {
  proof: (value) => value,
  curve: (value) => ({ ...proof, curve: value }),
  protocol: (value) => ({ ...proof, protocol: value }),
  pi_a: (value) => ({ ...proof, pi_a: value }),
  'pi_a[0]': (value) => ({ ...proof, pi_a: [value, proof.pi_a[1], '1'] }),
  'pi_a[2]': (value) => ({ ...proof, pi_a: [proof.pi_a[0], proof.pi_a[1], value] }),
  pi_b: (value) => ({ ...proof, pi_b: value }),
  'pi_b[1]': (value) => ({ ...proof, pi_b: [proof.pi_b[0], value, ['1', '0']] }),
  'pi_b[1][1]': (value) => ({ ...proof, pi_b: [proof.pi_b[0], [proof.pi_b[1]?.[0], value], ['1', '0']] }),
  'pi_b[2]': (value) => ({ ...proof, pi_b: [proof.pi_b[0], proof.pi_b[1], value] }),
  pi_c: (value) => ({ ...proof, pi_c: value }),
};

describe('a hostile value', () => {
  const calls = new Calls();
  const values = hostileValues(calls);

  it.each(values)('%s, anywhere in a proof, is malformed', (_, value) => {
    for (const [place, put] of Object.entries(inProof)) {
      expect(explain(put(value), publicSignals), place).toBe('malformed-proof');
      expect(() => encodeProof(put(value) as ProofInput, 'fedzk'), place).toThrow(FedzkError);
    }
    expect(calls.count).toBe(0);
  });

  it.each(values)('%s, as a signal or for the list, is refused', (_, value) => {
    expect(explain(proof, [value, ...publicSignals.slice(1)])).toBe('malformed-signals');
    expect(explain(proof, [...publicSignals.slice(0, 3), value])).toBe('malformed-signals');
    expect(['malformed-signals', 'signal-count']).toContain(explain(proof, value));
    expect(createVerifier(noSignals.verificationKey).verify(noSignals.proof, [value as string])).toBe(false);
    expect(calls.count).toBe(0);
  });

  it.each(values)('%s, in a batch, is not valid', (_, value) => {
    const good = { proof, publicSignals };
    const items = [good, value, { proof: value, publicSignals }, { proof, publicSignals: value }, good];
    expect(verifier.verifyBatch(items as (typeof good)[])).toEqual({ ok: false, failed: [1, 2, 3] });
    expect(calls.count).toBe(0);
  });
});

it('a getter in the place of each property is refused and not called', () => {
  const calls = new Calls();
  for (const name of Object.keys(proof)) {
    const { [name as keyof typeof proof]: _, ...rest } = proof;
    expect(explain(Object.assign(withGetters([name], calls), rest), publicSignals), name).toBe('malformed-proof');
  }
  for (const at of publicSignals.keys()) {
    const signals = Object.defineProperty([...publicSignals], at, { get: calls.fail });
    expect(explain(proof, signals), `signal ${at}`).toBe('malformed-signals');
  }
  expect(calls.count).toBe(0);
});

it('what a prototype has does not count', () => {
  const { pi_a, ...rest } = proof;
  expect(explain(Object.create(proof), publicSignals)).toBe('malformed-proof');
  expect(explain(Object.assign(Object.create({ pi_a }), rest), publicSignals)).toBe('malformed-proof');
  expect(explain(proof, Object.setPrototypeOf(new Array(4), publicSignals))).toBe('malformed-signals');
  expect(explain(Object.setPrototypeOf({ ...proof }, null), publicSignals)).toBe('ok');
});

it('data of another realm is data', () => {
  const foreign = (value: unknown): unknown => elsewhere(`(${JSON.stringify(value)})`);
  const bytes = (of: Uint8Array): unknown => elsewhere(`Uint8Array.from([${[...of]}])`);
  expect(explain(foreign(proof), foreign(publicSignals))).toBe('ok');
  expect(explain(foreign(otherSlice.proof), foreign(publicSignals))).toBe('equation');
  expect(explain(bytes(fedzkProof(proof)), bytes(signalBytes(publicSignals)))).toBe('ok');
  expect(explain(bytes(fedzkProof(proof).subarray(1)), foreign(publicSignals))).toBe('malformed-proof');
  expect(explain(proof, elsewhere(`[${publicSignals.map((s) => `${s}n`)}]`))).toBe('ok');
});

describe('a proxy that answers differently each time', () => {
  const wrong = { ...otherSlice.proof };
  const others = [...otherSlice.publicSignals];

  it('is read once', () => {
    expect(verifier.explain(changing([wrong, proof]) as ProofInput, publicSignals)).toBe('equation');
    expect(verifier.explain(changing([proof, wrong]) as ProofInput, publicSignals)).toBe('ok');
    expect(verifier.explain(proof, changing([others, [...publicSignals]]) as string[])).toBe('equation');
    expect(verifier.explain(proof, changing([[...publicSignals], others]) as string[])).toBe('ok');
  });

  it('gets nothing from a length that changes or lies', () => {
    for (const length of [0, 3, 5, 2 ** 32 - 1, -1, 4.5, Number.NaN, '4', undefined, {}]) {
      const lying = new Proxy([...publicSignals], {
        getOwnPropertyDescriptor: (target, key) =>
          key === 'length'
            ? { value: length, writable: true, enumerable: false, configurable: false }
            : Reflect.getOwnPropertyDescriptor(target, key),
      });
      expect(explain(proof, lying)).toBe('signal-count');
      expect(explain({ ...proof, pi_a: lying }, publicSignals)).toBe('malformed-proof');
    }
  });
});

it('a polluted prototype lends nothing', () => {
  const { pi_a, curve: _, ...rest } = proof;
  const getter = Object.defineProperty({ ...rest }, 'pi_a', { get: () => pi_a, enumerable: true });
  const holes = [new Array(4), Object.assign(new Array(4), publicSignals.slice(0, 3))];
  const polluted = { ...proof, value: pi_a, length: 4, proof, publicSignals, curve: 'bls12381', format: 'fedzk' };
  const verdicts: unknown[] = [];
  try {
    for (const [name, value] of Object.entries(polluted)) {
      Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
    }
    for (const [at, value] of publicSignals.entries()) {
      Object.defineProperty(Array.prototype, at, { value, configurable: true, writable: true });
    }
    for (const input of [{}, rest, getter]) verdicts.push(verifier.explain(input as ProofInput, publicSignals));
    for (const signals of holes) verdicts.push(verifier.explain(proof, signals));
    verdicts.push(verifier.verifyBatch([{}, new Array(1)[0]]).failed.length);
    verdicts.push(verifier.explain({ pi_a, ...rest }, publicSignals));
  } finally {
    for (const name of Object.keys(polluted)) Reflect.deleteProperty(Object.prototype, name);
    for (const at of publicSignals.keys()) Reflect.deleteProperty(Array.prototype, at);
  }
  expect(verdicts).toEqual([
    ...new Array(3).fill('malformed-proof'),
    ...new Array(2).fill('malformed-signals'),
    2,
    'ok',
  ]);
});
