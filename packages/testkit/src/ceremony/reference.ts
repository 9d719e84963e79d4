/**
 * The second `verifyManifest`, on `@noble/curves`: the checks of CEREMONY.md, Checks, written from that page.
 */
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { blake2b } from '@noble/hashes/blake2.js';
import { beaconSeed, sha256 } from './chain.js';
import { type G1, type G2, inSection, isOne, once, pointOf, pointOfU, uncompressed, uncompressedOf } from './curves.js';
import { verifiesStrictly } from './ed25519.js';
import { hashToG2, pointOfG1, scalar, Words } from './generator.js';
import { contributionText, hex, type Json, verificationText } from './manifest.js';
import { type Formed, formed, publicKeyOf, type RawLink } from './reference-form.js';

export interface Asked {
  readonly level: string;
  readonly trustedKeys: { readonly contributors: readonly string[]; readonly verifiers: readonly string[] };
  readonly development?: boolean;
  /** Bytes of the key that is to be used. */
  readonly key?: Uint8Array;
  readonly r1csSha256?: string;
  /** The BLAKE2b-512 of the perpetual powers of tau by power, hexadecimal. */
  readonly published: ReadonlyMap<number, string>;
}

export interface Answer {
  readonly ok: boolean;
  readonly problems: readonly string[];
  readonly people: number;
}

/** The order of the table. */
const ORDER =
  `malformed unknown-level wrong-curve wrong-circuit wrong-vkey too-few unsigned unknown-signer duplicate-key
duplicate-contribution broken-chain beacon-not-last beacon-wrong too-few-verifiers verifier-is-contributor
development-key`.split(/\s+/);

const LEVELS: Readonly<Record<string, { rank: number; constraints: number; curve: string; people: number }>> = {
  standard: { rank: 0, constraints: 1_000, curve: 'bn254', people: 5 },
  enhanced: { rank: 1, constraints: 10_000, curve: 'bn254', people: 10 },
  maximum: { rank: 2, constraints: 100_000, curve: 'bls12-381', people: 20 },
};

export const QUICKNET =
  '83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a';

const MARK = hex(Buffer.from('FEDZK DEVELOPMENT KEY, INSECURE!'));

/** Verifies a manifest as CEREMONY.md says. */
export function referenceVerify(given: string | Uint8Array | object, asked: Asked): Answer {
  const form = formed(given);
  if (form === undefined) return { ok: false, problems: ['malformed'], people: 0 };
  const trusted = {
    contributors: new Set(asked.trustedKeys.contributors.map((line) => hex(publicKeyOf(line) ?? new Uint8Array()))),
    verifiers: new Set(asked.trustedKeys.verifiers.map((line) => hex(publicKeyOf(line) ?? new Uint8Array()))),
  };
  const keys = (form.manifest.contributors as Json[]).map(({ key }) => hex(publicKeyOf(key) ?? new Uint8Array()));
  const people = new Set(keys.filter((key) => trusted.contributors.has(key))).size;
  const marks = new Set<string>();
  const answer = (problems: Iterable<string>): Answer => {
    const all = new Set([...problems, ...marks]);
    const sorted = ORDER.filter((problem) => all.has(problem));
    const alone = sorted.length === 1 && sorted[0] === 'development-key';
    const ok = sorted.length === 0 || (alone && asked.level === 'standard' && asked.development === true);
    return { ok, problems: sorted, people };
  };
  if (hex(form.csHash).startsWith(MARK) || form.manifest.announcement.development) marks.add('development-key');
  const always = of(form, asked);
  if (form.manifest.announcement.development) return answer(always);
  const phases = [
    () => [...always, ...plain(form, asked, keys, people, trusted)],
    () => signatures(form, trusted),
    () => points(form),
    () => pairing(form),
  ];
  for (const phase of phases) {
    const found = phase();
    if (found.length > 0) return answer(found);
  }
  return answer([]);
}

