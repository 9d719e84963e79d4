/**
 * Manifests of ceremonies, right and wrong ones: CEREMONY.md of @fedzk/verify. A draft is what a coordinator has;
 * `manifestOf` has everybody sign it.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { Chain, sha256 } from './chain.js';
import { type Curve, type G1, type G2, type Name, uncompressed } from './curves.js';

/** A person with an Ed25519 key. */
export interface Person {
  /** The key's line: `name+id+base64`. */
  readonly key: string;
  sign(text: string): string;
}

export function person(name: string, secretOf: string = name): Person {
  const secret = sha256(`secret of ${secretOf}`);
  return {
    key: keyLine(name, ed25519.getPublicKey(secret)),
    sign: (text) => base64(ed25519.sign(Buffer.from(text), secret)),
  };
}

/** A person as a signer of `@fedzk/prove/ceremony`. */
export function signerOf({ key, sign }: Person) {
  return {
    name: key.split('+')[0] ?? '',
    verifierKey: key,
    sign: async (message: Uint8Array) => new Uint8Array(Buffer.from(sign(new TextDecoder().decode(message)), 'base64')),
  };
}

/** `name+id+base64` of C2SP signed-note, type 1. */
export function keyLine(name: string, publicKey: Uint8Array): string {
  const typed = Buffer.concat([Buffer.from([1]), publicKey]);
  return `${name}+${hex(sha256(name, '\n', typed).slice(0, 4))}+${base64(typed)}`;
}

// biome-ignore lint/suspicious/noExplicitAny: tests put anything into a manifest
export type Json = any;

export interface Key {
  alpha: G1;
  beta: G2;
  gamma: G2;
  delta: G2;
  ic: G1[];
}

export interface Draft {
  readonly on: Curve;
  readonly chain: Chain;
  announcement: Json;
  beacon: Json;
  key: Key;
  /** In place of the chain's. */
  section?: Uint8Array;
  /** In place of the key's points. */
  vkey?: Uint8Array;
  contributors: { person: Person; index: number; hash?: Uint8Array }[];
  verifiers: Person[];
  zkey: Json;
}

export interface Setting {
  readonly curve?: Name;
  readonly level?: 'standard' | 'enhanced' | 'maximum';
  readonly people?: number;
  /** Default: true. */
  readonly beacon?: boolean;
  readonly csHash?: Uint8Array;
}

/** drand's quicknet, round 1000, from ceremony-vectors.json. */
export const ROUND = {
  round: 1000,
  signature: 'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39',
  /** An hour before the round. */
  closes: '2023-08-23T14:59:24Z',
  value: sha256(
    Buffer.from(
      'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39',
      'hex',
    ),
  ),
};

const SIZES = {
  standard: { constraints: 900, domain: 1024, power: 10 },
  enhanced: { constraints: 9_715, domain: 16_384, power: 15 },
  maximum: { constraints: 98_000, domain: 131_072, power: 17 },
};
const PEOPLE = { standard: 5, enhanced: 10, maximum: 20 };

export function seedOf(text: string): Uint8Array {
  return sha256(`seed of ${text}`);
}

export const contributor = (i: number): Person => person(`contributor-${i}`);
export const verifier = (i: number): Person => person(`verifier-${i}`);

/** A ceremony in order, of as many people as the level wants, and a beacon. */
export function draftOf({
  curve,
  level = 'standard',
  people = PEOPLE[level],
  beacon = true,
  csHash,
}: Setting = {}): Draft {
  const on = curve ?? (level === 'maximum' ? 'bls12-381' : 'bn254');
  const chain = new Chain(on, csHash ?? Buffer.concat([sha256('circuit'), sha256('hash')]));
  for (let i = 0; i < people; i++) chain.add({ seed: seedOf(`person ${i}`), name: `person ${i}` });
  if (beacon) chain.add({ seed: new Uint8Array(32), beacon: { value: ROUND.value, iterations: 10 } });
  return draftAround(
    chain,
    level,
    Array.from({ length: people }, (_, i) => i),
  );
}

