// Converts snarkjs JSON to the module's bytes and back. Checks shape, decimal syntax and lengths, and does no maths. Points are written as gnark
// writes them uncompressed: x then y, big-endian, the imaginary part of an Fp2 element first. snarkjs writes projective
// coordinates, always with z = 1, or z = 0 and (0, 1) for infinity, which gnark writes as zeros, on BLS12-381 with a
// flag. In a proof it reads points without z too, as zk-kit and Semaphore write them; keys always have z.

import type { ProofJson, VerificationKeyJson } from '../input.js';
import { CURVES, type CurveLayout, DEFAULT_CURVE, g1Bytes, g2Bytes, proofLength } from './curves.js';
import { asArray, asObject, ownValue, Refusal } from './data.js';
import { readDecimal, SCALAR, SCALAR_BYTES, writeDecimal, writeInteger } from './field.js';

/** Writes a proof uncompressed. */
export function writeProof(input: unknown, curve: CurveLayout): Uint8Array {
  if (Array.isArray(input)) return writePacked(input, curve);
  const proof = asObject(input, 'proof');
  const out = new DataView(new ArrayBuffer(proofLength(curve)));
  optionalName(proof, 'protocol', ['groth16']);
  optionalName(proof, 'curve', curve.names);
  writeG1(ownValue(proof, 'pi_a'), 'pi_a', curve, out, 0, PROOF_POINT);
  writeG2(ownValue(proof, 'pi_b'), 'pi_b', curve, out, g1Bytes(curve), PROOF_POINT);
  writeG1(ownValue(proof, 'pi_c'), 'pi_c', curve, out, g1Bytes(curve) + g2Bytes(curve), PROOF_POINT);
  return new Uint8Array(out.buffer);
}

/** The number of strings in Semaphore's `points`. */
const PACKED = 8;

/** Writes Semaphore's `points`, which are the numbers of an uncompressed proof in the order of its bytes. */
function writePacked(points: readonly unknown[], curve: CurveLayout): Uint8Array {
  if (!packs(curve)) throw new Refusal('malformed', 'points', 'a proof on BN254', points);
  const out = new DataView(new ArrayBuffer(proofLength(curve)));
  for (const [i, number] of asArray(points, 'points', PACKED).entries()) {
    writeDecimal(number, `points[${i}]`, curve, out, i * curve.bytes);
  }
  return new Uint8Array(out.buffer);
}

/** Reads Semaphore's `points` from an uncompressed proof. */
export function readPacked(bytes: Uint8Array, curve: CurveLayout): string[] {
  return numbers(bytes, 0, PACKED, curve);
}

/** Tells whether a curve has Semaphore's `points`: only BN254 has. */
export function packs({ id }: CurveLayout): boolean {
  return id === 1;
}

/** Returns the curve that a proof names. */
export function curveOfProof(input: unknown): CurveLayout {
  const name = ownValue(asObject(input, 'proof'), 'curve');
  return CURVES.find(({ names }) => names.some((each) => each === name)) ?? DEFAULT_CURVE;
}

/** Writes public signals, 32 bytes each, big-endian. The caller has compared their number with the key's. */
export function writeSignals(signals: readonly unknown[]): Uint8Array {
  const out = new DataView(new ArrayBuffer(signals.length * SCALAR_BYTES));
  signals.forEach((signal, i) => {
    const write = typeof signal === 'bigint' ? writeInteger : writeDecimal;
    write(signal as bigint, `publicSignals[${i}]`, SCALAR, out, i * SCALAR_BYTES);
  });
  return new Uint8Array(out.buffer);
}

/** The length of a key's header: u8 curve, u32 nPublic. */
export const KEY_HEADER = 5;

/** Writes a verification key in the layout that `Verifier.id` hashes. */
export function writeKey(input: unknown): Uint8Array {
  const key = asObject(input, 'verificationKey');
  requiredName(key, 'protocol', ['groth16']);
  const curve = curveOfKey(key);
  const [g1, g2] = [g1Bytes(curve), g2Bytes(curve)];
  const points = ownValue(key, 'IC');
  const count = Array.isArray(points) ? (ownValue(points, 'length') as number) : 0;
  if (!Array.isArray(points) || count < 1) throw new Refusal('malformed', 'IC', 'an array of 1 point or more', points);
  const nPublic = ownValue(key, 'nPublic');
  if (nPublic !== count - 1) {
    throw new Refusal('malformed', 'nPublic', `${count - 1}, one less than the points of IC`, nPublic);
  }
  // Allocated before any point is read, so that an absurd length fails here.
  const out = new DataView(new ArrayBuffer(KEY_HEADER + g1 * (1 + count) + 3 * g2));
  out.setUint8(0, curve.id);
  out.setUint32(1, nPublic);
  let at = KEY_HEADER;
  writeG1(ownValue(key, 'vk_alpha_1'), 'vk_alpha_1', curve, out, at);
  at += g1;
  for (const name of ['vk_beta_2', 'vk_gamma_2', 'vk_delta_2']) {
    writeG2(ownValue(key, name), name, curve, out, at);
    at += g2;
  }
  for (let i = 0; i < count; i++) writeG1(ownValue(points, i), `IC[${i}]`, curve, out, at + i * g1);
  return new Uint8Array(out.buffer);
}

