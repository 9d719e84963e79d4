/**
 * A client of the services, and a reader of their results, written from FORMAT.md alone: fetch, node:crypto, and the encodings of
 * `client.mjs` and `documents.mjs`. Anything unexpected fails an assertion.
 */
import { ok, deepEqual as same } from 'node:assert/strict';
import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as client from './client.mjs';
import * as documents from './documents.mjs';

export const ROLES = ['leader', 'helper'];
const b64u = (text) => Buffer.from(text, 'base64url');
export const media = (message) => `application/fedzk-agg;message=${message}`;

export function isSigned(publicKey, message, signature) {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  return verify(null, message, key, signature);
}

/** A document in its JSON, which both aggregators of the file have signed. */
export function opened(kind, { document, signatures }, file) {
  for (const role of ROLES) {
    const message = client.H(kind, Buffer.from(document, 'utf8'));
    ok(isSigned(file[role].signingKey, message, b64u(signatures[role])), `${role}'s signature of the ${kind}`);
  }
  const value = JSON.parse(document);
  same(documents.canonical(value), document);
  return value;
}

/** The numbers and keys of a task file, as `client.mjs` has a task. */
const taskOf = (file) => ({
  curve: file.level === 'maximum' ? 2 : 1,
  id: file.id,
  n: file.n,
  b: file.bits,
  h: file.headroom,
  T: file.parts,
  maxNormSq: BigInt(file.maxNormSq),
  minBatch: file.minBatch,
  vkeyId: Buffer.from(file.vkeyId, 'hex'),
  leader: b64u(file.leader.sealingKey),
  helper: b64u(file.helper.sealingKey),
  clients: file.clients?.map(({ id, publicKey }) => ({ id, key: b64u(publicKey) })),
});

/** Reads the task at both aggregators. @param bases {t} of the leader and of the helper */
export async function readTask(bases) {
  const [shown, also] = await Promise.all(
    ROLES.map(async (role) => {
      const answer = await fetch(bases[role]);
      same([answer.status, answer.headers.get('content-type')], [200, 'application/json']);
      const body = await answer.json();
      same(body.role, role);
      return body;
    }),
  );
  same(shown.document, also.document);
  const file = opened('task-file', shown, JSON.parse(shown.document));
  opened('task-file', also, file);
  const task = taskOf(file);
  const hash = documents.taskHash(task, file);
  const taskid = hash.toString('base64url');
  for (const role of ROLES) same(bases[role], `${file[role].url}/tasks/${taskid}`);
  return { task, file, hash, taskid, bases };
}

/** Reads the record of a round that is open. */
export async function readRecord({ file, hash, bases }, round) {
  for (;;) {
    const { record } = await (await fetch(`${bases.leader}/rounds/${round}`)).json();
    if (record?.signatures.helper) {
      const read = opened('record', record, file);
      same([read.type, read.v, read.task, read.round], ['fedzk-agg/round', 1, documents.hex(hash), String(round)]);
      return read;
    }
    await sleep(50);
  }
}

/** A report with fresh secrets, and its announcement. @param input round, client, values, key, proofs and more, as for `report` of `client.mjs` */
export function makeReport({ task, hash }, input) {
  const r = client.R[task.curve];
  const draw = () => Array.from({ length: task.T }, () => client.field(randomBytes(48), r));
  const drawn = { seed: randomBytes(32), blind: randomBytes(32), s: draw(), k: draw() };
  const ephemeral = { leader: randomBytes(32), helper: randomBytes(32) };
  const made = client.report({ task, hash, ephemeral, ...drawn, ...input });
  return { ...made, announcement: documents.announcement(made) };
}

/** Sends a message. */
export const post = ({ bases }, role, path, message, body, headers = {}) =>
  fetch(bases[role] + path, { method: 'POST', headers: { 'content-type': media(message), ...headers }, body });

