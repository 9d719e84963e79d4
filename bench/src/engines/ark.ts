import type { VerificationKeyJson } from '@fedzk/verify';
import { initSync, Key } from '../../wasm/ark/ark.js';
import { CURVES, type Curve, curveOf } from '../curves.js';
import type { Engine, Instance, Prepared, PreparedBatch } from '../engine.js';
import { below, g1Strings, g2Strings, orFalse, signalStrings } from './strings.js';

// ark-groth16 as a module, see peers/ark: the crate's own verifier with its prepared key. This glue turns snarkjs JSON
// into arkworks' uncompressed bytes, which are quicker to read than compressed ones, and the module checks what it reads.
// The batch is the module's, of the library's MSMs and its product of Miller loops: the crate has none.

export function ark(): Engine {
  return {
    name: 'ark',
    package: 'ark-groth16',
    strict: true,
    checks:
      'on curve and in subgroup by the library; canonical, count and range by the glue; built to wasm by the bench',
    prepare: async (key) => arkGroth16(await start(), key).single,
    prepareBatch: async (key) => arkGroth16(await start(), key).batch,
  };
}

let started: Promise<typeof Key> | undefined;

function start(): Promise<typeof Key> {
  started ??= import('../../wasm/ark/ark.base64.js').then(({ base64 }) => {
    initSync({ module: fromBase64(base64) });
    return Key;
  });
  return started;
}

/** Decodes base64. In Node it uses Buffer, which gives the shortest time to a first verdict. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  if (typeof Buffer !== 'undefined') return Buffer.from(text, 'base64');
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Prepares a key for single proofs and for batches. */
function arkGroth16(
  module: typeof Key,
  key: VerificationKeyJson,
): { readonly single: Prepared; readonly batch: PreparedBatch } {
  const curve = curveOf(key);
  const count = key.IC.length - 1;
  const bytes = keyBytes(key, curve);
  const prepared = module.read(curve === 'bls12-381', bytes);
  if (prepared === undefined) throw new Error('arkworks refuses the key');

  return {
    single: (instance) => () =>
      orFalse(() => prepared.verify(proofBytes([instance], curve), signalBytes([instance], count, curve))),
    batch: (instances) => () =>
      orFalse(() => {
        const random = crypto.getRandomValues(new Uint8Array(16 * instances.length));
        return prepared.verifyBatch(proofBytes(instances, curve), signalBytes(instances, count, curve), random);
      }),
  };
}

function keyBytes(key: VerificationKeyJson, curve: Curve): Uint8Array {
  const [g1, g2] = [key.IC.length + 1, 3];
  const out = new Writer(curve, (2 * g1 + 4 * g2) * BYTES[curve] + 8);
  out.g1(key.vk_alpha_1);
  for (const point of [key.vk_beta_2, key.vk_gamma_2, key.vk_delta_2]) out.g2(point);
  out.count(key.IC.length);
  for (const point of key.IC) out.g1(point);
  return out.bytes;
}

function proofBytes(instances: readonly Instance[], curve: Curve): Uint8Array {
  const out = new Writer(curve, 8 * BYTES[curve] * instances.length);
  for (const { proof } of instances) {
    out.g1(proof.pi_a);
    out.g2(proof.pi_b);
    out.g1(proof.pi_c);
  }
  return out.bytes;
}

function signalBytes(instances: readonly Instance[], count: number, curve: Curve): Uint8Array {
  const out = new Writer(curve, 32 * count * instances.length);
  for (const { publicSignals } of instances) {
    for (const signal of signalStrings(publicSignals, count)) out.signal(signal);
  }
  return out.bytes;
}

/** Bytes of a coordinate. */
const BYTES: Readonly<Record<Curve, number>> = { bn254: 32, 'bls12-381': 48 };

/**
 * Writes points in arkworks' uncompressed form: over BN254 little-endian with the real part first,
 * over BLS12-381 as Zcash does. Refuses a number at its modulus or above, which could change the
 * flag bits.
 */
class Writer {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly #curve: Curve;
  #at = 0;

  constructor(curve: Curve, length: number) {
    this.#curve = curve;
    this.bytes = new Uint8Array(length);
    this.#view = new DataView(this.bytes.buffer);
  }

  g1(point: readonly string[]): void {
    for (const coordinate of g1Strings(point)) this.#coordinate(coordinate);
  }

  g2(point: readonly (readonly string[])[]): void {
    const [x0, x1, y0, y1] = g2Strings(point);
    const order = this.#curve === 'bn254' ? [x0, x1, y0, y1] : [x1, x0, y1, y0];
    for (const coordinate of order) this.#coordinate(coordinate);
  }

  count(value: number): void {
    this.#words(BigInt(value), 1, true);
  }

  signal(text: string): void {
    this.#words(below(text, CURVES[this.#curve].r), 4, true);
  }

  #coordinate(text: string): void {
    this.#words(below(text, CURVES[this.#curve].p), BYTES[this.#curve] / 8, this.#curve === 'bn254');
  }

  #words(value: bigint, count: number, littleEndian: boolean): void {
    let rest = value;
    for (let i = 0; i < count; i++) {
      this.#view.setBigUint64(
        this.#at + 8 * (littleEndian ? i : count - 1 - i),
        BigInt.asUintN(64, rest),
        littleEndian,
      );
      rest >>= 64n;
    }
    this.#at += 8 * count;
  }
}
