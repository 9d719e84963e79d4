// Reports that are refused, by the row of FORMAT.md's "Checks" at which: what was made otherwise than an honest client makes it.
// Up to check 7 the proof is 192 zero bytes: whoever refuses later than it has to would refuse by check 8.

import * as client from '../independent/client.mjs';
import * as documents from '../independent/documents.mjs';
import type * as outside from '../independent/http.mjs';

type Made = Readonly<Record<'report' | 'announcement' | 'reportId' | 'M', Buffer>>;
type Opened = Awaited<ReturnType<typeof outside.readTask>>;
/** Changes of values on a report's way, by their names. */
type Bend = Readonly<Record<string, (right: never) => unknown>>;

/** What a report is made of, where it is not the usual one: of client_005, for round 3, with a dummy proof. */
interface Given {
  readonly clientId?: string;
  readonly round?: number | bigint;
  readonly hash?: Buffer;
  readonly signingKey?: Buffer | undefined;
  readonly proofs?: (signals: readonly bigint[]) => Buffer;
  readonly bend?: Bend;
}

/** What the rows are made with. */
export interface Surroundings {
  readonly task: Opened;
  /** Proves whatever it is asked for. */
  readonly prove: (signals: readonly bigint[]) => Buffer;
  readonly seedOf: (client: string) => Buffer;
  make(given?: Given): Made;
}

/** A report that is refused. */
export interface Row {
  readonly name: string;
  readonly problem: string;
  /** What the operator is told, or counts. */
  readonly code: string;
  /** By whom; both unless given. */
  readonly at?: readonly ('leader' | 'helper')[];
  make(surroundings: Surroundings): Made;
}

const LEADER = ['leader'] as const;
const HELPER = ['helper'] as const;

const changed = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  const place = at < 0 ? copy.length + at : at;
  copy[place] = (copy[place] ?? 0) ^ 1;
  return copy;
};

/** Rows that differ in what a report is made of. */
const bent = (
  problem: string,
  code: string,
  rows: Readonly<Record<string, (surroundings: Surroundings) => Given>>,
  at?: Row['at'],
): Row[] =>
  Object.entries(rows).map(([name, given]) => ({
    ...{ name, problem, code, ...(at && { at }) },
    make: (surroundings) => surroundings.make(given(surroundings)),
  }));

/** Rows that differ in the bytes that are sent. */
const cut = (name: string, change: (bytes: Buffer) => Buffer): Row => ({
  ...{ name, problem: 'invalidMessage', code: 'malformed' },
  make(surroundings) {
    const made = surroundings.make();
    return { ...made, report: change(made.report), announcement: change(made.announcement) };
  },
});

const orderOf = ({ task }: Surroundings): bigint => (task.task.curve === 1 ? client.R[1] : client.R[2]);
const above = (list: keyof Pick<Surroundings, 'task'> | string) => (surroundings: Surroundings) => ({
  bend: { [list]: ([first = 0n, ...more]: bigint[]) => [first + orderOf(surroundings), ...more] },
});
/** ctx with other bytes as the client's id. */
const named = (id: Buffer) => (_: Surroundings) => ({
  bend: { ctx: (right: Buffer) => Buffer.concat([right.subarray(0, 40), client.uint(id.length, 2), id]) },
});