/** The checks that a development manifest has too. */
function of({ manifest, on, csHash, key, keyOn, nPublic }: Formed, asked: Asked): string[] {
  const { announcement } = manifest;
  const { circuit, ptau } = announcement;
  const found: string[] = [];
  const [wanted, announced] = [levelOf(asked.level), levelOf(announcement.level)];
  if (wanted === undefined || announced === undefined) found.push('unknown-level');
  if ([wanted, announced].some((level) => level !== undefined && level.curve !== on.name)) found.push('wrong-curve');
  if (keyOn !== on) found.push('wrong-curve');
  const needed = circuit.constraints + circuit.publicSignals.length + 1;
  let domain = 1;
  while (domain < needed) domain *= 2;
  if (
    announcement.csHash !== hex(csHash) ||
    (announced !== undefined && circuit.constraints > announced.constraints) ||
    circuit.domain !== domain ||
    2 ** ptau.power < domain ||
    (asked.r1csSha256 !== undefined && asked.r1csSha256 !== circuit.r1csSha256)
  )
    found.push('wrong-circuit');
  const published = on.name === 'bn254' ? asked.published.get(ptau.power) : undefined;
  if (ptau.source === 'perpetual-28' && ptau.blake2b !== published) found.push('malformed');
  const n = keyOn.n;
  const [gamma, delta] = [key.slice(5 + 6 * n, 5 + 10 * n), key.slice(5 + 10 * n, 5 + 14 * n)];
  const generator = uncompressed(keyOn, keyOn.curve.G2.Point.BASE as G2);
  if (
    (asked.key !== undefined && hex(asked.key) !== hex(key)) ||
    hex(gamma) !== hex(generator) ||
    hex(gamma.slice(0, 2 * n)) === hex(delta.slice(0, 2 * n)) ||
    nPublic !== circuit.publicSignals.length
  )
    found.push('wrong-vkey');
  return found;
}

function levelOf(name: string): (typeof LEVELS)[string] | undefined {
  return Object.hasOwn(LEVELS, name) ? LEVELS[name] : undefined;
}

function plain(
  { manifest, on, links }: Formed,
  asked: Asked,
  keys: readonly string[],
  people: number,
  trusted: { contributors: Set<string>; verifiers: Set<string> },
): string[] {
  const { announcement, beacon, contributors, verifiers } = manifest;
  const found: string[] = [];
  const [wanted, announced] = [levelOf(asked.level), levelOf(announcement.level)];
  if (wanted !== undefined && announced !== undefined && announced.rank < wanted.rank) found.push('too-few');
  if (wanted !== undefined && people < wanted.people) {
    found.push('too-few');
    const listed = new Set(contributors.map(({ index }: Json) => index));
    if (links.some(({ type }, i) => type === 0 && !listed.has(i))) found.push('unsigned');
    if (keys.some((key) => !trusted.contributors.has(key))) found.push('unknown-signer');
  }
  const signers = (verifiers as Json[]).map(({ key }) => hex(publicKeyOf(key) ?? new Uint8Array()));
  if (new Set(keys).size < keys.length || new Set(signers).size < signers.length) found.push('duplicate-key');
  const deltas = [inSection(on, on.curve.G1.Point.BASE as G1), ...links.map(({ delta }) => delta)].map((bytes) =>
    hex(uncompressedOf(on, bytes)),
  );
  const hashes = links.map((link) => hex(hashOf({ on }, link)));
  if (new Set(deltas).size < deltas.length || new Set(hashes).size < hashes.length)
    found.push('duplicate-contribution');
  if (contributors.some(({ index, contributionHash }: Json) => hashes[index] !== contributionHash))
    found.push('broken-chain');
  const beacons = links.filter(({ type }) => type === 1);
  if (beacons.length !== 1 || links.at(-1)?.type !== 1) found.push('beacon-not-last');
  const { source, iterations, round } = announcement.beacon;
  const value = source === 'bitcoin' ? beacon.value : hex(sha256(Buffer.from(beacon.signature, 'hex')));
  const isOther = ({ exponent, value: of = new Uint8Array() }: RawLink): boolean =>
    exponent !== iterations || hex(of) !== value;
  const closes = Date.parse(announcement.closes) / 1000;
  const early =
    source === 'bitcoin'
      ? 1713571767 + Math.max(0, 630 * (announcement.beacon.height - 840000)) <= closes
      : 1692803367 + 3 * (round - 1) < closes + 3600;
  if (iterations < 10 || iterations > 16 || beacons.some(isOther) || early) found.push('beacon-wrong');
  if (new Set(signers.filter((key) => trusted.verifiers.has(key))).size < 2) found.push('too-few-verifiers');
  if (signers.some((key) => keys.includes(key))) found.push('verifier-is-contributor');
  return found;
}

function signatures({ manifest }: Formed, trusted: { contributors: Set<string>; verifiers: Set<string> }): string[] {
  const verifies = ({ key, signature }: Json, text: string): boolean =>
    verifiesStrictly(
      publicKeyOf(key) ?? new Uint8Array(),
      Buffer.from(text),
      new Uint8Array(Buffer.from(signature, 'base64')),
    );
  const isTrusted = (set: Set<string>) => (each: Json) => set.has(hex(publicKeyOf(each.key) ?? new Uint8Array()));
  const text = verificationText(manifest);
  const right = manifest.verifiers.filter(isTrusted(trusted.verifiers)).filter((each: Json) => verifies(each, text));
  if (right.length < 2) return ['too-few-verifiers'];
  const counted = manifest.contributors.filter(isTrusted(trusted.contributors));
  const isWrong = (each: Json): boolean =>
    !verifies(each, contributionText(manifest.announcement, each.index, each.contributionHash));
  return counted.some(isWrong) ? ['unsigned'] : [];
}