/** A draft around any chain; people are on the links at `indexes`. */
export function draftAround(
  chain: Chain,
  level: 'standard' | 'enhanced' | 'maximum',
  indexes: readonly number[],
): Draft {
  const { on, delta, csHash } = chain;
  const [g1, g2] = [on.curve.G1.Point.BASE as G1, on.curve.G2.Point.BASE as G2];
  const { constraints, domain, power } = SIZES[level];
  return {
    on,
    chain,
    announcement: {
      beacon: { iterations: 10, round: ROUND.round, source: 'drand-quicknet' },
      circuit: {
        constraints,
        domain,
        name: 'gradient-update',
        publicSignals: ['commitment', 'rho', 'tag', 'maxNormSq'],
        r1csSha256: hex(sha256('r1cs')),
      },
      closes: ROUND.closes,
      csHash: hex(csHash),
      curve: on.name,
      level,
      ptau: { blake2b: hex(Buffer.concat([sha256('ptau'), sha256('ptau')])), power, source: 'a test' },
    },
    beacon: { signature: ROUND.signature },
    key: {
      alpha: g1.multiply(2n),
      beta: g2.multiply(3n),
      gamma: g2,
      delta: g2.multiply(delta),
      ic: [5n, 6n, 7n, 8n, 9n].map((k) => g1.multiply(k)),
    },
    contributors: indexes.map((index, i) => ({ person: contributor(i), index })),
    verifiers: [verifier(0), verifier(1)],
    zkey: { bytes: 6_730_948, sha256: hex(sha256('zkey')) },
  };
}

/** A copy that a test may change. */
export function copyOf(draft: Draft): Draft {
  const { announcement, beacon, chain, contributors, key, verifiers, zkey } = draft;
  const copied = Object.assign(new Chain(chain.on.name, chain.csHash), { delta: chain.delta });
  copied.links.push(...chain.links);
  return {
    ...draft,
    chain: copied,
    announcement: structuredClone(announcement),
    beacon: { ...beacon },
    key: { ...key, ic: [...key.ic] },
    contributors: contributors.map((each) => ({ ...each })),
    verifiers: [...verifiers],
    zkey: { ...zkey },
  };
}

export function keyBytes({ on, key, vkey }: Pick<Draft, 'on' | 'key' | 'vkey'>): Uint8Array {
  if (vkey !== undefined) return vkey;
  const points = [key.alpha, key.beta, key.gamma, key.delta, ...key.ic];
  const header = Buffer.alloc(5);
  header.writeUInt8(on.id, 0);
  header.writeUInt32BE(key.ic.length - 1, 1);
  return Buffer.concat([header, ...points.map((point) => uncompressed(on, point))]);
}

/** The text that a contributor signs. */
export function contributionText(announcement: Json, index: number, hash: string): string {
  const announced = hex(sha256('fedzk/ceremony/announcement/v1\n', canonical(announcement)));
  return `fedzk/ceremony/contribution/v1\nannouncement ${announced}\ncircuit ${announcement.csHash}\nindex ${index}\ncontribution ${hash}\n`;
}

/** The text that a verifier signs. */
export function verificationText(manifest: Json): string {
  const key = hex(sha256(Buffer.from(manifest.verificationKey, 'base64')));
  return `fedzk/ceremony/verification/v1\nmanifest ${hex(manifestHash(manifest))}\ncircuit ${manifest.announcement.csHash}\nkey ${key}\nchecked r1cs ptau zkey beacon\n`;
}

/** The hash of a manifest, which leaves out its verifiers. */
export function manifestHash(manifest: Json): Uint8Array {
  const { verifiers: _, ...rest } = manifest;
  return sha256('fedzk/ceremony/manifest/v1\n', canonical(rest));
}

/** Has everybody sign a draft. */
export function manifestOf(draft: Draft): Json {
  const { announcement, beacon, chain, contributors, verifiers, section, zkey } = draft;
  const unsigned = {
    announcement,
    beacon,
    contributors: contributors.map(({ person: { key, sign }, index, hash }) => {
      const contributionHash = hex(hash ?? chain.hash(index));
      return { contributionHash, index, key, signature: sign(contributionText(announcement, index, contributionHash)) };
    }),
    phase2: base64(section ?? chain.section()),
    v: 1,
    verificationKey: base64(keyBytes(draft)),
    zkey,
  };
  return signedBy(unsigned, verifiers);
}

/** Has verifiers sign a manifest as it is. */
export function signedBy(manifest: Json, verifiers: readonly Person[]): Json {
  const text = verificationText(manifest);
  return { ...manifest, verifiers: verifiers.map(({ key, sign }) => ({ key, signature: sign(text) })) };
}

/** The keys of a draft's people: what an app trusts. */
export function trustedKeysOf({ contributors, verifiers }: Draft): { contributors: string[]; verifiers: string[] } {
  return { contributors: contributors.map((each) => each.person.key), verifiers: verifiers.map(({ key }) => key) };
}

/** RFC 8785 of data without numbers that JSON.stringify writes otherwise. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
