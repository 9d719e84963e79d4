// One aggregator as a process over node:http: a database, an audit log, a timer. It is there to be killed. When it is asked
// to stop, it tells its log all that it has stored, and ends.

import { readFileSync, writeSync } from 'node:fs';
import { createAggregator } from '@fedzk/agg';
import { helperService, leaderService } from '@fedzk/agg/http';
import { postgresStorage } from '@fedzk/agg/postgres';
import { sqliteStorage } from '@fedzk/agg/sqlite';
import { readTaskFile } from '@fedzk/agg/task';
import { AuditLog, createSigner } from '@fedzk/audit';
import { directoryStorage } from '@fedzk/audit/node';
import { createVerifier } from '@fedzk/verify';
import pg from 'pg';
import { serve } from '../../src/serve.js';
import { type AggregatorConfig, HELPER_DONE, OPERATOR, STOP } from './config.js';

const TICK = 100;

const {
  role,
  port,
  folder,
  task: text,
  keys,
  verificationKey,
  database,
}: AggregatorConfig = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const bytesOf = (digits: string) => new Uint8Array(Buffer.from(digits, 'hex'));
const task = readTaskFile(new TextEncoder().encode(text));
const signer = await createSigner(`example.com/${role}`, bytesOf(keys.audit));
const log = await AuditLog.open(directoryStorage(folder), { origin: signer.name, signer });
const pool = 'file' in database ? undefined : new pg.Pool({ ...database, max: 4 });
const storage = pool === undefined ? sqliteStorage('file' in database ? database.file : '') : postgresStorage(pool);
const signingKey = bytesOf(keys.signing);
const common = { privateKey: bytesOf(keys.sealing), signingKey, verifier: createVerifier(verificationKey) };
const parts = { ...common, storage, audit: log, history: log };
const options = {
  authenticate: ({ headers }: Request) => ({ operator: headers.get('authorization') === OPERATOR }),
  onError: (error: unknown) => say(`error ${JSON.stringify(String(error))}`),
};
const { service, aggregator } = role === 'leader' ? leading() : helping();

function leading() {
  const aggregator = createAggregator(task, { role: 'leader', ...parts });
  const helper = async (request: Request): Promise<Response> => {
    const response = await fetch(request);
    if (response.status === 200) say(HELPER_DONE);
    return response;
  };
  return { aggregator, service: leaderService([{ aggregator, signingKey }], { ...options, helper }) };
}

function helping() {
  const aggregator = createAggregator(task, { role: 'helper', ...parts });
  return { aggregator, service: helperService([{ aggregator, signingKey }], options) };
}

let [stopped, ticking] = [false, Promise.resolve()];

async function tick(): Promise<void> {
  if (!stopped) ticking = service.tick();
  await ticking;
}

async function answer(request: Request): Promise<Response> {
  if (new URL(request.url).pathname !== STOP) return service.fetch(request);
  stopped = true;
  await ticking;
  await aggregator.drain();
  await aggregator.close();
  await storage.close();
  await pool?.end();
  await log.close();
  setImmediate(() => process.exit(0));
  return new Response(null, { status: 204 });
}

await serve({ fetch: answer, tick }, { port, every: TICK });
say('ready');

/** Says a line, all of it even if it is killed then. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}
