/**
 * The form of a manifest for the second verifier: CEREMONY.md of @fedzk/verify, Manifest and Checks. Written from that
 * page, not from the package.
 */
import { sha256 } from './chain.js';
import { CURVES, type Curve } from './curves.js';
import { canonical, hex, type Json } from './manifest.js';

/** A link as bytes. */
export interface RawLink {
  readonly delta: Uint8Array;
  readonly s: Uint8Array;
  readonly sx: Uint8Array;
  readonly spx: Uint8Array;
  readonly transcript: Uint8Array;
  readonly type: number;
  readonly name?: Uint8Array;
  readonly exponent?: number;
  readonly value?: Uint8Array;
}

export interface Formed {
  readonly manifest: Json;
  readonly on: Curve;
  readonly csHash: Uint8Array;
  readonly links: readonly RawLink[];
  readonly key: Uint8Array;
  /** Of the key. */
  readonly keyOn: Curve;
  readonly nPublic: number;
}

class Malformed extends Error {}

function need(condition: unknown): asserts condition {
  if (!condition) throw new Malformed();
}

/** Reads a manifest; undefined for a malformed one. */
export function formed(given: string | Uint8Array | object): Formed | undefined {
  try {
    return read(given);
  } catch (error) {
    if (error instanceof Malformed || error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

const MOST = 2 * 2 ** 20;

function read(given: string | Uint8Array | object): Formed {
  const text =
    typeof given === 'string'
      ? given
      : given instanceof Uint8Array
        ? new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(given)
        : canonical(given);
  need(Buffer.byteLength(text) <= MOST);
  const manifest = JSON.parse(text) as Json;
  plainData(manifest, 1);
  need(canonical(manifest) === text);
  shape(manifest, MANIFEST);
  const { announcement, contributors } = manifest;
  if (announcement.beacon.source === 'bitcoin') shape(manifest.beacon, { value: hexOf(32) });
  else shape(manifest.beacon, { signature: hexOf(48) });
  const on = CURVES[announcement.curve as 'bn254'];
  const { csHash, links } = readSection(on, bytesOf(manifest.phase2));
  let before = -1;
  for (const { index } of contributors) {
    need(index > before && links[index]?.type === 0);
    before = index;
  }
  const key = bytesOf(manifest.verificationKey);
  const keyOn = Object.values(CURVES).find(({ id }) => id === key[0]);
  need(keyOn !== undefined && key.length >= 5);
  const nPublic = new DataView(Uint8Array.from(key).buffer).getUint32(1);
  need(key.length === 5 + keyOn.n * (2 + 12 + 2 * (nPublic + 1)));
  return { manifest, on, csHash, links, key, keyOn, nPublic };
}

/** I-JSON, at most eight levels deep, without U+0000 and lone surrogates. */
function plainData(value: Json, depth: number): void {
  if (typeof value === 'number')
    need(Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)));
  if (typeof value === 'string') need(value.isWellFormed() && !value.includes('\0'));
  if (typeof value !== 'object' || value === null) return;
  need(depth <= 8);
  for (const [name, member] of Object.entries(value)) {
    plainData(name, depth);
    plainData(member, depth + 1);
  }
}

type Rule = (value: Json) => void;
type Spec = { readonly [name: string]: Rule | Spec };

const optional = new Set(['development']);

function shape(value: Json, spec: Spec): void {
  need(typeof value === 'object' && value !== null && !Array.isArray(value));
  for (const name of Object.keys(value)) need(Object.hasOwn(spec, name));
  for (const [name, rule] of Object.entries(spec)) {
    if (!Object.hasOwn(value, name)) {
      need(optional.has(name));
    } else if (typeof rule === 'function') rule(value[name]);
    else shape(value[name], rule);
  }
}

const text: Rule = (value) => need(typeof value === 'string');
const count: Rule = (value) => need(Number.isSafeInteger(value) && value >= 0);
const oneOf =
  (...values: Json[]): Rule =>
  (value) =>
    need(values.includes(value));
const hexOf =
  (bytes: number): Rule =>
  (value) =>
    need(typeof value === 'string' && new RegExp(`^[0-9a-f]{${2 * bytes}}$`).test(value));
const base64Of =
  (bytes?: number): Rule =>
  (value) =>
    need(bytes === undefined || bytesOf(value).length === bytes);
const listOf =
  (rule: Rule | Spec): Rule =>
  (value) => {
    need(Array.isArray(value));
    for (const each of value) typeof rule === 'function' ? rule(each) : shape(each, rule);
  };
const time: Rule = (value) => {
  need(typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value));
  const parsed = new Date(value);
  need(!Number.isNaN(parsed.getTime()) && parsed.toISOString() === value.replace('Z', '.000Z'));
};
/** `name+id+base64`, type 1. */
const keyOf: Rule = (value) => need(typeof value === 'string' && publicKeyOf(value) !== undefined);
const announcedBeacon: Rule = (value) => {
  if (value?.source === 'bitcoin') shape(value, { source: text, height: count, iterations: count });
  else
    shape(value, {
      source: oneOf('drand-quicknet'),
      round: (n) => need(Number.isSafeInteger(n) && n > 0),
      iterations: count,
    });
};

