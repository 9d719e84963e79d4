/**
 * The demo over a network: leader and helper are two processes, each with its database, audit log and keys, and clients reach
 * them over HTTP. Both are killed in the middle of a round. In the end both logs say the same of each report.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSigningKey } from '@fedzk/agg';
import { dequantize } from '@fedzk/verify/quant';
import { loadDigits } from '../digits.js';
import { CLIENTS } from '../parties.js';
import { type DemoProver, openProver, type ProvingKey } from '../prover.js';
import { accuracy, PARAMETERS } from '../softmax.js';
import { moved, split } from '../training.js';
import { Participant } from './clients.js';
import { auditSigner, type Published, prepareFolder, ROLES, type Role, readSecrets } from './folder.js';
import { readLog } from './logs.js';
import { Operators } from './operators.js';
import { AggregatorProcess, freeUrl } from './processes.js';
import { faultsOf, printLogs, printVerdicts } from './report.js';
import { type Kills, type NetworkRound, playRound } from './round.js';

const ROUNDS = 2;
/** The cheats cheat in the last round, since one replays the round before. Then each aggregator is killed once. */
const KILLS: Kills = { client_003: 'leader', client_005: 'helper' };

/** What the demo over a network is made of. */
export interface NetworkMeans {
  readonly key: ProvingKey;
  /** Runs an aggregator when it is given `--aggregator`, a role and a folder. */
  readonly script: string;
  /** Whether the folder of both aggregators stays, and is named. */
  readonly keep: boolean;
}

/** Runs the demo, prints what happens, and returns whether everything was as expected. */
export async function runNetwork({ key, script, keep }: NetworkMeans): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'fedzk-demo-'));
  const processes = {
    leader: new AggregatorProcess(script, 'leader', folder),
    helper: new AggregatorProcess(script, 'helper', folder),
  };
  // However this process ends, by Ctrl-C too: nothing of it goes on.
  const cleanUp = (): void => {
    for (const role of ROLES) processes[role].killNow();
    if (keep) console.log(`\nThe databases, logs and keys of both aggregators are in ${folder}`);
    else rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const interrupt = (): void => process.exit(130);
  process.once('exit', cleanUp).once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const prover = await openProver(key);
  try {
    return await federate(folder, prover, processes);
  } finally {
    await prover.close();
    await Promise.all(ROLES.map((role) => processes[role].kill()));
    process.off('exit', cleanUp).off('SIGINT', interrupt).off('SIGTERM', interrupt);
    cleanUp();
  }
}

async function federate(
  folder: string,
  prover: DemoProver,
  processes: Readonly<Record<Role, AggregatorProcess>>,
): Promise<boolean> {
  const members = Array.from({ length: CLIENTS }, (_, i) => {
    return { id: `client_${String(i + 1).padStart(3, '0')}`, ...createSigningKey() };
  });
  const urls = { leader: await freeUrl(), helper: await freeUrl() };
  const published = await prepareFolder(folder, urls, {
    ...prover,
    clients: members.map(({ id, publicKey }) => ({ id, publicKey })),
  });
  const { task } = published;
  const digits = split(loadDigits());
  const participants = members.map((member) => new Participant(task, member, prover, digits.train));
  const operators = new Operators(task, folder);
  await Promise.all(ROLES.map((role) => processes[role].start()));
  introduce(published, processes);

  const rounds: NetworkRound[] = [];
  let weights = new Float64Array(PARAMETERS);
  for (let round = 1; round <= ROUNDS; round++) {
    const last = round === ROUNDS;
    const plan = { task, round, of: ROUNDS, participants, operators, processes, weights };
    const played = await playRound({ ...plan, cheating: last, kills: last ? KILLS : {} });
    const { result, sums } = played.published;
    const { scale = 1 } = task.file.quantization ?? {};
    weights = new Float64Array(moved(weights, dequantize(sums, { scale, count: result.count })));
    rounds.push(played);
  }
  await Promise.all(ROLES.map((role) => processes[role].stop()));

  const logs = { leader: await logOf(folder, 'leader'), helper: await logOf(folder, 'helper') };
  console.log(
    `\nThe model has an accuracy of ${(100 * accuracy(weights, digits.test)).toFixed(1)} % after ${ROUNDS} rounds.`,
  );
  printVerdicts(ROUNDS, rounds.at(-1)?.told ?? [], logs);
  printLogs(logs, rounds);
  const faults = faultsOf(rounds, logs, participants);
  for (const fault of faults) console.error(fault);
  return faults.length === 0;
}

/** The log of a role, as somebody reads it who knows its key. */
async function logOf(folder: string, role: Role): ReturnType<typeof readLog> {
  const { audit } = readSecrets(folder, role);
  const { verifierKey } = await auditSigner(role, audit);
  return readLog(folder, role, verifierKey);
}

function introduce({ task }: Published, processes: Readonly<Record<Role, AggregatorProcess>>): void {
  const { file, clients = [], minBatch } = task;
  for (const role of ROLES) console.log(`${role}  ${file[role].url}  process ${processes[role].pid}`);
  console.log(
    `Each has its own database, audit log and keys. Both have signed the task ${file.hash.slice(0, 16)}…:\n` +
      `${clients.length} clients, at least ${minBatch} of them in a sum, at most one in ${file.omit} of those that announce a report left out.\n` +
      'The proving key is for development: its trapdoor is public.\n',
  );
}
