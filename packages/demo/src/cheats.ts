/**
 * Clients that cheat, each in its own way. They are clients of the task and sign what they send; the client of
 * `@fedzk/agg` would not make these reports, so they are put together from its parts.
 */
import type { Prover, Task } from '@fedzk/agg';
import { circuitInputs, commit, reduce, tag } from '@fedzk/statement';
import type { Curve, ProofJson } from '@fedzk/verify';
import { compose, draftReport, finishReport } from '../../agg/src/compose.js';
import { type BoundTask, bindTask } from '../../agg/src/protocol/bound-task.js';
import { type Bytes, u64 } from '../../agg/src/protocol/encoding.js';
import { sign } from '../../agg/src/protocol/keys.js';
import { readReport, signedMessage, writeReport } from '../../agg/src/protocol/report.js';
import { Draws } from '../../agg/src/protocol/shares.js';

/** What a cheat has: the task, its own values and key, and the report that it sent the round before. */
interface Cheat {
  readonly task: Task;
  readonly prover: Prover;
  readonly clientId: string;
  readonly signingKey: Bytes;
  readonly round: bigint;
  readonly values: Int8Array;
  readonly lastReport: Bytes;
}

/** A trick: the reports that it sends, in order. */
export type Trick = (cheat: Cheat) => Promise<readonly Bytes[]>;

/** One value far out of range. It has no witness, so the report carries a proof of the values without it. */
export const outOfRange: Trick = async (cheat) => {
  const bound = bind(cheat);
  const { curve } = bound.task;
  const honest = await draftReport({ ...cheat, bound, parts: [cheat.values] }, Draws.fresh(bound.geometry).take());
  const evading: Prover = {
    vkeyId: cheat.prover.vkeyId,
    prove(inputs, options) {
      const { s: pad, k: blinding, rho, maxNormSq } = inputs;
      const [packed = []] = honest.parts.map((part) => part.packed);
      const update = { packed, pad, blinding };
      const commitment = commit(update, bound.circuit, curve);
      const statement = { commitment, rho, tag: tag(update, rho, curve), maxNormSq };
      const secrets = { values: cheat.values, pad, blinding };
      return cheat.prover.prove(circuitInputs(statement, secrets, bound.circuit, curve), options);
    },
  };
  const lie = {
    ...honest,
    parts: honest.parts.map((part) => ({ ...part, packed: raised(part.packed, 1000n, curve) })),
    share: raised(honest.share, 1000n, curve),
  };
  return [await finishReport({ ...cheat, bound, prover: evading, parts: [cheat.values] }, lie)];
};

/** The report of the round before, with the number of this round, signed anew. */
export const replayed: Trick = async ({ task, prover, lastReport, round, signingKey }) => {
  const report = readReport(lastReport, bindTask(task, prover.vkeyId).geometry);
  if (report === undefined) throw new Error('the last report cannot be read');
  const head = new Uint8Array(report.head.bytes);
  head.set(u64(round), 1 + 32); // after the version and the task's hash
  return [writeReport(head, await sign(signingKey, signedMessage(head, report.leaderPartHash)), report.leaderPart)];
};

/** p: the field that the coordinates of G1 are in (EIP-197; draft-irtf-cfrg-pairing-friendly-curves-11 §4.2.1). */
const PRIMES: Readonly<Record<Curve, bigint>> = {
  bn254: 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n,
  'bls12-381': 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn,
};

/** A proof with the opposite point for its C. */
export const bentProof: Trick = async (cheat) => {
  const p = PRIMES[cheat.task.curve];
  const bending: Prover = {
    vkeyId: cheat.prover.vkeyId,
    async prove(inputs, options) {
      const proof = (await cheat.prover.prove(inputs, options)).proof as ProofJson;
      const [x = '', y = '', z = ''] = proof.pi_c;
      return { proof: { ...proof, pi_c: [x, String(p - BigInt(y)), z] } };
    },
  };
  return [await report({ ...cheat, prover: bending })];
};

/** A valid proof of its values, and a leader's share of other values. */
export const lyingShare: Trick = async (cheat) => {
  const bound = bind(cheat);
  const report = { ...cheat, bound, parts: [cheat.values] };
  const draft = await draftReport(report, Draws.fresh(bound.geometry).take());
  return [await finishReport(report, { ...draft, share: raised(draft.share, 100n, bound.task.curve) })];
};

/** Two reports, each valid by itself. */
export const twice: Trick = async (cheat) => [await report(cheat), await report(cheat)];

/** Elements of which the first has so much more: by so much is the first value larger, which lies lowest in it. */
function raised([first = 0n, ...rest]: readonly bigint[], by: bigint, curve: Curve): bigint[] {
  return [reduce(first + by, curve), ...rest];
}

function report(cheat: Cheat): Promise<Bytes> {
  return compose({ ...cheat, bound: bind(cheat), parts: [cheat.values] });
}

function bind({ task, prover }: Cheat): BoundTask {
  return bindTask(task, prover.vkeyId);
}
