// A system of two aggregators, its clients, a task of theirs and their reports.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type Task } from '@fedzk/agg';
import { readTaskFile, type TaskFile, writeTaskFile } from '@fedzk/agg/task';
import { toBase64url } from '@fedzk/core';
import { encodeVerificationKey } from '@fedzk/verify';
import { trapdoorKey } from '../../../packages/agg/test/support/prover.js';
import { Operator } from '../../../packages/server/src/cli/operator.js';
import type { ClientHome } from '../../../packages/server/src/client/home.js';
import { agree, enrolled, openRound } from '../../../packages/server/src/client/together.js';
import { bytesOf, type Card, partyOf } from '../../../packages/server/src/control/card.js';
import { makeSystem } from '../../../packages/server/src/start/first-start.js';
import { freePort } from '../../../packages/server/test/support/ports.js';
import { type Forked, forked } from '../forked.js';
import type { Papers } from './client.js';
import type { ServiceAnswer, ServiceMessage } from './service.js';

/** 650 values of 8 bits, in one proof. */
const SHAPE = { level: 'enhanced', n: 650, bits: 8, headroom: 10, maxNormSq: 50_000n } as const;

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
    for (const [i, address] of addresses.entries()) {
      const home = await enrolled(join(parent, 'homes', `client_${i}`), [operators.leader, operators.helper]);
      homes.push({ home, papers: papersOf(home, address) });
    }
    const { bytes, task } = await taskOf(
      operators.leader,
      homes.map(({ home }) => home),
    );
    const verificationKey = toBase64url(encodeVerificationKey(key.verificationKey, 'fedzk'));
    const taskid = await agree(operators, bytes, verificationKey);
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
        const close = { do: 'close', round: String(round) };
        for (const operator of round === 0n ? [] : [operators.leader, operators.helper])
          await operator.ask('POST', `/tasks/${taskid}/rounds`, close);
        round += 1n;
        await openRound(operators, taskid, String(round));
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

function papersOf(home: ClientHome, address: string): Papers {
  const { tlsKey } = secretsOf(home);
  const { answer, apiKey } = home.membership('leader');
  return { certificate: answer.certificate, key: tlsKey, apiKey, address };
}

function secretsOf({ folder }: ClientHome): { readonly tlsKey: string; readonly signingKey: string } {
  return JSON.parse(readFileSync(join(folder, 'client.key'), 'utf8'));
}

async function taskOf(
  operator: Operator,
  homes: readonly ClientHome[],
): Promise<{ readonly bytes: Uint8Array; readonly task: Task & { readonly file: TaskFile } }> {
  const cards = await operator.ask<{ own: Card; other: Card }>('GET', '/peer');
  const bytes = writeTaskFile({
    ...{ id: 'bench', ...SHAPE, minBatch: Math.ceil(homes.length / 2) + 2 },
    ...{ vkeyId: key.verifier.id, leader: partyOf(cards.own), helper: partyOf(cards.other) },
    clients: homes.map((home) => ({ id: home.id, publicKey: bytesOf(home.request().signingKey) })),
  });
  return { bytes, task: readTaskFile(bytes) };
}

async function reportOf(
  home: ClientHome,
  task: Task & { readonly file: TaskFile },
  round: bigint,
  proof: 'wrong' | undefined,
): Promise<string> {
  const off = proof === 'wrong' ? 1n : 0n;
  const client = createClient(task, {
    prover: {
      vkeyId: key.verifier.id,
      prove: async ({ commitment, rho, tag, maxNormSq }) => ({
        proof: key.simulate([commitment, rho, tag, maxNormSq + off]),
      }),
    },
    signingKey: bytesOf(secretsOf(home).signingKey),
    sent: { has: async () => false, add: async () => true }, // each is of another round
  });
  const values = Int8Array.from({ length: SHAPE.n }, (_, i) => ((i + Number(round)) % 7) - 3);
  return Buffer.from(await client.report(home.id, round, values)).toString('base64');
}
