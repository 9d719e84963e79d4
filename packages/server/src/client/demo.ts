// Ten clients that enrol at both aggregators of a development system, agree on a task, and report once.

import { join } from 'node:path';
import { readTaskFile, writeTaskFile } from '@fedzk/agg/task';
import { CIRCUITS, developmentKey } from '@fedzk/circuits';
import { toBase64url } from '@fedzk/core';
import { createProver } from '@fedzk/prove';
import { createVerifier, encodeVerificationKey } from '@fedzk/verify';
import type { Operator } from '../cli/operator.js';
import { bytesOf, type Card, partyOf } from '../control/card.js';
import { makeFolders } from '../stores/layout.js';
import type { ClientHome } from './home.js';
import { type Heard, sent } from './reporting.js';
import { agree, type Both, enrolledAgain, openRound } from './together.js';

const CIRCUIT = 'gradient-update-64x8';

/** What the demo did. */
export interface DemoResult {
  readonly taskid: string;
  readonly accepted: number;
  readonly sums: readonly number[];
  /** Whether the sum is that of the values. */
  readonly isRight: boolean;
}

/** How long a client waits for its verdict. */
const VERDICT_MS = 60_000;

/**
 * Runs a round of clients with the development key. Again in the same folder, it has the same clients, which report new values.
 *
 * @param folder for the clients' keys
 * @param tell gets a line at each step
 */
export async function runDemo(
  operators: Both,
  {
    folder,
    clients: count = 10,
    tell,
  }: { readonly folder: string; readonly clients?: number; readonly tell: (line: string) => void },
): Promise<DemoResult> {
  const both = [operators.leader, operators.helper] as const;
  makeFolders(folder);
  const homes: ClientHome[] = [];
  let known = 0;
  tell(`Enrols ${count} clients at both aggregators …`);
  for (let i = 1; i <= count; i++) {
    const { home, isKnown } = await enrolledAgain(join(folder, `demo_${String(i).padStart(3, '0')}`), both);
    homes.push(home);
    if (isKnown) known++;
  }
  tell(`${count} clients are enrolled at both${known === 0 ? '' : `, ${known} of them since an earlier demo`}.`);

  const key = await developmentKey(CIRCUIT);
  const verifier = createVerifier(key.vkey);
  const cards = await operators.leader.ask<{ own: Card; other: Card }>('GET', '/peer');
  const bytes = writeTaskFile({
    ...{
      id: `demo-${Date.now()}`,
      level: 'standard',
      n: 64,
      bits: 8,
      headroom: 10,
      maxNormSq: 100_000n,
      minBatch: Math.ceil(count / 2) + 2,
    },
    ...{ vkeyId: verifier.id, leader: partyOf(cards.own), helper: partyOf(cards.other) },
    clients: homes.map((home) => ({ id: home.id, publicKey: bytesOf(home.request().signingKey) })),
  });
  verifier.dispose();
  const taskid = await agree(operators, bytes, toBase64url(encodeVerificationKey(key.vkey, 'fedzk')));
  tell(`Both have signed the task ${taskid}.`);

  await openRound(operators, taskid, '1');
  tell('Round 1 is open. Each client proves its update, and reports it …');
  const task = readTaskFile(bytes);
  const prover = await createProver({ zkey: key.zkey, gradientUpdate: CIRCUITS[CIRCUIT].gradientUpdate });
  const expected = new Array<number>(64).fill(0);
  let accepted = 0;
  for (const home of homes) {
    const values = updateOf(64);
    const heard: Heard = new Map();
    const reporter = home.reporter(task, (role, status) => heard.set(role, status));
    const bytes = await home.client(task, prover).report(home.id, 1n, values);
    const { status, problem } = await sent(home, reporter, bytes, { ms: VERDICT_MS, tell }, heard);
    if (status === 'accepted') {
      accepted++;
      for (const [j, value] of values.entries()) expected[j] = (expected[j] ?? 0) + value;
    }
    tell(`${home.id}: ${status}${problem === undefined ? '' : `, ${problem.name}`}`);
  }
  await prover.close();

  tell('The round is closed, and the aggregators add up …');
  const step = (operator: Operator, what: string) =>
    operator.ask('POST', `/tasks/${taskid}/rounds`, { do: what, round: '1' });
  await step(operators.leader, 'close');
  await step(operators.helper, 'close');
  await step(operators.leader, 'collect');
  const [first] = homes;
  const sums = first === undefined ? [] : [...(await first.result(task, 1n)).sums];
  for (const home of homes) home.close();
  return { taskid, accepted, sums, isRight: sums.every((sum, j) => sum === expected[j]) };
}

/** Makes an update. A client never reports the same values twice. */
function updateOf(count: number): Int8Array {
  return Int8Array.from(crypto.getRandomValues(new Uint8Array(count)), (byte) => (byte % 41) - 20);
}