const MANIFEST: Spec = {
  announcement: {
    beacon: announcedBeacon,
    circuit: { constraints: count, domain: count, name: text, publicSignals: listOf(text), r1csSha256: hexOf(32) },
    closes: time,
    csHash: hexOf(64),
    curve: oneOf('bn254', 'bls12-381'),
    development: oneOf(true),
    level: text,
    ptau: { blake2b: hexOf(64), power: count, source: text },
  },
  beacon: () => {},
  contributors: listOf({ contributionHash: hexOf(64), index: count, key: keyOf, signature: base64Of(64) }),
  phase2: base64Of(),
  v: oneOf(1),
  verificationKey: base64Of(),
  verifiers: listOf({ key: keyOf, signature: base64Of(64) }),
  zkey: { bytes: count, sha256: hexOf(32) },
};

/** Canonical base64 with padding. */
function bytesOf(value: Json): Uint8Array {
  need(typeof value === 'string');
  const bytes = Buffer.from(value, 'base64');
  need(bytes.toString('base64') === value);
  return new Uint8Array(bytes);
}

/** The 32 bytes of a key's line; undefined where the line is not well formed. */
export function publicKeyOf(line: string): Uint8Array | undefined {
  const found = /^([^\s+\p{Cc}]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/u.exec(line);
  if (found === null) return undefined;
  const [, name = '', id = '', encoded = ''] = found;
  const typed = Buffer.from(encoded, 'base64');
  if (typed.length !== 33 || typed[0] !== 1 || typed.toString('base64') !== encoded) return undefined;
  return hex(sha256(name, '\n', typed).slice(0, 4)) === id ? new Uint8Array(typed.subarray(1)) : undefined;
}

/** Section 10, whole. */
export function readSection({ n }: Curve, bytes: Uint8Array): { csHash: Uint8Array; links: RawLink[] } {
  let at = 0;
  const take = (length: number): Uint8Array => {
    need(at + length <= bytes.length);
    at += length;
    return bytes.slice(at - length, at);
  };
  const u32 = (): number => new DataView(take(4).buffer).getUint32(0, true);
  const csHash = take(64);
  const count = u32();
  need(count <= 10_000);
  const links: RawLink[] = [];
  for (let i = 0; i < count; i++) {
    const [delta, s, sx, spx, transcript] = [take(2 * n), take(2 * n), take(2 * n), take(4 * n), take(64)];
    const type = u32();
    const end = u32() + at;
    need(end <= bytes.length && type <= 1);
    const fields: { name?: Uint8Array; exponent?: number; value?: Uint8Array } = {};
    for (let last = 0; at < end; ) {
      const [field = 0] = take(1);
      need(field > last && field <= 3);
      last = field;
      const [length = 0] = take(1);
      if (field === 2) fields.exponent = length;
      else fields[field === 1 ? 'name' : 'value'] = take(length);
    }
    need(at === end);
    const [has2, has3] = [fields.exponent !== undefined, fields.value !== undefined];
    need(type === 1 ? has2 && has3 : !has2 && !has3);
    links.push({ delta, s, sx, spx, transcript, type, ...fields });
  }
  need(at === bytes.length);
  return { csHash, links };
}
