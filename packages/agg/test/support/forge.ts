// A report made in the client's steps, each of which can be bent: what somebody sends who owns a key of the task and lies.
// Whatever is proved gets a valid proof, true or not; the rest is as `compose` has it where nothing is bent.

import { commit, pack, reduce, tag, writeElements } from '@fedzk/statement';
import { encodeProof } from '@fedzk/verify';
import { context } from '../../src/protocol/bound-task.js';
import { type Bytes, join } from '../../src/protocol/encoding.js';
import { plainHash } from '../../src/protocol/hashes.js';
import { type Role, seal } from '../../src/protocol/hpke.js';
import { createSigningKey, SIGNATURE_BYTES, sign } from '../../src/protocol/keys.js';
import * as format from '../../src/protocol/report.js';
import { type Drawn, Draws, leaderShare, vectorOf } from '../../src/protocol/shares.js';
import type { TrapdoorKey } from './prover.js';
import { key as bn254Key, type Setting } from './round.js';
import { tagsOf } from './twin.js';

type Change<T> = (right: T) => T;

/** What to do otherwise than an honest client. */
export interface Bend {
  readonly taskHash?: Bytes;
  /** Private key. */
  readonly signer?: Uint8Array;
  /** The same secrets again: then M is the same, too. */
  readonly draws?: Drawn;
  /** The leader's share, before H_A fixes it. */
  readonly share?: Change<bigint[]>;
  readonly leaderHash?: Change<Bytes>;
  readonly helperHash?: Change<Bytes>;
  /** Before they are proved. */
  readonly tags?: Change<bigint[]>;
  readonly proofs?: Change<Bytes[]>;
  /** What is sealed. */
  readonly plain?: Partial<Record<Role, Change<Bytes>>>;
  /** What it is sealed under instead of M. */
  readonly aad?: Partial<Record<Role, Change<Bytes>>>;
}

/** A report, and what an honest leader makes of it. */
export interface Forged {
  readonly report: Bytes;
  readonly prepare: Bytes;
  readonly reportId: Bytes;
  /** What nobody but the client, or one aggregator, may know. */
  readonly secrets: readonly (Bytes | bigint)[];
}

/** `values` is n·T long; fewer are filled up with zeros. */
export async function forge(
  { bound, layout, signingKeys, key }: Pick<Setting, 'bound' | 'layout' | 'signingKeys' | 'key'>,
  clientId: string,
  round: bigint,
  values: readonly number[],
  bend: Bend = {},
): Promise<Forged> {
  const { task, circuit, aggregatorKeys } = bound;
  const { curve } = task;
  const drawn = bend.draws ?? Draws.fresh(task).take();
  const { seed, blind, pads, blindings } = drawn;
  const ctx = context({ ...bound, hash: bend.taskHash ?? bound.hash }, round, clientId);
  const parts = pads.map((pad, t) => {
    const packed = pack(values.slice(t * task.n, (t + 1) * task.n), circuit);
    return { packed, pad, blinding: blindings[t] ?? 0n };
  });
  const share = bent(await leaderShare(vectorOf(parts), seed, ctx, curve), bend.share);
  const commitments = parts.map((part) => commit(part, circuit, curve));
  const fix = join(ctx, writeElements(commitments));
  const leaderHash = bent(format.leaderHash(fix, blind, writeElements(share)), bend.leaderHash);
  const fixed = join(fix, leaderHash, bent(format.helperHash(fix, seed), bend.helperHash));
  const rho = format.rhoOf(fixed, curve);
  const tags = bent(
    parts.map((part) => tag(part, rho, curve)),
    bend.tags,
  );
  const proofs = bent(
    commitments.map((commitment, t) => prove([commitment, rho, tags[t] ?? 0n, task.maxNormSq], key)),
    bend.proofs,
  );
  const sealed = (role: Role, plain: Bytes) =>
    seal(role, aggregatorKeys[role], bent(fixed, bend.aad?.[role]), bent(plain, bend.plain?.[role]));
  const [leaderPart, helperPart] = [
    await sealed('leader', join(blind, writeElements(share))),
    await sealed('helper', seed),
  ];
  const head = format.writeHead(fixed, tags, proofs, helperPart);
  const leaderPartHash = plainHash(format.writeSealed(leaderPart));
  const signer = bend.signer ?? signingKeys[clientId]?.privateKey ?? createSigningKey().privateKey;
  const signature =
    bound.clients === undefined
      ? new Uint8Array(SIGNATURE_BYTES)
      : await sign(signer, format.signedMessage(head, leaderPartHash));
  const leaderTags = tagsOf(share, layout, rho);
  const helperTags = leaderTags.map((own, t) => reduce((tags[t] ?? 0n) - own, curve));
  return {
    report: format.writeReport(head, signature, leaderPart),
    prepare: join(head, leaderPartHash, signature, writeElements(leaderTags)),
    reportId: format.reportId(fixed),
    secrets: [
      seed,
      blind,
      ...pads,
      ...blindings,
      ...parts.flatMap(({ packed }) => packed),
      ...share,
      ...leaderTags,
      ...helperTags,
    ],
  };
}

/** A proof of these signals, true or not, as a report has it. */
export function prove(signals: readonly bigint[], key: TrapdoorKey = bn254Key): Bytes {
  return new Uint8Array(encodeProof(key.simulate(signals), 'fedzk'));
}

function bent<T>(right: T, change: Change<T> | undefined): T {
  return change === undefined ? right : change(right);
}
