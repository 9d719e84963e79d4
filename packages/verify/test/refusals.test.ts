/**
 * Every class of input that must be refused, with its exact status, and what is unusual and must be accepted. The cases
 * stand in cases/.
 */
import { createVerifier, type ProofInput, type PublicSignalsInput, type Verifier } from '@fedzk/verify';
import { describe, expect, it } from 'vitest';
import { byteCases } from './cases/bytes.js';
import type { Case } from './cases/case.js';
import { coordinateCases } from './cases/coordinates.js';
import { shapeCases } from './cases/shapes.js';
import { signalCases } from './cases/signals.js';
import { fedzkProof, uncompressedProof } from './support/encoding.js';
import { type Statement, slice } from './support/vectors.js';

const verifiers = new Map<Statement, Verifier>();

function verifierOf(statement: Statement): Verifier {
  const verifier = verifiers.get(statement) ?? createVerifier(statement.verificationKey);
  verifiers.set(statement, verifier);
  return verifier;
}

const groups: Record<string, readonly Case[]> = { signalCases, coordinateCases, shapeCases, byteCases };

describe('the table', () => {
  const all = Object.values(groups).flat();

  it('has different cases', () => {
    const names = all.map(({ name, statement }) => `${name} of ${statement.name}`);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('is long, and has every status and every class', () => {
    expect(all.length).toBeGreaterThan(400);
    expect(new Set(all.map(({ status }) => status)).size).toBe(10);
    const count = (wanted: string): number => all.filter((entry) => entry.class === wanted).length;
    expect(['soundness', 'aliasing', 'encoding', 'robustness', 'accepted'].map(count).every((n) => n >= 15)).toBe(true);
  });

  it('accepts exactly the cases meant to be', () => {
    expect(all.filter((entry) => (entry.status === 'ok') !== (entry.class === 'accepted'))).toEqual([]);
  });
});

describe.each(Object.entries(groups))('%s', (_, cases) => {
  it.each(cases)('$class: $name: $status', ({ statement, proof, signals, status }) => {
    const verifier = verifierOf(statement);
    expect(verifier.explain(proof as ProofInput, signals as PublicSignalsInput)).toBe(status);
    expect(verifier.verify(proof as ProofInput, signals as PublicSignalsInput)).toBe(status === 'ok');
  });
});

describe('time', () => {
  const all = Object.values(groups).flat();

  // A verification takes about 2 ms; whatever an input's size, it is judged by its length or its first 78 characters.
  it('no case takes longer than 50 ms', () => {
    const times = all.map(({ name, statement, proof, signals }) => {
      const verifier = verifierOf(statement);
      const once = (): number => {
        const start = performance.now();
        verifier.explain(proof as ProofInput, signals as PublicSignalsInput);
        return performance.now() - start;
      };
      return { name, ms: Math.min(once(), once(), once()) };
    });
    expect(times.filter(({ ms }) => ms > 50)).toEqual([]);
  });
});

describe('one changed byte', () => {
  const verifier = createVerifier(slice.verificationKey);
  const masks = process.env.SLOW === '1' ? [1, 2, 4, 8, 16, 32, 64, 128, 255] : [1, 128, 255];

  it.each([
    ['fedzk', fedzkProof(slice.proof)],
    ['uncompressed', uncompressedProof(slice.proof)],
  ])('is never accepted in a proof of format %s', (_, bytes) => {
    expect(verifier.explain(bytes, slice.publicSignals)).toBe('ok');
    for (const mask of masks) {
      for (const at of bytes.keys()) {
        const changed = Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ mask : byte));
        expect(verifier.explain(changed, slice.publicSignals), `byte ${at} ^ ${mask}`).not.toBe('ok');
      }
    }
  });
});
