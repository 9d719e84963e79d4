// Ten clients that enrol at both aggregators of a development system, agree on a task, and report once.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readTaskFile, writeTaskFile } from '@fedzk/agg/task';
import { CIRCUITS, developmentKey } from '@fedzk/circuits';
import { toBase64url } from '@fedzk/core';
import { createProver } from '@fedzk/prove';
import { createVerifier, encodeVerificationKey } from '@fedzk/verify';
import type { Operator } from '../cli/operator.js';
import { bytesOf, type Card, partyOf } from '../control/card.js';
import type { ClientHome } from './home.js';
import { agree, type Both, enrolled, openRound } from './together.js';

const CIRCUIT = 'gradient-update-64x8';

/** What the demo did. */
export interface DemoResult {
  readonly taskid: string;
  readonly accepted: number;
  readonly sums: readonly number[];
  /** Whether the sum is that of the values. */
  readonly isRight: boolean;
}

/**
 * Runs a round of clients with the development key.
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
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const homes: ClientHome[] = [];
  for (let i = 1; i <= count; i++)
    homes.push(await enrolled(join(folder, `client_${String(i).padStart(3, '0')}`), both));
  tell(`${count} clients are enrolled at both.`);

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
  const task = readTaskFile(bytes);
  const prover = await createProver({ zkey: key.zkey, gradientUpdate: CIRCUITS[CIRCUIT].gradientUpdate });
  const expected = new Array<number>(64).fill(0);
  let accepted = 0;
  for (const [i, home] of homes.entries()) {
    const values = Int8Array.from({ length: 64 }, (_, j) => ((7 * i + 3 * j) % 41) - 20);
    const reporter = home.reporter(task);
    const { round } = await reporter.record();
    const { status, problem } = await reporter.send(await home.client(task, prover).report(home.id, round, values));
    if (status === 'accepted') {
      accepted++;
      for (const [j, value] of values.entries()) expected[j] = (expected[j] ?? 0) + value;
    }
    tell(`${home.id}: ${status}${problem === undefined ? '' : `, ${problem.name}`}`);
  }
  await prover.close();

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
