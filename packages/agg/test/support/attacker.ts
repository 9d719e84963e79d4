// A client that goes its own way: the steps of a report one by one, in whatever order and with whatever numbers, and
// what each party sees of a report.

import { commit, readElements, reduce, tag, unpack, writeElements } from '@fedzk/statement';
import { encodeProof } from '@fedzk/verify';
import type { Prover } from '../../src/compose.js';
import { context } from '../../src/protocol/bound-task.js';
import { type Bytes, join } from '../../src/protocol/encoding.js';
import type { Geometry } from '../../src/protocol/geometry.js';
import { plainHash } from '../../src/protocol/hashes.js';
import { type Sealed, seal } from '../../src/protocol/hpke.js';
import { SIGNATURE_BYTES, sign } from '../../src/protocol/keys.js';
import {
  BLIND_BYTES,
  type Head,
  helperHash,
  leaderHash,
  type Report,
  readReport,
  rhoOf,
  shareLength,
  signedMessage,
  writeHead,
  writeReport,
  writeSealed,
} from '../../src/protocol/report.js';
import { type Drawn, Draws } from '../../src/protocol/shares.js';
import { packAny } from './circuit.js';
import { openWith } from './recipient.js';
import type { Setting } from './round.js';
import { expand } from './twin.js';

/** What a report fixes before rho is known. */
export interface Fixing {
  readonly clientId: string;
  readonly round: bigint;
  readonly commitments: readonly bigint[];
  readonly seed: Bytes;
  readonly blind: Bytes;
  /** A. */
  readonly share: readonly bigint[];
}

/** One part as a witness of the circuit has it. */
export interface Witness {
  readonly x: readonly bigint[];
  readonly s: bigint;
  readonly k: bigint;
}

/** What is in a report beside M, and what to put in other places. */
export interface Rest {
  readonly tags: readonly bigint[];
  readonly proofs: readonly Bytes[];
  readonly fixed?: Bytes;
  /** What the helper finds in its ciphertext, if not the seed of H_B. */
  readonly seedSent?: Bytes;
  readonly helperPart?: Sealed;
  readonly leaderPart?: Sealed;
  /** Whose key signs, if not the client's own. */
  readonly signedBy?: string;
}

/** Fresh secrets, as an honest client draws them. */
export function draw({ layout }: Setting): Drawn {
  return Draws.fresh(layout).take();
}

/** The n values of a part, zeros at the end; of any size, in or out of range. */
export function part({ n }: Geometry, ...values: readonly number[]): bigint[] {
  return Array.from({ length: n }, (_, i) => BigInt(values[i] ?? 0));
}

/** p_1..p_L of values of any size. */
export function packedOf({ layout }: Setting, x: readonly bigint[]): bigint[] {
  return packAny(x, layout);
}

/** The values in p_1..p_L, where they are in range. */
export function valuesOf({ bound }: Setting, packed: readonly bigint[]): number[] | undefined {
  const values = unpack(packed, { count: 1, maxNormSq: 2n ** 64n }, bound.circuit);
  return values && Array.from(values);
}

/** C of a part. */
export function commitmentOf(set: Setting, { x, s, k }: Witness): bigint {
  return commit({ blinding: k, packed: packedOf(set, x), pad: s }, set.bound.circuit, set.layout.curve);
}

/** The tag of a part. */
export function tagOf(set: Setting, { x, s }: Pick<Witness, 'x' | 's'>, rho: bigint): bigint {
  return tag({ packed: packedOf(set, x), pad: s }, rho, set.layout.curve);
}

/** A for which A + xof(seed, ctx) is the vector. */
export async function shareOf(
  { bound, layout }: Setting,
  vector: readonly bigint[],
  { clientId, round, seed }: Pick<Fixing, 'clientId' | 'round' | 'seed'>,
): Promise<bigint[]> {
  const other = expand(seed, context(bound, round, clientId), shareLength(layout), layout.curve);
  return vector.map((element, i) => reduce(element - (other[i] ?? 0n), layout.curve));
}

/** M. */
export function fixedOf({ bound }: Setting, { clientId, round, commitments, seed, blind, share }: Fixing): Bytes {
  const fix = join(context(bound, round, clientId), writeElements(commitments));
  return join(fix, leaderHash(fix, blind, writeElements(share)), helperHash(fix, seed));
}