/** Whether the same bytes may come again, where the problem's name does not say so. */
const mayComeAgain = (status) => [401, 408, 429].includes(status) || status >= 500;

/** Sends until an answer stands. @param send gives a Response */
async function until(send) {
  for (let attempt = 0; ; attempt++) {
    const answer = await send().catch(() => undefined);
    if (answer !== undefined && answer.status < 300 && answer.status !== 202) return answer;
    const problem = answer !== undefined && answer.status >= 400 ? await answer.clone().json() : {};
    const name = /[^:]*$/.exec(problem.type ?? '')?.[0];
    const again = ['round-not-open', 'round-open'].includes(name) || mayComeAgain(answer?.status ?? 500);
    if (answer !== undefined && answer.status >= 400 && !again) return answer;
    await sleep(Math.min(60_000, 10 * 2 ** attempt));
  }
}

/** Announces and uploads a report. @returns the receipt, and the leader's last answer */
export async function send(opened, { report, announcement, reportId }, round) {
  const { file, hash, bases } = opened;
  let place;
  const upload = async () => {
    const answer =
      place === undefined ? await post(opened, 'leader', '/reports', 'report', report) : await fetch(place);
    if (answer.status === 202) {
      place = answer.headers.get('location');
      ok(place.startsWith(`${bases.leader}/reports/${reportId.toString('base64url')}?`));
      ok(/^\d+$/.test(answer.headers.get('retry-after')));
      same((await answer.clone().json()).status, 'pending');
    }
    return answer;
  };
  const announce = () => post(opened, 'helper', '/announcements', 'announcement', announcement);
  const [answer, announced] = await Promise.all([until(upload), until(announce)]);
  same([announced.status, announced.headers.get('content-type')], [200, media('receipt')]);
  const receipt = Buffer.from(await announced.arrayBuffer());
  same([receipt.length, receipt.subarray(0, 32)], [96, reportId]);
  const message = documents.receiptMessage(hash, round, reportId);
  ok(isSigned(file.helper.signingKey, message, receipt.subarray(32)), 'the receipt');
  return { status: answer.status, body: await answer.json(), receipt };
}

const ids = (bytes) =>
  Array.from({ length: bytes.length / 32 }, (_, i) => documents.hex(bytes.subarray(32 * i, 32 * i + 32)));

/** Reads the result of a round at an aggregator, and all that lies beside it. */
export async function readResult({ task, file, hash, bases }, role, round) {
  const ask = async (name) => {
    const answer = await fetch(`${bases[role]}/rounds/${round}${name}`);
    same(answer.status, 200, `${name} at the ${role}`);
    return answer;
  };
  const result = opened('result', await (await ask('/result')).json(), file);
  const read = async (name, message) => {
    const answer = await ask(name);
    same(answer.headers.get('content-type'), media(message));
    return Buffer.from(await answer.arrayBuffer());
  };
  const bytes = await read('/sums', 'sums');
  const sums = Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readInt32BE(4 * i));
  const [set, announced, omitted] = [
    ids(await read('/set', 'ids')),
    ids(await read('/announced', 'ids')),
    ids(await read('/omitted', 'ids')),
  ];
  const lists = { set, announced, omitted };
  const buffers = (name) => lists[name].map((id) => Buffer.from(id, 'hex'));
  // The result is what a result of these lists and sums is, field by field.
  const expected = documents.result(hash, {
    ...{ round, sums, ids: buffers('set'), announced: buffers('announced'), omitted: buffers('omitted') },
  });
  same(result, expected);
  for (const list of Object.values(lists)) same([...list].sort(), list);
  same(sums.length, task.n * task.T);
  ok(result.count >= task.minBatch && lists.set.length === result.count);
  ok(lists.omitted.length <= Math.max(1, Math.floor(lists.announced.length / file.omit)));
  ok(lists.omitted.every((id) => lists.announced.includes(id) && !lists.set.includes(id)));
  return { result, sums, ...lists };
}
