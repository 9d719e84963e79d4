/**
 * Task files, round records, results, announcements, receipts, enrolments and jobs, a second time: written from
 * agg-service.md, §3 to §5, and the README of @fedzk/agg alone, as an oracle. It shares no code with the package, and needs
 * only node:crypto. Tasks and keys are as in `client.mjs`; a task here has `file` too, the object that the JSON is of.
 */
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { H, report, taskBytes, uint } from './client.mjs';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest();
const lp = (bytes) => Buffer.concat([uint(bytes.length, 2), bytes]);
const b64u = (bytes) => Buffer.from(bytes).toString('base64url');
export const hex = (bytes) => Buffer.from(bytes).toString('hex');

/** RFC 8785 of what these documents have: strings, whole numbers, null, arrays, objects. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const units = (name) => Array.from({ length: name.length }, (_, i) => name.charCodeAt(i));
  const order = (a, b) => {
    const [x, y] = [units(a), units(b)];
    const at = x.findIndex((unit, i) => unit !== y[i]);
    return at < 0 ? x.length - y.length : x[at] - (y[at] ?? -1);
  };
  const names = Object.keys(value).sort(order);
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join()}}`;
}

export const bytesOf = (document) => Buffer.from(canonical(document), 'utf8');

/** What a task and the facts beside it are as a file. */
export const taskFile = (task, { level, urls, signingKeys, ...facts }) => ({
  type: 'fedzk-agg/task',
  v: 1,
  id: task.id,
  level,
  n: task.n,
  bits: task.b,
  headroom: task.h,
  parts: task.T,
  maxNormSq: String(task.maxNormSq),
  vkeyId: hex(task.vkeyId),
  minBatch: task.minBatch,
  leader: { url: urls.leader, sealingKey: b64u(task.leader), signingKey: b64u(signingKeys.leader) },
  helper: { url: urls.helper, sealingKey: b64u(task.helper), signingKey: b64u(signingKeys.helper) },
  clients: task.clients?.map(({ id, key }) => ({ id, publicKey: b64u(key) })) ?? null,
  ...facts,
});

/** The hash of a task that has a file: the fields of version 1 after its version byte, then SHA-256 of the file. */
export const taskHash = (task, file) =>
  H('task', Buffer.concat([Buffer.of(2), taskBytes(task).subarray(1), sha256(bytesOf(file))]));

const isoTime = (seconds) => new Date(1000 * seconds).toISOString().replace('.000', '');

/** Round r, from 1, by the schedule: seconds since 1970. */
export function times({ first, every, uploads, settle }, round) {
  const opens = Date.parse(first) / 1000 + every * (Number(round) - 1);
  return { opens, uploadsEnd: opens + uploads, settleEnd: opens + uploads + settle };
}

export const record = (hash, { round, opens, closes, model }) => ({
  type: 'fedzk-agg/round',
  v: 1,
  task: hex(hash),
  round: String(round),
  opens: isoTime(opens),
  closes: closes === null ? null : isoTime(closes),
  model,
});

const idSet = (ids) => ({ count: ids.length, hash: hex(H('set', Buffer.concat([...ids].sort(Buffer.compare)))) });

export const sumsBytes = (sums) => Buffer.concat(sums.map((sum) => uint(sum < 0 ? sum + 2 ** 32 : sum, 4)));

export function result(hash, { round, ids, sums, announced, omitted }) {
  const { count, hash: set } = idSet(ids);
  return {
    type: 'fedzk-agg/result',
    v: 1,
    task: hex(hash),
    round: String(round),
    count,
    set,
    sums: hex(sha256(sumsBytes(sums))),
    announced: announced === null ? null : idSet(announced),
    omitted: omitted === null ? null : idSet(omitted),
  };
}

const PKCS8 = '302e020100300506032b657004220420';
export const signed = (seed, message) =>
  sign(
    null,
    message,
    createPrivateKey({ key: Buffer.concat([Buffer.from(PKCS8, 'hex'), seed]), format: 'der', type: 'pkcs8' }),
  );

/** The signature of an aggregator; `kind`: task-file, record, result. */
export const signature = (kind, seed, document) => signed(seed, H(kind, bytesOf(document)));

export const receiptMessage = (hash, round, reportId) => H('receipt', Buffer.concat([hash, uint(round, 8), reportId]));

export const receipt = (seed, hash, round, reportId) =>
  Buffer.concat([reportId, signed(seed, receiptMessage(hash, round, reportId))]);

export const enrolMessage = (id, key) => H('enrol', Buffer.concat([lp(Buffer.from(id, 'utf8')), key]));

/** Of what `report` of `client.mjs` gives. */
export const announcement = ({ head, leaderPart, signature: own }) => Buffer.concat([head, sha256(leaderPart), own]);

export const prepare = (made, tags) => Buffer.concat([announcement(made), ...tags.map((tag) => uint(tag, 32))]);

export const job = (prepares) => Buffer.concat([Buffer.of(1), uint(prepares.length, 2), ...prepares.map(lp)]);

/** What a client keeps of values that it has sent: zeros at the end make no difference. */
export function sentDigest(signingSeed, values) {
  const kept = values.slice(0, values.findLastIndex((x) => x !== 0) + 1);
  const words = kept.map((x) => uint(x < 0 ? x + 2 ** 16 : x, 2));
  return H('sent', Buffer.concat([H('sent-key', signingSeed), ...words]));
}

export { report };