const MALFORMED: Row[] = [
  cut('nothing', () => Buffer.alloc(0)),
  cut('a byte', () => Buffer.of(1)),
  cut('a byte less', (bytes) => bytes.subarray(0, -1)),
  cut('half of it', (bytes) => bytes.subarray(0, bytes.length / 2)),
  cut('without its first byte', (bytes) => bytes.subarray(1)),
  cut('a byte more, as of a longer id', (bytes) => Buffer.concat([bytes, Buffer.of(0)])),
  cut('zeros in its place', (bytes) => Buffer.alloc(bytes.length)),
  ...bent('invalidMessage', 'malformed', {
    'version 0': () => ({ bend: { sent: (head: Buffer) => changed(head, 0) } }),
    'version 2': () => ({ bend: { head: (head: Buffer) => Buffer.concat([Buffer.of(2), head.subarray(1)]) } }),
    'an id of no bytes': named(Buffer.alloc(0)),
    'an id that is no UTF-8': named(Buffer.of(0xff)),
    'an id that ends in the middle of a character': named(Buffer.from('é').subarray(0, 1)),
    'an id of a surrogate': named(Buffer.of(0xed, 0xa0, 0x80)),
    'an id of overlong UTF-8': named(Buffer.of(0xc1, 0xa1)),
    'a length of an id that is too long': () => ({
      bend: { sent: (head: Buffer) => Buffer.concat([head.subarray(0, 41), client.uint(65, 2), head.subarray(43)]) },
    }),
    'C + r': above('C'),
    'a tag + r': above('tags'),
    'C of 32 bytes 0xff': () => ({ bend: { C: (list: bigint[]) => list.map(() => 2n ** 256n - 1n) } }),
    'a tag that is r': (surroundings) => ({ bend: { tags: () => [orderOf(surroundings)] } }),
    'no proof': () => ({ bend: { proofs: () => [] } }),
    'a proof of 128 bytes': () => ({ bend: { proofs: () => [Buffer.alloc(128)] } }),
  }),
  ...bent(
    'invalidMessage',
    'malformed',
    {
      'an element too few for the leader': () => ({ bend: { A: (A: bigint[]) => A.slice(1) } }),
      'an element too many for the leader': () => ({ bend: { A: (A: bigint[]) => [...A, ...A.slice(1)] } }),
    },
    LEADER,
  ),
];

/** A taskHash of changed facts. */
const retasked =
  (task: object, file: object = {}) =>
  ({ task: { task: own, file: ownFile } }: Surroundings) => ({
    hash: documents.taskHash({ ...own, ...task }, { ...ownFile, ...file }),
  });

const WRONG_TASK: Row[] = bent('invalidMessage', 'wrong-task', {
  'a taskHash of zeros': () => ({ hash: Buffer.alloc(32) }),
  'a bit of the taskHash': ({ task }) => ({ hash: changed(task.hash, 31) }),
  'the hash of the task without its file': ({ task }) => ({ hash: client.taskHash(task.task) }),
  'another id of the task': retasked({ id: 'Task' }),
  'another n': retasked({ n: 6 }),
  'other bits': retasked({ b: 4 }),
  'another headroom': retasked({ h: 4 }),
  'other parts': retasked({ T: 2 }),
  'another maxNormSq': retasked({ maxNormSq: 20_001n }),
  'another minBatch': retasked({ minBatch: 5 }),
  'another curve': ({ task }) => retasked({ curve: 3 - task.task.curve })({ task } as Surroundings),
  'another key of the circuit': retasked({ vkeyId: Buffer.alloc(32, 1) }),
  'another key of the leader': retasked({ leader: Buffer.alloc(32, 9) }),
  'another key of the helper': retasked({ helper: Buffer.alloc(32, 9) }),
  'keys of leader and helper in each other’s place': ({ task }) =>
    retasked({ leader: task.task.helper, helper: task.task.leader })({ task } as Surroundings),
  'a client less': ({ task }) => retasked({ clients: task.task.clients?.slice(1) })({ task } as Surroundings),
  'an open task': retasked({ clients: undefined }),
  'another model in the file': retasked({}, { model: { id: 'mlp', sha256: 'ab'.repeat(32) } }),
  'another omit in the file': retasked({}, { omit: 7 }),
  'other readers in the file': retasked({}, { readers: ['A'.repeat(43)] }),
  'another url in the file': ({ task }) =>
    retasked({}, { leader: { ...task.file.leader, url: 'https://x.example' } })({ task } as Surroundings),
  'a schedule in the file': retasked(
    {},
    { schedule: { first: '2027-01-04T00:00:00Z', every: 9, uploads: 8, settle: 1 } },
  ),
  'a task before it': retasked({}, { supersedes: 'ab'.repeat(32) }),
});

/** Changes after the signature, a byte of each field of the head. */
const AFTER: Readonly<Record<string, number>> = {
  'the round': 40,
  'the commitment': 53,
  H_A: 85,
  H_B: 117,
  'the tag': 149,
  'the proof': 181,
  'the helper’s enc': 373,
  'the helper’s ciphertext': 405,
  'the helper’s ciphertext, its last byte': -1,
};

