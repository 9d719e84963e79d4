import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { type MemoryResult, measureMemory } from '../audit/memory.js';
import type { LatencyResult, LogsResult } from '../audit/node.js';
import { slowSync } from '../audit/programs.js';
import { measureWorkerd } from '../audit/workerd.js';
import type { BenchCase, Outcome, RunOptions } from '../case.js';
import type { SubjectResult } from '../contenders.js';
import type { AuditInput, AuditResult } from '../measurements/audit.js';
import { rounded, versionsOf } from '../record.js';
import { duration, limitLine, table } from '../report.js';
import { openNode } from '../runtimes/node.js';
import { RUNTIME_NAMES } from '../runtimes/runtime.js';

/** Lower limits of a peer's time divided by ours. */
interface Target {
  readonly subject: RegExp;
  readonly peer: string;
  readonly times: number;
  readonly ours?: string;
}

const [BLOCKING, ASIDE] = ['write + fdatasync, blocking', 'write + fdatasync'];

const TARGETS: readonly Target[] = [
  ...[ASIDE, BLOCKING].flatMap((peer) => [
    { subject: /^durable appends, 1 caller/, peer, times: 0.9 },
    { subject: /^durable appends, 128 callers/, peer, times: 20 },
    { subject: /^durable appends, 1,024 callers$/, peer, times: 30 },
  ]),
  { subject: /^durable appends, 1 caller/, peer: 'better-sqlite3', times: 0.8 },
  { subject: /^durable appends, 128 callers/, peer: 'better-sqlite3', times: 1 },
  { subject: /^durable appends, 1,024 callers/, peer: 'better-sqlite3', times: 1.2 },
  { subject: /^durable appends/, peer: 'tessera, integrated', times: 2 },
  { subject: /^appends until a checkpoint/, peer: 'tessera, checkpoint', times: 10, ours: 'fedzk, signed' },
  { subject: /on disk$/, peer: 'x/mod', times: 1 / 1.25 },
  { subject: /on disk$/, peer: 'x/mod', times: 1 / 0.75, ours: 'fedzk, two threads' },
  { subject: /in memory/, peer: 'createHash', times: 2.5 },
  { subject: /in memory/, peer: 'noble', times: 3 },
];

const LIMITS = { memoryMB: 96, overhead: 20, proof: 1200, proofMs: 5, pageKB: 60, syncs: 3 };

export const audit: BenchCase = {
  name: 'audit',
  summary: 'durable appends by 1, 128 and 1,024 callers; a log of 1,000,000 entries verified; memory and sizes',
  runtimes: RUNTIME_NAMES,
  run,
};

interface Effort {
  readonly everywhere: AuditInput;
  /** Parts that run in the Node at hand only. */
  readonly disk: AuditInput;
  /** Appends on a slow disk. */
  readonly slow: AuditInput;
  readonly memory: readonly number[];
  readonly workerd: { readonly bundles: number; readonly rounds: number; readonly warmUp: number };
}

const FULL: Effort = {
  everywhere: { hashing: { bundles: 128, rounds: 15, warmUp: 3 } },
  disk: {
    appends: {
      rounds: 9,
      warmUp: 2,
      all: [
        { callers: 1, entries: 1000, oneByOne: 1000, tessera: 0 },
        { callers: 128, entries: 30_000, oneByOne: 1000, tessera: 0 },
        { callers: 1024, entries: 65_536, oneByOne: 1000, tessera: 4096 },
      ],
    },
    logs: { entries: 1_000_000, rounds: 9, warmUp: 2 },
  },
  slow: {
    appends: { rounds: 7, warmUp: 1, all: [{ callers: 1024, entries: 32_768, oneByOne: 20, tessera: 0 }] },
    latency: { callers: 1024, entries: 262_144 },
  },
  memory: [3907, 39_063],
  workerd: { bundles: 128, rounds: 9, warmUp: 2 },
};

const FEW = { rounds: 2, warmUp: 1 };

/** The same with few rounds and smaller logs. */
const QUICK: Effort = {
  everywhere: { hashing: { bundles: 16, ...FEW } },
  disk: {
    appends: {
      ...FEW,
      all: [
        { callers: 1, entries: 50, oneByOne: 50, tessera: 0 },
        { callers: 1024, entries: 8192, oneByOne: 50, tessera: 2048 },
      ],
    },
    logs: { entries: 70_000, ...FEW },
  },
  slow: {
    appends: { ...FEW, all: [{ callers: 1024, entries: 4096, oneByOne: 10, tessera: 0 }] },
    latency: { callers: 1024, entries: 8192 },
  },
  memory: [256, 2560],
  workerd: { bundles: 16, ...FEW },
};

