// A system of two aggregators, its clients, a task of theirs and their reports.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as listen } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type Task } from '@fedzk/agg';
import { readTaskFile, type TaskFile, writeTaskFile } from '@fedzk/agg/task';
import { fromBase64url, toBase64url } from '@fedzk/core';
import { encodeVerificationKey } from '@fedzk/verify';
import { trapdoorKey } from '../../../packages/agg/test/support/prover.js';
import { Operator } from '../../../packages/server/src/cli/operator.js';
import type { EnrolmentAnswer } from '../../../packages/server/src/client/enrolment.js';
import { ClientHome } from '../../../packages/server/src/client/home.js';
import { type Card, fingerprintOf } from '../../../packages/server/src/control/card.js';
import { makeSystem } from '../../../packages/server/src/start/first-start.js';
import { type Forked, forked } from '../forked.js';
import type { Papers } from './client.js';
import type { ServiceAnswer, ServiceMessage } from './service.js';

/** 650 values of 8 bits, in one proof. */
const SHAPE = { level: 'enhanced', n: 650, bits: 8, headroom: 10, maxNormSq: 50_000n } as const;

type Role = 'leader' | 'helper';

/** Keys that prove whatever they are asked, so that a report takes milliseconds. */
const key = trapdoorKey('bench server');

/** What is measured. Disposal ends both aggregators and removes their folder. */
export interface Made extends AsyncDisposable {
  readonly port: number;
  readonly taskid: string;
  /** Where reports go at the leader. */
  readonly path: string;
  readonly url: string;
  readonly clients: readonly { readonly id: string; readonly papers: Papers }[];
  ask(message: ServiceMessage): Promise<ServiceAnswer>;
  /** Starts the leader, or starts it again. */
  start(guarded: boolean, every: number): Promise<void>;
  /** Opens the next round. */
  open(): Promise<bigint>;
  /** Makes a client's report of a round, in base64. */
  report(client: number, round: bigint, proof?: 'wrong'): Promise<string>;
}

