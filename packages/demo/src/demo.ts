/**
 * The main job: clients train one model on their own digits, prove what they report, and two aggregators that never see
 * an update check it and add it up. Some clients cheat once. After that, one proof at each size.
 */
import { AuditTrail, type Verdict } from './audit-trail.js';
import { loadDigits } from './digits.js';
import { KeyRing } from './key-ring.js';
import type { Model } from './models.js';
import { gather } from './parties.js';
import { progressLine } from './progress.js';
import { type DemoProver, openProver, type ProvingKey } from './prover.js';
import { type Refused, type RoundResult, runRound } from './round.js';
import { explain } from './sentences.js';
import { printSizes, proveSizes } from './sizes.js';
import { accuracy, PARAMETERS } from './softmax.js';
import { Stopwatch } from './stopwatch.js';
import { table } from './table.js';
import { split, train } from './training.js';

/** The circuit of the rounds. */
export const CIRCUIT = 'gradient-update-650x8';
const ROUNDS = 6;
/** A sealing key and a signing key each. */
const KEYS_OF_AGGREGATORS = 4;
/** The round in which the cheats cheat: not the first, since one replays the round before. */
const CHEATING_ROUND = 2;
/** How far federated training may fall behind pooled training, in parts of one. */
const TOLERANCE = 0.02;

/** What a demo proves with. */
export interface Means {
  /** One proof is made of each, after the rounds. */
  readonly models: readonly Model[];
  /** Gives the key of a circuit by its name in `circuits.json`. */
  readonly keyOf: (circuit: string) => Promise<ProvingKey>;
}

/** Runs the demo and prints what happened. Returns whether every check passed. */
export async function runDemo({ models, keyOf }: Means): Promise<boolean> {
  const prover = await openProver(await keyOf(CIRCUIT));
  const keyRing = await KeyRing.make();
  const trail = await AuditTrail.make();
  let right: boolean;
  try {
    right = await federate(prover, keyRing, trail);
  } finally {
    keyRing.close();
    trail.close();
    await prover.close();
  }
  console.log();
  const sizes = await proveSizes(models, keyOf);
  printSizes(sizes);
  return right && sizes.every(({ valid }) => valid);
}

async function federate(prover: DemoProver, keyRing: KeyRing, trail: AuditTrail): Promise<boolean> {
  const digits = split(loadDigits());
  const watch = new Stopwatch();
  const parties = await gather(digits.train, timed(prover, watch), keyRing, trail);
  const { task, clients } = parties;
  console.log(
    `Softmax regression on the digits: ${PARAMETERS} parameters, ${digits.train.count} rows at ${clients.length} ` +
      `clients, ${digits.test.count} rows to test.\nEach report: ${task.n} values of ${task.bits} bits, one Groth16 ` +
      `proof that they are, and that Σ x² ≤ ${task.maxNormSq}.\n` +
      'The proving key is for development: its trapdoor is public.\n',
  );

  const lastReports = new Map<string, Uint8Array<ArrayBuffer>>();
  const results: RoundResult[] = [];
  const scores: { readonly federated: number; readonly pooled: number }[] = [];
  let weights = new Float64Array(PARAMETERS);
  let pooled = new Float64Array(PARAMETERS);
  for (let round = 1; round <= ROUNDS; round++) {
    const progress = progressLine(`round ${round} of ${ROUNDS}`);
    const cheating = round === CHEATING_ROUND;
    const result = await runRound({
      parties,
      prover,
      round,
      weights,
      cheating,
      lastReports,
      watch,
      progress: progress.show,
    });
    weights = new Float64Array(result.weights);
    pooled = new Float64Array(train(pooled, digits.train));
    const score = { federated: accuracy(weights, digits.test), pooled: accuracy(pooled, digits.test) };
    results.push(result);
    scores.push(score);
    progress.done(
      `${result.accepted.length} accepted, ${result.refused.length} refused, accuracy ${percent(score.federated)}`,
    );
  }
  parties.verifier.dispose();
  await keyRing.rotate();
  const store = await keyRing.inspect();
  const log = await trail.verify();

  const reportBytes = lastReports.values().next().value?.length ?? Number.NaN;
  printSteps(watch, reportBytes);
  printRounds(results, scores);
  printRefused(results.flatMap(({ refused }) => refused));
  console.log(
    `\nThe store has ${store.keys} private keys, under a new master key: ${store.ok ? 'all authentic' : 'DAMAGED'}`,
  );
  printLog(log);
  const right = judge(
    results,
    scores,
    clients.map(({ cheat }) => cheat),
  );
  const logged = log.report.ok && log.report.checked.since && log.proved;
  return right && logged && store.ok && store.keys === clients.length + KEYS_OF_AGGREGATORS;
}