async function run({ quick, runtime }: RunOptions): Promise<Outcome> {
  const { everywhere, disk, slow, memory, workerd } = quick ? QUICK : FULL;
  const { hashing } = await runtime.measure('audit', everywhere);
  const subjects = [hashing].filter((each) => each !== undefined);
  print(subjects);
  const here =
    runtime.title === `Node ${process.versions.node}` ? await onDisk(disk, slow, memory, workerd) : undefined;
  const lines = [...[...subjects, ...(here?.subjects ?? [])].flatMap(targets), ...(here?.lines ?? [])];
  const page = gzipSync(readFileSync(PAGE), { level: 9 }).length / 1000;
  lines.push(limitLine('the page after gzip', page, LIMITS.pageKB, 'KB'));
  console.log(`\nby the medians of the ratios:\n${lines.join('\n')}`);
  const versions = versionsOf(['@fedzk/audit', '@noble/hashes', 'better-sqlite3']);
  return { record: rounded({ versions, subjects, ...here, targets: lines }, 6), failed: page > LIMITS.pageKB };
}

const PAGE = new URL('../../../packages/audit/dist/verify.html', import.meta.url);

interface OnDisk {
  readonly subjects: readonly SubjectResult[];
  readonly missing: readonly string[];
  readonly lines: readonly string[];
  readonly logs?: LogsResult;
  readonly latency?: LatencyResult;
  readonly memory: readonly MemoryResult[];
}

/** Measures what needs the Node at hand. Each part runs in a process of its own. */
async function onDisk(
  disk: Effort['disk'],
  slow: Effort['slow'],
  memory: Effort['memory'],
  workerd: Effort['workerd'],
): Promise<OnDisk> {
  const { appends, logs } = await inProcess({}, disk);
  const missing = [...(appends?.missing ?? []), ...(logs?.missing ?? [])];
  const subjects = [...(appends?.subjects ?? []), ...(logs?.subjects ?? [])];
  const lines: string[] = [];
  const library = slowSync();
  let latency: LatencyResult | undefined;
  if (typeof library === 'string') {
    const slowly = await inProcess({ LD_PRELOAD: library, UV_THREADPOOL_SIZE: '8' }, slow);
    subjects.push(...(slowly.appends?.subjects ?? []).map(onSlowDisk));
    latency = slowly.latency;
  } else {
    missing.push(`a slow disk: ${library.missing}`);
  }
  subjects.push(await measureWorkerd(workerd.bundles, workerd));
  print(subjects);
  const used = await measureMemory(memory);
  for (const each of missing) console.log(`\nmissing: ${each}`);
  if (latency !== undefined) {
    lines.push(limitLine('99 of 100 appends on a slow disk', latency.p99 / latency.sync, LIMITS.syncs, 'syncs'));
  }
  for (const { entries, bytes } of used) {
    lines.push(
      limitLine(`a process that verifies ${entries.toLocaleString('en')} entries`, bytes / 1e6, LIMITS.memoryMB, 'MB'),
    );
  }
  if (logs !== undefined) lines.push(...sizes(logs));
  return { subjects, missing, lines, ...(logs && { logs }), ...(latency && { latency }), memory: used };
}

function onSlowDisk(result: SubjectResult): SubjectResult {
  return { ...result, subject: `${result.subject}, each sync 5 ms longer` };
}

async function inProcess(env: Readonly<Record<string, string>>, input: AuditInput): Promise<AuditResult> {
  await using child = openNode(process.execPath, process.versions.node, env);
  return await child.measure('audit', input);
}

function sizes({ entries, entryBytes, tileOverhead, proofBytes, proofMs }: LogsResult): string[] {
  return [
    limitLine(`tiles beside entries of ${entryBytes} bytes`, 100 * tileOverhead, LIMITS.overhead, '%'),
    limitLine(`a proof among ${entries.toLocaleString('en')} entries`, proofBytes, LIMITS.proof, 'bytes'),
    limitLine('a proof checked', proofMs, LIMITS.proofMs, 'ms'),
  ];
}

function print(subjects: readonly SubjectResult[]): void {
  const rows = subjects.flatMap(({ subject, contenders }) =>
    contenders.map(({ contender, ms, toOurs }) => {
      const [[own, ratio] = []] = Object.entries(toOurs);
      return [subject, contender, duration(ms.median * 1e6), own === contender ? '' : (ratio?.median.toFixed(2) ?? '')];
    }),
  );
  console.log(`\n${table(['what', 'by', 'each', 'times ours'], rows)}`);
}

function targets({ subject, contenders }: SubjectResult): string[] {
  return TARGETS.flatMap(({ subject: meant, peer, times, ours = 'fedzk' }) => {
    const ratio = contenders.find(({ contender }) => contender === peer)?.toOurs[ours]?.median;
    if (ratio === undefined || !meant.test(subject)) return [];
    const by = ours === 'fedzk' ? '' : `, by ${ours}`;
    const wanted = `≥ ${Number(times.toFixed(2))}× ${peer}${by}`;
    return [`${subject}: ${wanted}: ${ratio.toFixed(2)}× ${ratio >= times ? 'met' : 'missed'}`];
  });
}
