/**
 * A verifier from its creation to its end: what it keeps of its inputs, what it answers, and what is left of it.
 * memory.test.ts has the memory that it takes.
 */

import { refusal } from '@fedzk/testkit/errors';
import { createVerifier, type ProofInput, type PublicSignalsInput, type Verifier } from '@fedzk/verify';
import { describe, expect, it } from 'vitest';
import { curveOf } from './support/curves.js';
import { keyBytes, signalBytes, uncompressedProof } from './support/encoding.js';
import { both, INSECURE, noSignals, onBls12381, otherSlice, semaphore, slice, updateSlice } from './support/vectors.js';

const { proof, publicSignals, verificationKey } = slice;
const item = { proof, publicSignals };
const wrong = { proof, publicSignals: otherSlice.publicSignals };

describe('dispose', () => {
  const ends: Readonly<Record<string, (verifier: Verifier) => void>> = {
    dispose: (verifier) => verifier.dispose(),
    'Symbol.dispose, as `using` calls it': (verifier) => verifier[Symbol.dispose](),
    'dispose twice': (verifier) => [verifier.dispose(), verifier.dispose(), verifier[Symbol.dispose]()],
  };

  it.each(Object.entries(ends))('%s: then every question is refused', (_, end) => {
    const verifier = createVerifier(verificationKey);
    const { id, nPublic } = verifier;
    expect(verifier.verify(proof, publicSignals)).toBe(true);
    end(verifier);
    for (const ask of [
      () => verifier.verify(proof, publicSignals),
      () => verifier.explain(proof, publicSignals),
      () => verifier.explain({} as ProofInput, publicSignals),
      () => verifier.verifyBatch([item]),
      () => verifier.verifyBatch([]),
    ]) {
      expect(refusal(ask)).toMatchObject({ code: 'disposed', message: /disposed of; create a new one/ });
    }
    expect([verifier.id, verifier.nPublic]).toEqual([id, nPublic]);
  });

  it('leaves other verifiers alone, of the same key, of another, of the other curve', () => {
    const [first, same, other, bls] = [
      createVerifier(verificationKey),
      createVerifier(verificationKey),
      createVerifier(noSignals.verificationKey),
      createVerifier(onBls12381.slice.verificationKey),
    ];
    first.dispose();
    const third = createVerifier(semaphore[0]?.verificationKey ?? verificationKey);
    expect(same.verify(proof, publicSignals)).toBe(true);
    expect(other.verify(noSignals.proof, noSignals.publicSignals)).toBe(true);
    expect(bls.verifyBatch(onBls12381.updateSlice)).toEqual({ ok: true, failed: [] });
    same.dispose();
    expect(other.verify(noSignals.proof, noSignals.publicSignals)).toBe(true);
    bls.dispose();
    expect(refusal(() => bls.verifyBatch(onBls12381.updateSlice)).code).toBe('disposed');
    expect(third.verifyBatch(semaphore)).toEqual({ ok: true, failed: [] });
  });
});

describe('verifyBatch', () => {
  const verifier = createVerifier(verificationKey);
  const of = (items: unknown): unknown => verifier.verifyBatch(items as (typeof item)[]);

  it('gives the indices of invalid proofs', () => {
    expect(verifier.verifyBatch(updateSlice)).toEqual({ ok: true, failed: [] });
    expect(of([item, wrong, item, wrong, wrong])).toEqual({ ok: false, failed: [1, 3, 4] });
    expect(of([wrong])).toEqual({ ok: false, failed: [0] });
    expect(of([])).toEqual({ ok: true, failed: [] });
    expect(of([{ proof: uncompressedProof(proof), publicSignals: signalBytes(publicSignals) }])).toEqual({
      ok: true,
      failed: [],
    });
  });

  it('counts an invalid item as failed', () => {
    const getter = Object.defineProperty({ publicSignals }, 'proof', { get: () => proof, enumerable: true });
    const holed = [item, item, item];
    delete holed[1];
    expect(of(holed)).toEqual({ ok: false, failed: [1] });
    expect(of(new Array(3))).toEqual({ ok: false, failed: [0, 1, 2] });
    const others = [
      undefined,
      null,
      0,
      '',
      [proof, publicSignals],
      { proof },
      { publicSignals },
      getter,
      Object.create(item),
    ];
    expect(of([item, ...others])).toEqual({ ok: false, failed: [1, 2, 3, 4, 5, 6, 7, 8, 9] });
  });

  it('takes an array only', () => {
    for (const items of [undefined, null, item, new Set([item]), { length: 0 }, 'items']) {
      expect(refusal(() => of(items))).toMatchObject({
        code: 'invalid-argument',
        message: /^"items" expected an array, /,
      });
    }
  });
});