/** Ed25519's order, by which S is below. */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const littleEndian = (value: bigint): Buffer => client.uint(value, 32).reverse();
const bigger = (signature: Buffer): Buffer => {
  const S = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`);
  return Buffer.concat([signature.subarray(0, 32), littleEndian(S + ORDER)]);
};

const NOT_THE_CLIENT: Row[] = [
  ...bent('not-authorised', 'unknown-client', {
    nobody: ({ seedOf }) => ({ clientId: 'client_009', signingKey: seedOf('client_001') }),
    'a client’s id in capitals': ({ seedOf }) => ({ clientId: 'CLIENT_005', signingKey: seedOf('client_005') }),
    'a client’s id and a space': ({ seedOf }) => ({ clientId: 'client_005 ', signingKey: seedOf('client_005') }),
    'a client’s id and a zero byte': ({ seedOf }) => ({ clientId: 'client_005\0', signingKey: seedOf('client_005') }),
    'a client’s id after a byte order mark': ({ seedOf }) => ({
      clientId: '\ufeffclient_005',
      signingKey: seedOf('client_005'),
    }),
    'an id of 64 bytes': ({ seedOf }) => ({ clientId: 'é'.repeat(32), signingKey: seedOf('client_005') }),
  }),
  ...bent('not-authorised', 'bad-signature', {
    'signed by another client': ({ seedOf }) => ({ signingKey: seedOf('client_004') }),
    'signed by nobody, as in an open task': () => ({ signingKey: undefined }),
    'a bit of R': () => ({ bend: { signature: (bytes: Buffer) => changed(bytes, 0) } }),
    'a bit of S': () => ({ bend: { signature: (bytes: Buffer) => changed(bytes, 32) } }),
    'S + the order': () => ({ bend: { signature: bigger } }),
    'R and S of zeros but for R = 1': () => ({
      bend: { signature: () => Buffer.concat([Buffer.of(1), Buffer.alloc(63)]) },
    }),
    'signed without a hash': ({ seedOf }) => ({
      bend: { signature: () => documents.signed(seedOf('client_005'), Buffer.from('sign')) },
    }),
    'the other client’s id put over the own, after the signature': () => ({
      bend: { sent: (head: Buffer) => Buffer.concat([head.subarray(0, 52), Buffer.from('4'), head.subarray(53)]) },
    }),
    ...Object.fromEntries(
      Object.entries(AFTER).map(([name, at]) => [
        `a bit of ${name}, after the signature`,
        () => ({ bend: { sent: (head: Buffer) => changed(head, at) } }),
      ]),
    ),
  }),
  {
    ...{ name: 'a bit of the leader’s part, after the signature', problem: 'not-authorised', code: 'bad-signature' },
    make(surroundings) {
      const made = surroundings.make();
      const announcement = changed(made.announcement, made.announcement.length - 96);
      return { ...made, report: changed(made.report, -20), announcement };
    },
  },
];

const TOO_EARLY_OR_LATE: Row[] = [
  ...bent('duplicate', 'duplicate', {
    'a second report of a client': ({ prove }) => ({ clientId: 'client_001', proofs: prove }),
    'a second report of a client, which is wrong otherwise': () => ({ clientId: 'client_001' }),
  }),
  ...bent('round-closed', 'round-closed', {
    'a round before the first': () => ({ round: 1 }),
    'round 0': () => ({ round: 0 }),
  }),
  ...bent('round-abandoned', 'round-closed', { 'a round that was given up': () => ({ round: 2 }) }),
  ...bent('round-not-open', 'round-closed', {
    'the next round': () => ({ round: 4 }),
    'the last round there is': () => ({ round: 2n ** 64n - 1n }),
  }),
];

/** What breaks the own part of a role. */
const unopened = (role: 'leader' | 'helper', other: 'leader' | 'helper'): Row[] => [
  ...bent(
    'refused',
    'undecryptable',
    {
      [`the ${role}’s part sealed for the ${other}`]: ({ task }) => ({
        bend: { [`${role} key`]: () => task.task[other] },
      }),
      [`the ${role}’s part with the info of the ${other}`]: () => ({
        bend: { [`${role} info`]: () => client.INFO[other] },
      }),
      [`the ${role}’s part under another M`]: () => ({ bend: { [`${role} aad`]: (M: Buffer) => changed(M, 60) } }),
      [`the ${role}’s part under no M`]: () => ({ bend: { [`${role} aad`]: () => Buffer.alloc(0) } }),
      [`the ${role}’s part under the M of another client`]: ({ make }) => ({
        bend: { [`${role} aad`]: () => make({ clientId: 'client_004' }).M },
      }),
      [`a bit of the ${role}’s enc`]: () => ({ bend: { [`${role} part`]: (part: Buffer) => changed(part, 3) } }),
      [`a bit of the ${role}’s ciphertext`]: () => ({
        bend: { [`${role} part`]: (part: Buffer) => changed(part, 40) },
      }),
      [`a bit of the ${role}’s GCM tag`]: () => ({ bend: { [`${role} part`]: (part: Buffer) => changed(part, -1) } }),
      [`an enc of zeros for the ${role}`]: () => ({
        bend: { [`${role} part`]: (part: Buffer) => Buffer.concat([Buffer.alloc(32), part.subarray(32)]) },
      }),
      [`an enc of small order for the ${role}`]: () => ({
        bend: {
          [`${role} part`]: (part: Buffer) => Buffer.concat([Buffer.of(1), Buffer.alloc(31), part.subarray(32)]),
        },
      }),
    },
    [role],
  ),
];

const OWN_SHARE: Row[] = [
  ...unopened('leader', 'helper'),
  ...unopened('helper', 'leader'),
  ...bent(
    'refused',
    'share-range',
    {
      'an element of A + r': above('A'),
      'a last element of A + r': (surroundings) => ({
        bend: { A: (A: bigint[]) => A.map((a, i) => (i === A.length - 1 ? a + orderOf(surroundings) : a)) },
      }),
      'elements of A of 0xff': () => ({ bend: { A: (A: bigint[]) => A.map(() => 2n ** 256n - 1n) } }),
    },
    LEADER,
  ),
  ...bent(
    'refused',
    'share-hash',
    {
      'a bit of H_A': () => ({ bend: { H_A: (hash: Buffer) => changed(hash, 0) } }),
      'H_A of zeros': () => ({ bend: { H_A: () => Buffer.alloc(32) } }),
      'another blind than in H_A': () => ({ bend: { 'leader plain': (plain: Buffer) => changed(plain, 0) } }),
      'another A than in H_A': () => ({ bend: { 'leader plain': (plain: Buffer) => changed(plain, -1) } }),
    },
    LEADER,
  ),
  ...bent(
    'refused',
    'share-hash',
    {
      'a bit of H_B': () => ({ bend: { H_B: (hash: Buffer) => changed(hash, 0) } }),
      'H_B of zeros': () => ({ bend: { H_B: () => Buffer.alloc(32) } }),
      'another seed than in H_B': () => ({ bend: { 'helper plain': (plain: Buffer) => changed(plain, 0) } }),
    },
    HELPER,
  ),
  ...bent('refused', 'share-hash', {
    'H_A and H_B in each other’s place': () => ({
      bend: {
        M: (M: Buffer) => Buffer.concat([M.subarray(0, -64), M.subarray(-32), M.subarray(-64, -32)]),
      },
    }),
  }),
];

/** A proof of other signals than the report's. */
const proving =
  (other: (signals: readonly [bigint, bigint, bigint, bigint]) => bigint[]) =>
  ({ prove }: Surroundings): Given => ({
    proofs: (signals) => prove(other(signals as [bigint, bigint, bigint, bigint])),
  });

const proofOf =
  (change: (proof: Buffer, surroundings: Surroundings) => Buffer) =>
  (surroundings: Surroundings): Given => ({ proofs: (signals) => change(surroundings.prove(signals), surroundings) });

const PROOF: Row[] = bent('refused', 'proof', {
  'zeros for a proof': () => ({}),
  '0xff for a proof': () => ({ proofs: () => Buffer.alloc(192, 0xff) }),
  'a proof of another commitment': proving(([C, rho, tag, norm]) => [C + 1n, rho, tag, norm]),
  'a proof of another rho': proving(([C, rho, tag, norm]) => [C, rho + 1n, tag, norm]),
  'a proof of another tag': proving(([C, rho, tag, norm]) => [C, rho, tag + 1n, norm]),
  'a proof of a larger norm': proving(([C, rho, tag, norm]) => [C, rho, tag, norm + 1n]),
  'a proof of signals in another order': proving(([C, rho, tag, norm]) => [rho, C, tag, norm]),
  'a proof of another client’s report': ({ prove }) => ({ proofs: () => prove([1n, 2n, 3n, 4n]) }),
  'a proof with the other A': proofOf((proof) =>
    Buffer.concat([Buffer.of((proof[0] ?? 0) ^ 0x40 ^ 0), proof.subarray(1)]),
  ),
  'a proof whose A is infinity': proofOf((proof, { task }) => {
    const length = task.task.curve === 1 ? 32 : 48;
    const infinity = Buffer.alloc(length);
    infinity[0] = task.task.curve === 1 ? 0x40 : 0xc0;
    return Buffer.concat([infinity, proof.subarray(length)]);
  }),
  'a proof with A and C in each other’s place': proofOf((proof, { task }) => {
    const length = task.task.curve === 1 ? 32 : 48;
    return Buffer.concat([proof.subarray(-length), proof.subarray(length, -length), proof.subarray(0, length)]);
  }),
  'a proof whose A has a coordinate that is p or more': proofOf((proof, { task }) => {
    const length = task.task.curve === 1 ? 32 : 48;
    const first = task.task.curve === 1 ? 0xbf : 0x9f;
    return Buffer.concat([Buffer.of(first), Buffer.alloc(length - 1, 0xff), proof.subarray(length)]);
  }),
  'a bit of B': proofOf((proof, { task }) => changed(proof, task.task.curve === 1 ? 64 : 80)),
  'C of another report with this proof': ({ prove }) => ({
    proofs: ([C = 0n, ...others]) => prove([C, ...others]),
    bend: { C: (list: bigint[]) => list.map((C) => C + 1n), proofs: () => [prove([1n, 1n, 1n, 1n])] },
  }),
});

/** Proved, and not what the shares say: the helper sees it by the leader's tag, once that has sent it. */
const TAGS: Row[] = bent(
  'refused',
  'helper-refused',
  {
    'a tag + 1, proved': ({ prove }) => tagged(prove, (tag) => tag + 1n),
    'a tag of 0, proved': ({ prove }) => tagged(prove, () => 0n),
    'a poisoned A, as H_A fixes it': ({ prove }) => ({
      ...{ proofs: prove, bend: { A: ([a = 0n, ...more]: bigint[]) => [a === 0n ? 1n : a - 1n, ...more] } },
    }),
    'a poisoned s in A': ({ prove }) => ({
      ...{ proofs: prove, bend: { A: (A: bigint[]) => A.map((a, i) => (i === A.length - 1 && a > 0n ? a - 1n : a)) } },
    }),
    'a seed that is not the one of A': ({ prove, task }) => ({
      proofs: prove,
      ...otherSeed(task),
    }),
  },
  LEADER,
);

function tagged(prove: Surroundings['prove'], change: (tag: bigint) => bigint): Given {
  return { proofs: prove, bend: { tags: ([tag = 0n]: bigint[]) => [change(tag)] } };
}

/** A whole report whose A is of another report: both shares are as hashed. */
function otherSeed({ task }: Opened): Given {
  const r = task.curve === 1 ? client.R[1] : client.R[2];
  return { bend: { A: (A: bigint[]) => A.map((a, i) => (a + BigInt(i + 7)) % r) } };
}

/** The rows, in the order of the checks. */
export const ROWS: readonly Row[] = [
  ...[...MALFORMED, ...WRONG_TASK, ...NOT_THE_CLIENT, ...TOO_EARLY_OR_LATE],
  ...[...OWN_SHARE, ...PROOF, ...TAGS],
];
