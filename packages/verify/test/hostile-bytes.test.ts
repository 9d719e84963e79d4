/**
 * Bytes that lie about their type and length, and bytes in memory of other kinds. They count for what their internal
 * slots say.
 */

import { Calls, properties, withGetters } from '@fedzk/testkit/hostile';
import { createVerifier, type ProofInput, type PublicSignalsInput } from '@fedzk/verify';
import { describe, expect, it } from 'vitest';
import { fedzkProof, signalBytes, uncompressedProof } from './support/encoding.js';
import { noSignals, otherSlice, slice } from './support/vectors.js';

const verifier = createVerifier(slice.verificationKey);
const { proof, publicSignals } = slice;

function explain(proofInput: unknown, signals: unknown): string {
  return verifier.explain(proofInput as ProofInput, signals as PublicSignalsInput);
}

describe('bytes that lie about themselves are read for what they are', () => {
  const lies = {
    length: 1,
    byteLength: 1,
    byteOffset: 9,
    buffer: new ArrayBuffer(1),
    [Symbol.toStringTag]: 'DataView',
  };

  it('in own properties', () => {
    const lying = (bytes: Uint8Array): Uint8Array => Object.defineProperties(bytes, properties(lies));
    expect(explain(lying(fedzkProof(proof)), lying(signalBytes(publicSignals)))).toBe('ok');
    expect(explain(lying(fedzkProof(otherSlice.proof)), publicSignals)).toBe('equation');
    const long = Object.defineProperties(new Uint8Array(1), properties({ ...lies, length: 192, byteLength: 192 }));
    expect(explain(long, publicSignals)).toBe('malformed-proof');
    expect(explain(proof, long)).toBe('malformed-signals');
  });

  it('in a subclass', () => {
    const calls = new Calls();
    const names = [
      ...Reflect.ownKeys(lies),
      'slice',
      'subarray',
      'set',
      Symbol.iterator,
      Symbol.species,
      'constructor',
    ];
    class Lying extends Uint8Array {}
    Object.defineProperties(Lying.prototype, Object.getOwnPropertyDescriptors(withGetters(names, calls)));
    expect(explain(new Lying(fedzkProof(proof)), new Lying(signalBytes(publicSignals)))).toBe('ok');
    expect(explain(new Lying(191), publicSignals)).toBe('malformed-proof');
    expect(calls.count).toBe(0);
  });

  it.each(
    Object.entries({
      null: null,
      Object: Object.prototype,
      Array: Array.prototype,
      Float64Array: Float64Array.prototype,
    }),
  )('in their prototype: %s', (_, prototype) => {
    const changed = (bytes: Uint8Array): unknown => Object.setPrototypeOf(bytes, prototype);
    expect(explain(changed(uncompressedProof(proof)), changed(signalBytes(publicSignals)))).toBe('ok');
    expect(explain(changed(new Uint8Array(191)), publicSignals)).toBe('malformed-proof');
  });
});

describe('memory', () => {
  const inside = (buffer: ArrayBufferLike, bytes: Uint8Array): Uint8Array => {
    new Uint8Array(buffer).set(bytes, 32);
    return new Uint8Array(buffer, 32, bytes.length);
  };

  it('that is shared, resizable or of a WebAssembly instance holds a proof as any other', () => {
    for (const buffer of [
      new SharedArrayBuffer(1024),
      new SharedArrayBuffer(1024, { maxByteLength: 2048 }),
      new ArrayBuffer(1024, { maxByteLength: 2048 }),
      new WebAssembly.Memory({ initial: 1 }).buffer,
    ]) {
      expect(explain(inside(buffer, uncompressedProof(proof)), publicSignals)).toBe('ok');
      expect(explain(inside(buffer, fedzkProof(proof)), publicSignals)).toBe('ok');
      expect(explain(proof, inside(buffer, signalBytes(publicSignals)))).toBe('ok');
    }
  });

  it('that grows or shrinks is taken at its size', () => {
    const buffer = new ArrayBuffer(256, { maxByteLength: 512 });
    const bytes = new Uint8Array(buffer);
    bytes.set(uncompressedProof(proof));
    expect(explain(bytes, publicSignals)).toBe('ok');
    buffer.resize(257);
    expect(explain(bytes, publicSignals)).toBe('malformed-proof');
    buffer.resize(255);
    expect(explain(bytes, publicSignals)).toBe('malformed-proof');
    buffer.resize(256);
    expect(explain(bytes, publicSignals)).not.toBe('ok'); // its last byte is 0 now
  });

  it('that is detached holds nothing, not even no signals', () => {
    const bytes = new Uint8Array(8);
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    expect(createVerifier(noSignals.verificationKey).explain(noSignals.proof, bytes)).toBe('malformed-signals');
  });
});