function kOf(on: Formed['on'], { delta, s, sx, spx, transcript }: RawLink): Uint8Array {
  return Buffer.concat([...[delta, s, sx, spx].map((point) => uncompressedOf(on, point)), transcript]);
}

export function hashOf({ on }: Pick<Formed, 'on'>, link: RawLink): Uint8Array {
  return blake2b(kOf(on, link));
}

function points({ manifest, on, csHash, links, key }: Formed): string[] {
  const found: string[] = [];
  const before: Uint8Array[] = [csHash];
  for (const link of links) {
    const [s, sx] = [pointOf(on, link.s, 1) as G1 | undefined, pointOf(on, link.sx, 1) as G1 | undefined];
    const all = [s, sx, pointOf(on, link.delta, 1), pointOf(on, link.spx, 2)];
    if (all.includes(undefined) || s === undefined || sx === undefined || s.equals(sx) || s.equals(sx.negate()))
      found.push('broken-chain');
    const text = [...before, uncompressedOf(on, link.s), uncompressedOf(on, link.sx)];
    if (hex(blake2b(Buffer.concat(text))) !== hex(link.transcript)) found.push('broken-chain');
    before.push(kOf(on, link));
  }
  if (keyPoints(on, key).includes(undefined)) found.push('wrong-vkey');
  const last = links.at(-1);
  if (last !== undefined) {
    const words = new Words(beaconSeed(last.value ?? new Uint8Array(), last.exponent ?? 0));
    const x = scalar(words, on);
    const s = pointOfG1(words, on);
    if (hex(inSection(on, s)) !== hex(last.s) || hex(inSection(on, s.multiply(x))) !== hex(last.sx))
      found.push('beacon-wrong');
  }
  const { source, round } = manifest.announcement.beacon;
  if (source === 'drand-quicknet' && !drandSigned(round, manifest.beacon.signature)) found.push('beacon-wrong');
  return found;
}

/** Whether quicknet signed a round: a compressed point of G1, canonical, in the subgroup, finite. */
export function drandSigned(round: number, signature: string): boolean {
  const { G1, G2, fields } = bls12_381;
  try {
    const point = G1.Point.fromHex(signature);
    point.assertValidity();
    if (point.is0() || !point.isTorsionFree() || point.toHex(true) !== signature) return false;
    const number = Buffer.alloc(8);
    number.writeBigUInt64BE(BigInt(round));
    const hashed = G1.hashToCurve(sha256(number), { DST: 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_' });
    const pairs = [
      { g1: point, g2: G2.Point.BASE },
      { g1: hashed.negate(), g2: G2.Point.fromHex(QUICKNET) },
    ];
    return fields.Fp12.eql(bls12_381.pairingBatch(pairs), fields.Fp12.ONE);
  } catch {
    return false;
  }
}

/** α β γ δ IC…; undefined for those that aren't finite points of their subgroups. */
function keyPoints(on: Formed['on'], key: Uint8Array): (G1 | G2 | undefined)[] {
  const all: (G1 | G2 | undefined)[] = [];
  for (let at = 5; at < key.length; ) {
    const group = all.length >= 1 && all.length <= 3 ? 2 : 1;
    const end = at + 2 * group * on.n;
    all.push(pointOfU(on, key.slice(at, end), group));
    at = end;
  }
  return all;
}

/** Link by link, without weights. */
function pairing({ on, links, key }: Formed): string[] {
  const g1 = on.curve.G1.Point.BASE as G1;
  let before = g1;
  for (const link of links) {
    const sp = hashToG2(on, link.transcript);
    const [s, sx, delta] = [link.s, link.sx, link.delta].map((bytes) => pointOf(on, bytes, 1) as G1) as [G1, G1, G1];
    const spx = pointOf(on, link.spx, 2) as G2;
    const pairs = (a: G1, b: G1) => [
      { g1: a, g2: spx },
      { g1: b.negate(), g2: sp },
    ];
    const what = [uncompressed(on, before), link.delta, link.s, link.sx, link.spx, link.transcript].map(hex).join();
    const start = before;
    if (!once(`link ${what}`, () => isOne(on, pairs(s, sx)) && isOne(on, pairs(start, delta)))) return ['broken-chain'];
    before = delta;
  }
  const delta2 = keyPoints(on, key)[3] as G2;
  const pairs = [
    { g1, g2: delta2 },
    { g1: before.negate(), g2: on.curve.G2.Point.BASE as G2 },
  ];
  return isOne(on, pairs) ? [] : ['broken-chain'];
}