/** The same prover, with its time noted. */
function timed(prover: DemoProver, watch: Stopwatch): DemoProver {
  return { ...prover, prove: (inputs, options) => watch.timeAsync('prove', () => prover.prove(inputs, options)) };
}

function printSteps(watch: Stopwatch, reportBytes: number): void {
  const rows = watch
    .summary()
    .map(({ step, count, ms, bytes }) => [
      step,
      String(count),
      ms.toFixed(ms < 10 ? 2 : 0),
      bytes === undefined ? '' : String(bytes),
    ]);
  console.log(`\n${table(['step', 'times', 'ms', 'bytes'], rows, [1, 2, 3])}`);
  console.log(`\na report has ${reportBytes} bytes: ${(reportBytes / PARAMETERS).toFixed(2)} a value`);
}

function printRounds(results: readonly RoundResult[], scores: readonly { federated: number; pooled: number }[]): void {
  const rows = results.map(({ accepted, refused, sumIsRight }, i) => {
    const { federated = Number.NaN, pooled = Number.NaN } = scores[i] ?? {};
    const sum = sumIsRight ? 'right' : 'WRONG';
    return [String(i + 1), String(accepted.length), String(refused.length), sum, percent(federated), percent(pooled)];
  });
  const head = ['round', 'accepted', 'refused', 'sum', 'accuracy', 'on pooled data'];
  console.log(`\n${table(head, rows, [0, 1, 2, 4, 5])}`);
}

function printRefused(refused: readonly Refused[]): void {
  const rows = refused.map(({ client, attempt, reason }) => [client.id, attempt, reason, explain(reason)]);
  console.log(`\nRefused in round ${CHEATING_ROUND}:\n${table(['client', 'sent', 'refused by', 'why'], rows, [])}`);
}

function printLog({ report, refusals, proved }: Verdict): void {
  const { size, root, ok, checked } = report;
  const verdict = ok && checked.since && proved ? 'verified' : 'NOT AS IT WAS WRITTEN';
  console.log(
    `The audit log has ${size} entries, ${refusals} of them refusals, root ${root.slice(0, 16)}…: ${verdict}\n` +
      '(Both log each: the helper refuses the announcement of what the leader refuses, and the leader logs what the helper did.)',
  );
}

/** Returns whether every check passed; prints those that failed. */
function judge(
  results: readonly RoundResult[],
  scores: readonly { federated: number; pooled: number }[],
  roles: readonly ({ accepted: number; refusal: string } | undefined)[],
): boolean {
  const faults: string[] = [];
  for (const [i, { accepted, refused, sumIsRight }] of results.entries()) {
    const round = i + 1;
    const cheating = round === CHEATING_ROUND;
    const expected = roles.reduce((sum, role) => sum + (cheating && role ? role.accepted : 1), 0);
    if (!sumIsRight) faults.push(`round ${round}: the sum is not that of the accepted updates`);
    if (accepted.length !== expected)
      faults.push(`round ${round}: expected ${expected} accepted, got ${accepted.length}`);
    const cheats = roles.filter((role) => cheating && role !== undefined).length;
    if (refused.length !== cheats) faults.push(`round ${round}: expected ${cheats} refused, got ${refused.length}`);
    for (const { client, reason } of refused) {
      if (reason !== client.cheat?.refusal) {
        faults.push(`round ${round}: ${client.id} expected "${client.cheat?.refusal}", got "${reason}"`);
      }
    }
  }
  const { federated = 0, pooled = 1 } = scores.at(-1) ?? {};
  if (!(federated >= pooled - TOLERANCE)) {
    faults.push(`accuracy expected within ${TOLERANCE * 100} points of ${percent(pooled)}, got ${percent(federated)}`);
  }
  for (const fault of faults) console.error(fault);
  return faults.length === 0;
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}
