import {
  createAggregator,
  createClient,
  createSealingKey,
  createSigningKey,
  memorySentStorage,
  memoryStorage,
} from '@fedzk/agg';
import { createReporter, helperService, leaderService } from '@fedzk/agg/http';
import { compareResult, openResult, readTaskFile, signDocument, writeTaskFile } from '@fedzk/agg/task';
import { createVerifier } from '@fedzk/verify';
import { prover, verificationKey } from './prover.js';

/** @typedef {import('@fedzk/agg/http').Service} Service @typedef {'leader' | 'helper'} Role */

const ROLES = /** @type {const} */ (['leader', 'helper']);
const IDS = ['client_001', 'client_002', 'client_003'];

/** Runs one round between two services that call each other directly. Returns what it sees. */
export async function aggHttpBody() {
  const verifier = createVerifier(verificationKey);
  const signing = { leader: createSigningKey(), helper: createSigningKey() };
  const sealing = { leader: createSealingKey(), helper: createSealingKey() };
  const clients = IDS.map((id) => ({ id, ...createSigningKey() }));
  const operator = (/** @type {Role} */ role) => ({
    url: `https://${role}.example/fedzk`,
    sealingKey: sealing[role].publicKey,
    signingKey: signing[role].publicKey,
  });
  const file = writeTaskFile({
    ...{ id: 'digits', level: 'standard', n: 3, bits: 8, headroom: 10, maxNormSq: 40_000n, minBatch: 3 },
    ...{ maxColluding: 1, vkeyId: verifier.id, leader: operator('leader'), helper: operator('helper') },
    clients: clients.map(({ id, publicKey }) => ({ id, publicKey })),
  });
  const task = readTaskFile(file);
  const { signature } = await signDocument(task, 'task-file', file, signing.leader.privateKey);

  /** @type {unknown[]} */
  const errors = [];
  const options = {
    authenticate: (/** @type {Request} */ { headers }) => ({ operator: headers.get('authorization') === 'operator' }),
    onError: (/** @type {unknown} */ error) => void errors.push(String(error)),
  };
  const own = (/** @type {Role} */ role) => ({
    privateKey: sealing[role].privateKey,
    signingKey: signing[role].privateKey,
    verifier,
    storage: memoryStorage(),
  });
  const leader = createAggregator(task, { role: 'leader', ...own('leader') });
  const helper = createAggregator(task, { role: 'helper', ...own('helper') });
  const signatures = { leader: signature };
  /** @type {Record<Role, Service>} */
  const services = {
    leader: leaderService([{ aggregator: leader, signingKey: signing.leader.privateKey, signatures }], {
      helper: (request) => send(request),
      ...options,
    }),
    helper: helperService([{ aggregator: helper, signingKey: signing.helper.privateKey, signatures }], options),
  };
  const send = (/** @type {Request} */ request) =>
    services[request.url.startsWith('https://leader.') ? 'leader' : 'helper'].fetch(request);

  const hash = Uint8Array.from(task.file.hash.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  const id = btoa(String.fromCharCode(...hash))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
  const ask = (/** @type {Role} */ role, /** @type {string} */ path, /** @type {RequestInit} */ init = {}) =>
    send(new Request(`${task.file[role].url}/tasks/${id}${path}`, init));
  const operate = async (/** @type {Role} */ role, /** @type {string} */ what) => {
    const headers = { authorization: 'operator', 'content-type': 'application/json' };
    const body = JSON.stringify({ do: what, round: '1' });
    return (await ask(role, '/rounds', { method: 'POST', headers, body })).status;
  };
  const read = async (/** @type {string} */ name) =>
    new Uint8Array(await (await ask('helper', `/rounds/1/${name}`)).arrayBuffer());

  /** @type {Record<string, unknown>} */
  const seen = { opened: [await operate('leader', 'open'), await operate('helper', 'open')] };
  const verdicts = await Promise.all(
    clients.map(async ({ id: client, privateKey: signingKey }, i) => {
      const party = createClient(task, { prover, signingKey, sent: memorySentStorage() });
      const report = await party.report(client, 1, Int8Array.of(i, -2, 127));
      return createReporter(task, { client, fetch: send }).send(report);
    }),
  );
  seen['verdicts'] = verdicts.map(({ status, receipt }) => [status, receipt?.length]);
  seen['too early'] = await operate('leader', 'collect');
  seen['closed'] = await operate('helper', 'close');
  seen['collected'] = await operate('leader', 'collect');
  const { document, signatures: both } = await (await ask('helper', '/rounds/1/result')).json();
  const signed = Object.fromEntries(
    ROLES.map((role) => {
      const text = atob(both[role].replaceAll('-', '+').replaceAll('_', '/'));
      return [role, Uint8Array.from(text, (character) => character.charCodeAt(0))];
    }),
  );
  const result = await openResult(task, new TextEncoder().encode(document), signed);
  const view = new DataView((await read('sums')).buffer);
  const sums = Int32Array.from({ length: view.byteLength / 4 }, (_, i) => view.getInt32(4 * i));
  seen['sums'] = [...sums];
  if (!('refused' in result)) {
    const [set, announced] = [await read('set'), await read('announced')];
    const receipt = verdicts[0]?.receipt ?? new Uint8Array();
    seen['faults'] = await compareResult(task, result, { sums, set, announced, receipt });
  }
  const long = { method: 'POST', headers: { 'content-type': 'application/fedzk-agg;message=report' } };
  seen['too long'] = (await ask('leader', '/reports', { ...long, body: new Uint8Array(100_000) })).status;
  for (const service of Object.values(services)) await service.tick();
  seen['errors'] = errors;
  await Promise.all([leader.close(), helper.close()]);
  verifier.dispose();
  return seen;
}
