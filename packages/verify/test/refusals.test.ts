/**
 * Every class of input that must be refused, with its exact status, and what is unusual and must be accepted. The cases
 * stand in cases/.
 */
import { createVerifier, type ProofInput, type PublicSignalsInput, type Verifier } from '@fedzk/verify';
import { describe, expect, it } from 'vitest';
import { formatsOf } from './cases/layout.js';
import { tables } from './cases/tables.js';
import { proofIn, proofLength } from './support/encoding.js';
import { both, type Statement } from './support/vectors.js';
import { workOf } from './support/work.js';

const verifiers = new Map<Statement, Verifier>();

function verifierOf(statement: Statement): Verifier {
  const verifier = verifiers.get(statement) ?? createVerifier(statement.verificationKey);
  verifiers.set(statement, verifier);
  return verifier;
}

describe.each(both.map((vectors) => [vectors.curve.name, vectors] as const))('%s', (_, vectors) => {
  const { curve, slice } = vectors;
  const groups = tables(vectors);
  const all = Object.values(groups).flat();

  describe('the table', () => {
    it('has different cases', () => {
      const names = all.map(({ name, statement }) => `${name} of ${statement.name}`);
      expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    });

    it('is long, and has every status and every class', () => {
      expect(all.length).toBeGreaterThan(700);
      expect(new Set(all.map(({ status }) => status)).size).toBe(10);
      const count = (wanted: string): number => all.filter((entry) => entry.class === wanted).length;
      expect(['soundness', 'aliasing', 'encoding', 'robustness', 'accepted'].map(count).every((n) => n >= 15)).toBe(
        true,
      );
    });

    it('accepts exactly the cases meant to be', () => {
      expect(all.filter((entry) => (entry.status === 'ok') !== (entry.class === 'accepted'))).toEqual([]);
    });
  });

  describe.each(Object.entries(groups))('%s', (_group, cases) => {
    it.each(cases)('$class: $name: $status', ({ statement, proof, signals, status }) => {
      const verifier = verifierOf(statement);
      expect(verifier.explain(proof as ProofInput, signals as PublicSignalsInput)).toBe(status);
      expect(verifier.verify(proof as ProofInput, signals as PublicSignalsInput)).toBe(status === 'ok');
    });
  });

  // Whatever an input's size, it is judged by its length or its first characters.
  it('no case has more read of it than a proof has', () => {
    const read = all.map(({ name, statement, proof, signals }) => {
      const verifier = verifierOf(statement);
      return { name, ...workOf(() => verifier.explain(proof as ProofInput, signals as PublicSignalsInput)) };
    });
    // A proof and its signals, each character twice: for its syntax, and for its value.
    expect(read.filter(({ characters, properties }) => characters > 5_000 || properties > 200)).toEqual([]);
    expect(read.filter(({ characters }) => characters > 1_000).length).toBeGreaterThan(100);
    expect(read.filter(({ properties }) => properties > 10).length).toBeGreaterThan(100);
  });

  it.each(formatsOf(curve))('the start of a proof of format %s, and what is longer, is none', (format) => {
    const whole = proofIn(format, slice.proof);
    const lengths = new Map(formatsOf(curve).map((each) => [proofLength(each, curve), each]));
    for (let length = 0; length <= 400; length++) {
      const bytes = new Uint8Array(length);
      bytes.set(whole.subarray(0, length));
      const status = verifierOf(slice).explain(bytes, slice.publicSignals);
      const other = lengths.get(length);
      if (other === format) expect(status).toBe('ok');
      else if (other === undefined) expect(status, `${length}`).toBe('malformed-proof');
      else expect(['ok', 'equation'], `${length}`).not.toContain(status);
    }
  });

  const masks = process.env.SLOW === '1' ? [1, 2, 4, 8, 16, 32, 64, 128, 255] : [1, 128, 255];

  it.each(formatsOf(curve))('no proof of format %s with one changed byte is accepted', (format) => {
    const bytes = proofIn(format, slice.proof);
    expect(verifierOf(slice).explain(bytes, slice.publicSignals)).toBe('ok');
    for (const mask of masks) {
      for (const at of bytes.keys()) {
        const changed = Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ mask : byte));
        expect(verifierOf(slice).explain(changed, slice.publicSignals), `byte ${at} ^ ${mask}`).not.toBe('ok');
      }
    }
  });
});