function curveOfKey(key: object): CurveLayout {
  const name = ownValue(key, 'curve');
  const curve = CURVES.find(({ names }) => names.some((each) => each === name));
  if (curve !== undefined) return curve;
  throw new Refusal('malformed', 'curve', CURVES.map(({ names }) => `"${names[0]}"`).join(' or '), name);
}

/** The place of a point that only gnark keys have. */
export const UNUSED_PLACE = -1;

/** Returns the name of a key's point by its place. */
export function keyPointName(place: number): string {
  if (place === UNUSED_PLACE) return 'beta_1 or delta_1';
  return ['vk_alpha_1', 'vk_beta_2', 'vk_gamma_2', 'vk_delta_2'][place] ?? `IC[${place - 4}]`;
}

/** Reads an uncompressed proof as JSON. */
export function readProof(bytes: Uint8Array, curve: CurveLayout): ProofJson {
  const [g1, g2] = [g1Bytes(curve), g2Bytes(curve)];
  return {
    pi_a: readG1(bytes, 0, curve),
    pi_b: readG2(bytes, g1, curve),
    pi_c: readG1(bytes, g1 + g2, curve),
    protocol: 'groth16',
    curve: nameOf(curve),
  };
}

/** Reads a verification key, in the layout that `Verifier.id` hashes, as JSON. */
export function keyJson(bytes: Uint8Array, curve: CurveLayout): VerificationKeyJson {
  const [g1, g2] = [g1Bytes(curve), g2Bytes(curve)];
  const ics = KEY_HEADER + g1 + 3 * g2;
  const twisted = (i: number): string[][] => readG2(bytes, KEY_HEADER + g1 + i * g2, curve);
  const count = (bytes.length - ics) / g1;
  return {
    protocol: 'groth16',
    curve: nameOf(curve),
    nPublic: count - 1,
    vk_alpha_1: readG1(bytes, KEY_HEADER, curve),
    vk_beta_2: twisted(0),
    vk_gamma_2: twisted(1),
    vk_delta_2: twisted(2),
    IC: Array.from({ length: count }, (_, i) => readG1(bytes, ics + i * g1, curve)),
  };
}

function readG1(bytes: Uint8Array, at: number, curve: CurveLayout): string[] {
  const [x = '', y = ''] = numbers(bytes, at, 2, curve);
  return [x, y, '1'];
}

function readG2(bytes: Uint8Array, at: number, curve: CurveLayout): string[][] {
  const [x1 = '', x0 = '', y1 = '', y0 = ''] = numbers(bytes, at, 4, curve);
  return [
    [x0, x1],
    [y0, y1],
    ['1', '0'],
  ];
}

function numbers(bytes: Uint8Array, at: number, count: number, curve: CurveLayout): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at);
  return Array.from({ length: count }, (_, i) => readDecimal(view, i * curve.bytes, curve.bytes));
}

function nameOf({ name, names: [first = name] }: CurveLayout): string {
  return first;
}

/** The numbers of coordinates of a point: x, y and z in a key, also x and y in a proof, with z = 1. */
const KEY_POINT: readonly number[] = [3];
const PROOF_POINT: readonly number[] = [3, 2];

function writeG1(
  value: unknown,
  path: string,
  curve: CurveLayout,
  out: DataView,
  at: number,
  lengths: readonly number[] = KEY_POINT,
): void {
  const coordinates = asArray(value, path, ...lengths);
  // Compares the length, since a third element that is undefined is a wrong z.
  const [x, y, z] = coordinates.length === 2 ? [...coordinates, '1'] : coordinates;
  if (z === '0' && x === '0' && y === '1') {
    out.setUint8(at, curve.infinity);
    return;
  }
  if (z !== '1') throw new Refusal('malformed', `${path}[2]`, '"1"', z);
  writeDecimal(x, `${path}[0]`, curve, out, at);
  writeDecimal(y, `${path}[1]`, curve, out, at + curve.bytes);
}

function writeG2(
  value: unknown,
  path: string,
  curve: CurveLayout,
  out: DataView,
  at: number,
  lengths: readonly number[] = KEY_POINT,
): void {
  const coordinates = asArray(value, path, ...lengths).map((part, i) => asArray(part, `${path}[${i}]`, 2));
  const [x, y, z = ['1', '0']] = coordinates as Fp2Point;
  if (is(z, '0', '0') && is(x, '0', '0') && is(y, '1', '0')) {
    out.setUint8(at, curve.infinity);
    return;
  }
  if (!is(z, '1', '0')) throw new Refusal('malformed', `${path}[2]`, '["1", "0"]', z);
  for (const [i, [real, imaginary]] of [x, y].entries()) {
    writeDecimal(imaginary, `${path}[${i}][1]`, curve, out, at + 2 * i * curve.bytes);
    writeDecimal(real, `${path}[${i}][0]`, curve, out, at + (2 * i + 1) * curve.bytes);
  }
}

type Fp2Point = [x: unknown[], y: unknown[], z?: unknown[]];

function is(element: readonly unknown[], real: string, imaginary: string): boolean {
  return element[0] === real && element[1] === imaginary;
}

function optionalName(object: object, key: string, names: readonly unknown[]): void {
  if (Object.hasOwn(object, key)) requiredName(object, key, names);
}

function requiredName(object: object, key: string, names: readonly unknown[]): void {
  const name = ownValue(object, key);
  if (!names.includes(name)) throw new Refusal('malformed', key, `"${names[0]}"`, name);
}
