/**
 * One round at the level of a model: clients prove and report a gradient each, two aggregators add them up, and a client that
 * reports another share than it has proved is refused.
 */
import {
  createAggregator,
  createClient,
  createSealingKey,
  createSigningKey,
  createTask,
  memoryStorage,
  type Task,
} from '@fedzk/agg';
import { listener } from '@fedzk/core';
import { createVerifier } from '@fedzk/verify';
import { quantize } from '@fedzk/verify/quant';
import { lyingShare } from './cheats.js';
import { optionsFor } from './manifest.js';
import { circuitOf, type Model } from './models.js';
import { progressLine } from './progress.js';
import { type DemoProver, openProver, type ProvingKey } from './prover.js';

const ROUND = 1;
const CHEAT = 'cheat';
/** What the false share has to be refused as. */
const REFUSAL = 'helper: tag-mismatch';

/** What of a model a round needs. */
export type LevelModel = Pick<Model, 'name' | 'level' | 'clip' | 'maxNormSq'>;

/** What came of the round. */
export interface LevelRound {
  readonly task: Task;
  readonly accepted: number;
  /** Who refused, with the code. */
  readonly refused: readonly string[];
  readonly reportBytes: number;
  /** Whether every client got the right verdict, and the sum is that of the accepted gradients. */
  readonly right: boolean;
}

/** Runs the round: of each gradient's client, and of one more that sends the first gradient and lies. */
export async function runLevelRound(
  model: LevelModel,
  gradients: readonly Float32Array[],
  keyOf: (circuit: string) => Promise<ProvingKey>,
): Promise<LevelRound> {
  const progress = progressLine(`a round at the level ${model.level}`);
  progress.show('the key');
  const prover = await openProver(await keyOf(circuitOf(model.level).name));
  try {
    const result = await runRound(model, gradients, prover, progress.show);
    const { accepted, refused, reportBytes, right, task } = result;
    const outcome = `${accepted} accepted, ${refused.length} refused, reports of ${reportBytes} bytes on ${task.curve}`;
    progress.done(`${outcome}, ${right ? 'the sum is right' : 'NOT RIGHT'}`);
    return result;
  } finally {
    await prover.close();
  }
}

async function runRound(
  model: LevelModel,
  gradients: readonly Float32Array[],
  prover: DemoProver,
  show: (doing: string) => void,
): Promise<LevelRound> {
  const ids = [...gradients.map((_, i) => `client_${i + 1}`), CHEAT];
  const clients = ids.map((id) => ({ id, ...createSigningKey() }));
  const keys = { leader: createSealingKey(), helper: createSealingKey() };
  const { shape } = circuitOf(model.level);
  const task = createTask({
    ...{ id: model.name, level: model.level, ...shape, maxNormSq: model.maxNormSq },
    minBatch: gradients.length,
    aggregatorKeys: { leader: keys.leader.publicKey, helper: keys.helper.publicKey },
    clients: clients.map(({ id, publicKey }) => ({ id, publicKey })),
    vkeyId: prover.vkeyId,
  });
  const refused: string[] = [];
  const audit = listener(({ result, details }) => {
    if (result === 'failure' && details?.code !== 'helper-refused') refused.push(`${details?.role}: ${details?.code}`);
  });
  using verifier = createVerifier(prover.verificationKey, {
    format: 'fedzk',
    curve: prover.curve,
    ...optionsFor(prover.manifest),
  });
  const common = { verifier, audit };
  await using leader = createAggregator(task, {
    ...{ role: 'leader', privateKey: keys.leader.privateKey, storage: memoryStorage(), ...common },
  });
  await using helper = createAggregator(task, {
    ...{ role: 'helper', privateKey: keys.helper.privateKey, storage: memoryStorage(), ...common },
  });
  await leader.openRound(ROUND);
  await helper.openRound(ROUND);

  const expected = new Int32Array(task.n);
  let [accepted, reportBytes] = [0, 0];
  for (const { id, privateKey } of clients) {
    show(`${id} proves`);
    const gradient = gradients[ids.indexOf(id)] ?? gradients[0] ?? new Float32Array();
    const { values } = quantize(gradient, { bits: shape.bits, clip: model.clip });
    const cheat = { task, prover, clientId: id, signingKey: privateKey, round: BigInt(ROUND), values };
    const [report = new Uint8Array()] =
      id === CHEAT
        ? await lyingShare({ ...cheat, lastReport: new Uint8Array() })
        : [await createClient(task, { prover, signingKey: privateKey }).report(id, ROUND, values)];
    const submission = await leader.submit(report);
    const isPending = submission.verdict === 'pending';
    const verdict = isPending
      ? await leader.conclude(submission.prepare, await helper.prepare(submission.prepare))
      : submission.verdict;
    reportBytes = report.length;
    if (verdict !== 'accepted') continue;
    accepted++;
    for (const [i, value] of values.entries()) expected[i] = (expected[i] ?? 0) + value;
  }

  show('the aggregators add up');
  const asked = await leader.collect(ROUND);
  const answered = 'request' in asked ? await helper.collect(asked.request) : asked;
  const sum = 'share' in answered ? await leader.combine(ROUND, answered.share) : answered;
  const judged = accepted === gradients.length && refused.join() === REFUSAL;
  const right = judged && 'sums' in sum && sum.sums.every((value, i) => value === expected[i]);
  return { task, accepted, refused, reportBytes, right };
}