/** A proof of a part, if it has a witness. */
export async function proofOf(
  set: Setting,
  { x, s, k }: Witness,
  { commitment, rho, tag: stated }: { readonly commitment: bigint; readonly rho: bigint; readonly tag: bigint },
  prover: Prover = set.prover,
): Promise<Bytes> {
  const { maxNormSq } = set.task;
  const inputs = {
    commitment,
    rho,
    tag: stated,
    maxNormSq,
    x: x.map((value) => reduce(value, set.layout.curve)),
    s,
    k,
  };
  return new Uint8Array(encodeProof((await prover.prove(inputs, {})).proof, 'fedzk'));
}

/** The tags and proofs that a client of these witnesses sends. */
export async function prove(
  set: Setting,
  fixed: Bytes,
  witnesses: readonly Witness[],
  prover: Prover = set.prover,
): Promise<Pick<Rest, 'tags' | 'proofs'>> {
  const rho = rhoOf(fixed, set.layout.curve);
  const tags = witnesses.map((witness) => tagOf(set, witness, rho));
  const proofs: Bytes[] = [];
  for (const [t, witness] of witnesses.entries()) {
    const statement = { commitment: commitmentOf(set, witness), rho, tag: tags[t] ?? 0n };
    proofs.push(await proofOf(set, witness, statement, prover));
  }
  return { tags, proofs };
}

/** The report's bytes: sealed and signed. */
export async function assemble(set: Setting, fixing: Fixing, rest: Rest): Promise<Bytes> {
  const { aggregatorKeys } = set.bound;
  const fixed = rest.fixed ?? fixedOf(set, fixing);
  const plain = join(fixing.blind, writeElements(fixing.share));
  const leaderPart = rest.leaderPart ?? (await seal('leader', aggregatorKeys.leader, fixed, plain));
  const helperPart =
    rest.helperPart ??
    (await seal('helper', aggregatorKeys.helper, fixed, new Uint8Array(rest.seedSent ?? fixing.seed)));
  const head = writeHead(fixed, rest.tags, rest.proofs, helperPart);
  return signed(set, head, leaderPart, rest.signedBy ?? fixing.clientId);
}

/** A report of this head and leader's part, signed by a client; unsigned in an open task. */
export async function signed(set: Setting, head: Uint8Array, leaderPart: Sealed, clientId: string): Promise<Bytes> {
  const message = signedMessage(head, plainHash(writeSealed(leaderPart)));
  const key = set.signingKeys[clientId]?.privateKey;
  const isOpen = set.bound.clients === undefined;
  const signature = isOpen || key === undefined ? new Uint8Array(SIGNATURE_BYTES) : await sign(key, message);
  return writeReport(head, signature, leaderPart);
}

/** A report's parts. */
export function parse({ layout }: Setting, bytes: Uint8Array): Report {
  const report = readReport(bytes, layout);
  if (report === undefined) throw new Error('the report is malformed');
  return report;
}

/** A report as the leader sees it: the head, and its own share. */
export async function seenByLeader(
  set: Setting,
  bytes: Uint8Array,
): Promise<{ readonly head: Head; readonly blind: Bytes; readonly share: readonly bigint[]; readonly rho: bigint }> {
  const { head, leaderPart } = parse(set, bytes);
  const plain = await openWith('leader', set.keys.leader, head.fixed.bytes, leaderPart);
  const share = plain && readElements(plain.subarray(BLIND_BYTES), set.layout.curve);
  if (plain === undefined || share === undefined) throw new Error('the leader can not open its part');
  return { head, blind: plain.slice(0, BLIND_BYTES), share, rho: rhoOf(head.fixed.bytes, set.layout.curve) };
}

/** A report as the helper sees it: the head, and its own seed and share. */
export async function seenByHelper(
  set: Setting,
  bytes: Uint8Array,
): Promise<{ readonly head: Head; readonly seed: Bytes; readonly share: readonly bigint[]; readonly rho: bigint }> {
  const { head } = parse(set, bytes);
  const { bytes: fixed, clientId, round } = head.fixed;
  const seed = await openWith('helper', set.keys.helper, fixed, head.helperPart);
  if (seed === undefined) throw new Error('the helper can not open its part');
  const share = expand(seed, context(set.bound, round, clientId), shareLength(set.layout), set.layout.curve);
  return { head, seed, share, rho: rhoOf(fixed, set.layout.curve) };
}
