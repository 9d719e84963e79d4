/** Many proofs at once: the verdicts of one by one, wherever the wrong ones are, on both curves. */
import { createVerifier, type ProofJson, type VerificationKeyJson, verifyBatch } from '@fedzk/verify';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import { describe, expect, it } from 'vitest';
import { readVectors } from './support/vectors.js';

interface File {
  readonly verificationKey: VerificationKeyJson;
  readonly proofs: readonly { readonly proof: ProofJson; readonly publicSignals: readonly string[] }[];
}

const CURVES = [
  { name: 'bn254', file: 'groth16/update-slice.json', Point: bn254.G1.Point },
  { name: 'bls12-381', file: 'groth16/update-slice-bls12-381.json', Point: bls12_381.G1.Point },
] as const;
const SIZES = process.env.SLOW === '1' ? [0, 1, 2, 3, 4, 10, 100, 1000] : [0, 1, 2, 3, 4, 10, 130];

describe.each(CURVES)('on $name', ({ name, file, Point }) => {
  const { verificationKey, proofs } = readVectors<File>(file);
  const verifier = createVerifier(verificationKey);
  const [first, second] = [proofs[0] as File['proofs'][number], proofs[1] as File['proofs'][number]];
  const good = (count: number): File['proofs'][number][] =>
    Array.from({ length: count }, (_, i) => proofs[i % proofs.length] ?? first);
  const wrong = { proof: first.proof, publicSignals: second.publicSignals };

  it.each(SIZES)('%i valid ones', (count) => {
    expect(verifier.curve).toBe(name);
    expect(verifier.verifyBatch(good(count))).toEqual({ ok: true, failed: [] });
  });

  it.each(SIZES.filter((count) => count > 0 && count <= 10))('%i with a wrong one in each place', (count) => {
    for (let at = 0; at < count; at++) {
      expect(verifier.verifyBatch(good(count).with(at, wrong))).toEqual({ ok: false, failed: [at] });
    }
  });

  it('many wrong ones, and some that are malformed', () => {
    const malformed = [null, {}, { proof: 'x', publicSignals: [] }, { ...first, publicSignals: ['1'] }];
    const items = good(60).map((item, i) => (i % 7 === 0 ? wrong : i % 11 === 0 ? malformed[i % 4] : item));
    const failed = items.flatMap((item, i) => (good(60)[i] === item ? [] : [i]));
    expect(verifier.verifyBatch(items as typeof proofs)).toEqual({ ok: false, failed });
    expect(failed.length).toBeGreaterThan(12);
  });

  it('all wrong', () => {
    const failed = Array.from({ length: 20 }, (_, i) => i);
    expect(verifier.verifyBatch(failed.map(() => wrong))).toEqual({ ok: false, failed });
  });

  // C₁ + D and C₂ − D: without random factors the errors cancel in the sum.
  it('finds errors that cancel each other', () => {
    const point = ({ pi_c: [x = '', y = ''] }: ProofJson) => Point.fromAffine({ x: BigInt(x), y: BigInt(y) });
    const json = (moved: InstanceType<typeof Point>): string[] => {
      const { x, y } = moved.toAffine();
      return [String(x), String(y), '1'];
    };
    const up = { ...first, proof: { ...first.proof, pi_c: json(point(first.proof).add(Point.BASE)) } };
    const down = { ...second, proof: { ...second.proof, pi_c: json(point(second.proof).subtract(Point.BASE)) } };
    for (const item of [up, down]) expect(verifier.explain(item.proof, item.publicSignals)).toBe('equation');
    for (let i = 0; i < 5; i++) {
      expect(verifier.verifyBatch([...good(8), up, down])).toEqual({ ok: false, failed: [8, 9] });
    }
  });

  // crypto.getRandomValues gives 65,536 bytes at once, the factors of 4,096 proofs: with a factor of 0 a wrong one is unseen.
  if (name === 'bn254') {
    it('finds wrong ones among 5,000, near the end too', { timeout: 120_000 }, () => {
      const failed = [4_095, 4_096, 4_990];
      const items = good(5_000).map((item, i) => (failed.includes(i) ? wrong : item));
      expect(verifier.verifyBatch(items)).toEqual({ ok: false, failed });
    });
  }

  it('draws its factors inside the call', () => {
    const drawn: number[] = [];
    const draw = crypto.getRandomValues.bind(crypto);
    crypto.getRandomValues = ((bytes: Uint8Array<ArrayBuffer>) => {
      drawn.push(bytes.length);
      return draw(bytes);
    }) as typeof crypto.getRandomValues;
    try {
      verifier.verifyBatch([...good(10), wrong]);
    } finally {
      crypto.getRandomValues = draw;
    }
    expect(drawn).toEqual([11 * 16]);
  });
});

describe('of several keys', () => {
  const files = CURVES.map(({ file }) => readVectors<File>(file));
  const statements = files.flatMap(({ verificationKey, proofs }) => {
    const verifiers = [createVerifier(verificationKey), createVerifier(verificationKey)];
    return proofs.flatMap((statement) => verifiers.map((verifier) => ({ verifier, ...statement })));
  });
  const many = Array.from({ length: 3 * statements.length }, (_, i) => statements[i % statements.length]);
  const good = many.filter((item) => item !== undefined);
  const wrong = (i: number) => ({ ...good[i], publicSignals: good[i]?.publicSignals.with(0, '1') }) as (typeof good)[0];

  it('of both curves, mixed', () => {
    expect(new Set(good.map(({ verifier }) => verifier)).size).toBe(4);
    expect(verifyBatch(good)).toEqual({ ok: true, failed: [] });
    expect(verifyBatch([])).toEqual({ ok: true, failed: [] });
  });

  it('names the wrong ones', () => {
    const failed = [0, 5, good.length - 1];
    expect(verifyBatch(good.map((item, i) => (failed.includes(i) ? wrong(i) : item)))).toEqual({ ok: false, failed });
  });

  it('takes an item that has no statement for a wrong one, as the method does', () => {
    const [first, ...others] = good as [(typeof good)[0], ...typeof good];
    const items = [{ verifier: first.verifier } as typeof first, ...others, { ...first, publicSignals: [] }];
    expect(verifyBatch(items)).toEqual({ ok: false, failed: [0, items.length - 1] });
  });

  it.each([null, 1, {}, { verifier: {} }, { verifier: { verify: () => true } }, { verifier: undefined }])(
    'refuses an item without a verifier: %j',
    (item) => {
      const items = [...good.slice(0, 2), item] as typeof good;
      expect(() => verifyBatch(items)).toThrow(
        expect.objectContaining({ code: 'invalid-argument', message: expect.stringContaining('items[2].verifier') }),
      );
    },
  );

  it('refuses anything but an array, and a verifier that was disposed of', () => {
    expect(() => verifyBatch('items' as never)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    const [first] = good;
    const gone = createVerifier(files[0]?.verificationKey as VerificationKeyJson);
    gone.dispose();
    expect(() => verifyBatch([{ ...first, verifier: gone } as (typeof good)[0]])).toThrow(
      expect.objectContaining({ code: 'disposed' }),
    );
  });
});
