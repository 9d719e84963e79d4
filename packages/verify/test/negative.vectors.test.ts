/** `negative/*.json` of packages/vectors: each test's status, in every way of asking; and that the file is what its maker makes. */
import { readFileSync } from 'node:fs';
import {
  createVerifier,
  FedzkError,
  type ProofInput,
  type PublicSignalsInput,
  type VerificationKeyInput,
  type Verifier,
} from '@fedzk/verify';
import { describe, expect, it } from 'vitest';
import { CLASSES } from './cases/reasons.js';
import { fromHex } from './support/encoding.js';
import { type NegativeFile, type NegativeTest, negativeFile, negativeText } from './support/negative.js';
import { both } from './support/vectors.js';

describe.each(both.map((vectors) => [vectors.curve.name, vectors] as const))('%s', (curve, vectors) => {
  const text = readFileSync(new URL(`../../vectors/negative/${curve}.json`, import.meta.url), 'utf8');
  const { numberOfTests, flags, testGroups, keyTests } = JSON.parse(text) as NegativeFile;
  const all = [...testGroups.flatMap(({ tests }) => tests), ...keyTests];

  it('is the output of make-negative.ts', () => {
    // Not toBe: the difference of two such texts is nothing to read.
    expect(negativeText(negativeFile(vectors)) === text, 'run: npx tsx packages/verify/test/make-negative.ts').toBe(
      true,
    );
  });

  it('has this many tests, with unique numbers, a reason, and flags that are explained', () => {
    expect(all.length).toBe(numberOfTests);
    expect(new Set(all.map(({ tcId }) => tcId)).size).toBe(numberOfTests);
    expect(flags).toEqual(CLASSES);
    for (const test of all) {
      expect(test.comment).toMatch(/^(proof|signals|key): .+\. [A-Z].+\.$/s);
      expect(test.flags.every((flag) => Object.hasOwn(flags, flag))).toBe(true);
    }
    expect(numberOfTests).toBeGreaterThan(850);
  });

  it('has every status, and every class for proofs and signals and for keys', () => {
    const statuses = new Set(all.map(({ status }) => status));
    expect(statuses.size).toBe(10 + 2);
    for (const tests of [testGroups.flatMap((group) => group.tests), keyTests]) {
      expect(new Set(tests.flatMap((test) => test.flags)).size).toBe(5);
    }
  });

  it('has what other verifiers accept wrongly', () => {
    const named = (part: RegExp): number => all.filter(({ comment }) => part.test(comment)).length;
    for (const [part, least] of [
      [/^signals: a last one of 0 is missing/, 1],
      [/^signals: an array-like object/, 1],
      [/^signals: one too many/, 2],
      [/^signals: hexadecimal/, 1],
      [/^signals: minus zero for 0/, 1],
      [/^signals: a leading zero/, 1],
      [/^signals: an empty array for 0/, 1],
      [/^signals: the empty string for 0/, 1],
      [/^signals: a number/, 1],
      [/^signals: minus r/, 1],
      [/^signals: a space (before|after) it/, 2],
      [/^proof: pi_[abc][^ ]+ plus p/, 8],
      [/^proof: A rescaled to z = 2/, 1],
      [/^proof: curve /, 5],
      [/^proof: protocol /, 3],
      [/^key: nPublic /, 4],
      [/^key: IC\[\d\] is infinity/, 2],
      [/^proof: pi_[ac] plus a point outside the subgroup/, curve === 'bn254' ? 0 : 8],
      [/^proof: B plus a point outside the subgroup/, 4],
    ] as const) {
      expect(named(part), `${part}`).toBeGreaterThanOrEqual(least);
    }
  });

  describe.each(testGroups)('$name', ({ verificationKey, proof, publicSignals, tests }) => {
    const verifier = createVerifier(verificationKey);
    const inputs = ({ proofHex, publicSignalsHex, ...test }: NegativeTest) => ({
      proof: (proofHex === undefined ? own(test, 'proof', proof) : fromHex(proofHex)) as ProofInput,
      publicSignals: (publicSignalsHex === undefined
        ? own(test, 'publicSignals', publicSignals)
        : fromHex(publicSignalsHex)) as PublicSignalsInput,
    });

    it('accepts its own proof', () => {
      expect(verifier.explain(proof, publicSignals)).toBe('ok');
    });

    it('gives each test its status', () => {
      for (const test of tests) {
        const { proof, publicSignals } = inputs(test);
        expect(verifier.explain(proof, publicSignals), `${test.tcId}: ${test.comment}`).toBe(test.status);
        expect(verifier.verify(proof, publicSignals)).toBe(test.result !== 'invalid');
      }
    });

    it('gives them all the same verdicts together', () => {
      const failed = tests.flatMap(({ result }, i) => (result === 'invalid' ? [i] : []));
      expect(verifier.verifyBatch(tests.map(inputs))).toEqual({ ok: failed.length === 0, failed });
    });
  });

  it('refuses each key by its code', () => {
    const [group] = testGroups;
    for (const { tcId, comment, verificationKey, verificationKeyHex, status } of keyTests) {
      const open = (): Verifier =>
        verificationKeyHex === undefined
          ? createVerifier(verificationKey as VerificationKeyInput)
          : createVerifier(fromHex(verificationKeyHex), { format: 'fedzk', curve });
      expect(outcome(open), `${tcId}: ${comment}`).toBe(status);
      if (status === 'ok' && group !== undefined) expect(open().verify(group.proof, group.publicSignals)).toBe(true);
    }
  });
});

/** A field where there is one, though it may be null. */
function own(test: object, name: string, otherwise: unknown): unknown {
  return Object.hasOwn(test, name) ? (test as Record<string, unknown>)[name] : otherwise;
}

function outcome(open: () => Verifier): string {
  try {
    open().dispose();
    return 'ok';
  } catch (error) {
    if (error instanceof FedzkError) return error.code;
    throw error;
  }
}
