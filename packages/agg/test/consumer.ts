// A user's program that imports every public name of the storages and of HTTP; the packaging tests compile it, and compare the names.
import {
  type Authenticate,
  createReporter,
  type FedzkError,
  type FedzkErrorCode,
  fetchResult,
  helperHandler,
  helperService,
  type LeaderServiceOptions,
  leaderHandler,
  leaderService,
  type ModelOf,
  type Origins,
  type Pace,
  type Principal,
  type Problem,
  type ProblemMembers,
  type ReadingOptions,
  type ReadResult,
  type Reporter,
  type ReporterOptions,
  type RoundRecord,
  type Send,
  type ServedTask,
  type Service,
  type ServiceOptions,
  type Verdict,
} from '@fedzk/agg/http';
import {
  type PostgresClient,
  type PostgresPool,
  type PostgresResult,
  type AggregatorStorage as PostgresStorage,
  postgresStorage,
} from '@fedzk/agg/postgres';
import { type AggregatorStorage, sqliteStorage } from '@fedzk/agg/sqlite';

type LeaderTask = Parameters<typeof leaderService>[0][number];
type HelperTask = Parameters<typeof helperService>[0][number];

export function services(leader: LeaderTask, helper: HelperTask, send: Send): Record<string, Service> {
  const principal: Principal = { operator: true };
  const authenticate: Authenticate = () => principal;
  const model: ModelOf = () => undefined;
  const origins: Origins = ['https://clinic.example'];
  const options: ServiceOptions = { authenticate, model, origins };
  const more: LeaderServiceOptions = { ...options, helper: send };
  const served: ServedTask = helper;
  if (served.signatures !== undefined) void leaderHandler([leader], more)(new Request('https://a.example'));
  void helperHandler([helper], options);
  return { leader: leaderService([leader], more), helper: helperService([helper], options) };
}

export async function sent(task: Parameters<typeof createReporter>[0], pace: Pace): Promise<string | undefined> {
  const options: ReporterOptions = { client: 'client_001', pace };
  const reporter: Reporter = createReporter(task, options);
  const record: RoundRecord = await reporter.record();
  if (record.model === undefined) return undefined;
  const verdict: Verdict = await reporter.send(new Uint8Array(3));
  const problem: Problem | undefined = verdict.problem;
  const members: ProblemMembers = problem ?? {};
  return members.taskid;
}

export async function read(task: Parameters<typeof fetchResult>[0]): Promise<Int32Array> {
  const options: ReadingOptions = { from: 'helper' };
  const { sums }: ReadResult = await fetchResult(task, 1, options);
  return sums;
}

export function codeOf(error: FedzkError): FedzkErrorCode {
  return error.code;
}

export const file: AggregatorStorage = sqliteStorage('leader.db');

export function database(pool: PostgresPool): PostgresStorage {
  return postgresStorage(pool);
}

export async function versionOf(client: PostgresClient): Promise<unknown> {
  const { rows }: PostgresResult = await client.query('SELECT version()', []);
  return rows[0]?.['version'];
}