/** Makes and starts a system with clients of these addresses. */
export async function made(addresses: readonly string[]): Promise<Made> {
  const parent = mkdtempSync(join(tmpdir(), 'fedzk-bench-'));
  const data = join(parent, 'data');
  const port = await freePort();
  await makeSystem({ data, mode: 'development', roles: ['leader', 'helper'], clientsPort: port });
  const operators = { leader: new Operator(data, 'leader'), helper: new Operator(data, 'helper') };
  const program = new URL('./service.ts', import.meta.url);
  const helper = forked(program, 'the helper');
  let leader: Forked | undefined;
  const start = async (guarded: boolean, every: number): Promise<void> => {
    await leader?.[Symbol.asyncDispose]();
    leader = forked(program, 'the leader');
    await leader.ask({ start: { data, role: 'leader', guarded, every } } satisfies ServiceMessage);
  };
  const end = async (): Promise<void> => {
    await leader?.[Symbol.asyncDispose]();
    await helper[Symbol.asyncDispose]();
    rmSync(parent, { recursive: true, force: true });
  };
  try {
    await helper.ask({ start: { data, role: 'helper', guarded: true, every: 1_000 } } satisfies ServiceMessage);
    await start(true, 1_000);
    const homes: { readonly home: ClientHome; readonly papers: Papers }[] = [];
    for (const [i, address] of addresses.entries())
      homes.push(await enrolled(operators.leader, join(parent, 'homes', `client_${i}`), address));
    const { bytes, task } = await taskOf(
      operators.leader,
      homes.map(({ home }) => home),
    );
    const taskid = await signed(operators, bytes);
    let round = 0n;
    return {
      ...{ port, taskid, path: `/v1/tasks/${taskid}/reports`, url: `${task.file.leader.url}/tasks/${taskid}/reports` },
      clients: homes.map(({ home, papers }) => ({ id: home.id, papers })),
      ask(message) {
        if (leader === undefined) throw new Error('the leader has not started');
        return leader.ask(message) as Promise<ServiceAnswer>;
      },
      start,
      async open() {
        if (round > 0n) await step(operators, taskid, 'close', round);
        round += 1n;
        await step(operators, taskid, 'open', round);
        return round;
      },
      async report(client, of, proof) {
        const own = homes[client]?.home;
        if (own === undefined) throw new Error('there is no such client');
        return reportOf(own, task, of, proof);
      },
      [Symbol.asyncDispose]: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function enrolled(
  operator: Operator,
  folder: string,
  address: string,
): Promise<{ readonly home: ClientHome; readonly papers: Papers }> {
  const request = await ClientHome.create(folder, folder.split('/').at(-1) ?? '');
  const home = ClientHome.open(folder);
  const body = { request, fingerprint: fingerprintOf(request) };
  const joined = await operator.ask<EnrolmentAnswer>('POST', '/clients', body);
  await home.join(joined, { fingerprint: fingerprintOf(joined), development: true });
  const { tlsKey } = JSON.parse(readFileSync(join(folder, 'client.key'), 'utf8')) as { readonly tlsKey: string };
  const { answer, apiKey } = home.membership('leader');
  return { home, papers: { certificate: answer.certificate, key: tlsKey, apiKey, address } };
}

async function taskOf(
  operator: Operator,
  homes: readonly ClientHome[],
): Promise<{ readonly bytes: Uint8Array; readonly task: Task & { readonly file: TaskFile } }> {
  const cards = await operator.ask<{ own: Card; other: Card }>('GET', '/peer');
  const party = ({ clients, signingKey, sealingKey }: Card) => ({
    url: `${clients}/v1`,
    signingKey: decoded(signingKey),
    sealingKey: decoded(sealingKey),
  });
  const bytes = writeTaskFile({
    ...{ id: 'bench', ...SHAPE, minBatch: Math.ceil(homes.length / 2) + 2 },
    ...{ vkeyId: key.verifier.id, leader: party(cards.own), helper: party(cards.other) },
    clients: homes.map((home) => ({ id: home.id, publicKey: decoded(home.request().signingKey) })),
  });
  return { bytes, task: readTaskFile(bytes) };
}

type Operators = Readonly<Record<Role, Operator>>;

/** Has both sign a task. */
async function signed(operators: Operators, bytes: Uint8Array): Promise<string> {
  const verificationKey = toBase64url(encodeVerificationKey(key.verificationKey, 'fedzk'));
  const file = new TextDecoder().decode(bytes);
  const sign = (role: Role, signatures: string) =>
    operators[role].ask<{ taskid: string; signatures: string }>('POST', '/tasks', {
      file,
      verificationKey,
      signatures,
    });
  const first = await sign('leader', '');
  const { taskid, signatures } = await sign('helper', first.signatures);
  await sign('leader', signatures);
  return taskid;
}

async function step(operators: Operators, taskid: string, what: string, round: bigint): Promise<void> {
  const order = what === 'open' ? (['helper', 'leader'] as const) : (['leader', 'helper'] as const);
  for (const role of order)
    await operators[role].ask('POST', `/tasks/${taskid}/rounds`, { do: what, round: String(round) });
}

async function reportOf(
  home: ClientHome,
  task: Task & { readonly file: TaskFile },
  round: bigint,
  proof: 'wrong' | undefined,
): Promise<string> {
  const secrets = JSON.parse(readFileSync(join(home.folder, 'client.key'), 'utf8')) as { readonly signingKey: string };
  const off = proof === 'wrong' ? 1n : 0n;
  const client = createClient(task, {
    prover: {
      vkeyId: key.verifier.id,
      prove: async ({ commitment, rho, tag, maxNormSq }) => ({
        proof: key.simulate([commitment, rho, tag, maxNormSq + off]),
      }),
    },
    signingKey: decoded(secrets.signingKey),
    sent: { has: async () => false, add: async () => true }, // each is of another round
  });
  const values = Int8Array.from({ length: SHAPE.n }, (_, i) => ((i + Number(round)) % 7) - 3);
  return Buffer.from(await client.report(home.id, round, values)).toString('base64');
}

function decoded(text: string): Uint8Array<ArrayBuffer> {
  return fromBase64url(text) ?? new Uint8Array();
}

/** The distances of the other listeners' ports from that of clients, and those of the helper. */
const DISTANCES = [0, 557, 1_000, 1_021].flatMap((distance) => [distance, distance + 10]);

async function freePort(): Promise<number> {
  for (;;) {
    const port = 32_000 + Math.floor(Math.random() * 1_000) * 20;
    const taken = await Promise.all(DISTANCES.map((distance) => isTaken(port + distance)));
    if (!taken.includes(true)) return port;
  }
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = listen();
    server.once('error', () => resolve(true));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(false)));
  });
}