describe('a verdict', () => {
  it('is the same each time, whatever was asked before', () => {
    const statements = both.flatMap((vectors) => vectors.statements);
    const verifiers = statements.map(({ verificationKey }) => createVerifier(verificationKey, INSECURE));
    const ask = (i: number): string => {
      const [verifier, asked, next] = [verifiers[i], statements[i], statements[(i + 1) % statements.length]];
      if (verifier === undefined || asked === undefined || next === undefined) return 'missing';
      const statuses = [asked, next].map(({ proof }) => verifier.explain(proof, asked.publicSignals));
      return `${i} ${statuses}`;
    };
    const order = [...statements.keys()];
    const first = order.map(ask);
    for (const [i, answer] of first.entries()) {
      const [asked = slice, next = slice] = [statements[i], statements[(i + 1) % statements.length]];
      const oneCurve = curveOf(asked.proof) === curveOf(next.proof);
      expect(answer).toMatch(oneCurve ? /^\d+ ok,(equation|ok)$/ : /^\d+ ok,malformed-proof$/);
    }
    expect([...order].reverse().map(ask).reverse()).toEqual(first);
    expect(order.map(ask)).toEqual(first);
    for (const verifier of verifiers) verifier.dispose();
  });

  it('keeps nothing of the key object, and of inputs only until it is given', () => {
    const [key, proofCopy, signals] = [structuredClone(verificationKey), structuredClone(proof), [...publicSignals]];
    const verifier = createVerifier(key);
    Object.assign(key, noSignals.verificationKey);
    Object.assign(key.IC as object, noSignals.verificationKey.IC);
    expect(verifier.verify(proofCopy, signals)).toBe(true);
    signals[0] = '1';
    expect(verifier.explain(proofCopy, signals)).toBe('equation');
    Object.assign(proofCopy, { pi_a: otherSlice.proof.pi_a });
    expect(verifier.explain(proofCopy, publicSignals)).toBe('equation');
    expect(verifier.verify(proof, publicSignals)).toBe(true);
  });

  it('leaves its inputs as they are', () => {
    const bytes = [keyBytes(verificationKey), uncompressedProof(proof), signalBytes(publicSignals)] as const;
    const before = bytes.map((part) => part.slice());
    const verifier = createVerifier(bytes[0], { format: 'fedzk', curve: 'bn254' });
    expect(verifier.verify(bytes[1], bytes[2])).toBe(true);
    expect(bytes).toEqual(before);
  });

  it('is about what was read, even if an input is changed while another is', () => {
    const verifier = createVerifier(verificationKey);
    const bytes = uncompressedProof(proof);
    const changing = new Proxy([...publicSignals], {
      getOwnPropertyDescriptor(target, key) {
        bytes.fill(0);
        return Reflect.getOwnPropertyDescriptor(target, key);
      },
    });
    expect(verifier.explain(bytes, changing as PublicSignalsInput)).toBe('ok');
    expect(verifier.explain(bytes, publicSignals)).toBe('infinity');
  });

  it('of a verifier that an input disposes of is not given', () => {
    const verifier = createVerifier(verificationKey);
    const disposing = new Proxy([...publicSignals], {
      getOwnPropertyDescriptor(target, key) {
        verifier.dispose();
        return Reflect.getOwnPropertyDescriptor(target, key);
      },
    });
    expect(refusal(() => verifier.explain(proof, disposing)).code).toBe('disposed');
    expect(createVerifier(verificationKey).verify(proof, publicSignals)).toBe(true);
  });
});
