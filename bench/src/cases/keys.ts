import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { BenchCase, Outcome, RunOptions } from '../case.js';
import type { ContenderResult, SubjectResult } from '../contenders.js';
import { CHECKING } from '../keys/api-keys.js';
import { ROTATIONS } from '../keys/store.js';
import type { KeysInput, KeysResult } from '../measurements/keys.js';
import { rounded, versionsOf } from '../record.js';
import { duration, limitLine, table } from '../report.js';
import { RUNTIME_NAMES } from '../runtimes/runtime.js';

/** A target of a ratio. It holds in runtimes whose title begins with `runtime`. */
interface Target {
  readonly subject: RegExp;
  readonly peer: string;
  /** The contender of ours. `fedzk` is the package's public API. */
  readonly ours?: string;
  readonly times: number;
  readonly runtime?: string;
}

/** Lower limit of the peer's time divided by ours. */
const TARGETS: readonly Target[] = [
  { subject: /^AES/, peer: 'rustcrypto, in place', ours: 'fedzk strict, in place', times: 2 },
  { subject: /^AES/, peer: 'rustcrypto, in place', ours: 'fedzk relaxed, in place', times: 2.5 },
  { subject: /^AES.* 64 KiB/, peer: 'noble', times: 3.5 },
  { subject: /^AES.* 32 B/, peer: 'noble', times: 12 },
  { subject: /^AES.* 32 B/, peer: 'node:crypto', times: 3, runtime: 'Node 20' },
  { subject: /^AES.* 32 B/, peer: 'node:crypto', times: 10, runtime: 'Node 24' },
  { subject: /^AES.* 32 B/, peer: 'webcrypto', times: 25, runtime: 'Node 20' },
  { subject: /^committing seal, .*, seal/, peer: 'node:crypto', times: 4 },
  { subject: /^committing seal, .*, seal/, peer: 'webcrypto', times: 30 },
  { subject: /^Argon2id/, peer: 'hash-wasm', times: 1.5 },
  { subject: /^Argon2id/, peer: 'noble', times: 6 },
  { subject: /^Argon2id/, peer: 'argon2 in C', times: 0.8 },
  { subject: /^PBKDF2/, peer: 'noble', times: 4 },
  { subject: /^PBKDF2/, peer: 'node:crypto', times: 0.55 },
  { subject: /^re-encrypting/, peer: 'node:crypto', times: 1.3 },
  { subject: /^re-encrypting/, peer: 'webcrypto', times: 3 },
  { subject: /^put by/, peer: 'by one', times: 20 },
  { subject: /^commit of/, peer: 'mkdir, fsync, rename, fsync', times: 1 / 1.5 },
];

/**
 * Limits for `rotateMaster`. With many keys it takes at most `few` times as long as with few.
 * Re-encryption of all keys takes at least `reencrypting` times as long.
 */
const ROTATION = { few: 2, reencrypting: 500 };

/**
 * Upper limit of the strict build together with Argon2's module, in thousands of bytes after gzip.
 */
const LIMIT_KB = 55;

/** Lower limit of API keys that one core checks in a second. */
const CHECKS_A_SECOND = 50_000;

export const keys: BenchCase = {
  name: 'keys',
  summary: 'AES-GCM, committing seals, Argon2id and PBKDF2; re-encrypting and rotating 100,000 keys; commits; API keys',
  runtimes: RUNTIME_NAMES,
  run,
};

const FULL: KeysInput = {
  aead: {
    sizes: [
      [32, '32 B'],
      [1024, '1 KiB'],
      [65_536, '64 KiB'],
      [1_048_576, '1 MiB'],
    ],
    rounds: 40,
    warmUp: 5,
  },
  committing: { rounds: 40, warmUp: 5 },
  argon2: {
    costs: [
      [19_456, 2],
      [65_536, 3],
    ],
    rounds: 12,
    warmUp: 2,
  },
  pbkdf2: { iterations: 100_000, rounds: 15, warmUp: 2 },
  commits: { bytes: 9000, rounds: 100, warmUp: 10 },
  apiKeys: { keys: 10_000, rounds: 40, warmUp: 5 },
  stores: {
    entries: [10_000, 100_000],
    reencrypt: { rounds: 3, warmUp: 0 },
    rotate: { rounds: 50, warmUp: 10 },
  },
};

const FEW = { rounds: 3, warmUp: 1 };

/** The same with few rounds and fewer keys. */
const QUICK: KeysInput = {
  ...FULL,
  aead: { sizes: FULL.aead?.sizes ?? [], ...FEW },
  committing: FEW,
  argon2: { costs: [[19_456, 2]], ...FEW },
  pbkdf2: { iterations: 20_000, ...FEW },
  commits: { bytes: 9000, ...FEW },
  apiKeys: { keys: 1000, ...FEW },
  stores: { entries: [2000, 5000], reencrypt: { rounds: 1, warmUp: 0 }, rotate: { rounds: 10, warmUp: 5 } },
};

async function run({ quick, runtime }: RunOptions): Promise<Outcome> {
  const input = quick ? QUICK : FULL;
  const results: KeysResult[] = [];
  for (const [part, effort] of Object.entries(input)) {
    const result = await runtime.measure('keys', { [part]: effort });
    results.push(result);
    if (result.subjects.length > 0) console.log(`\n${show(result.subjects)}`);
  }
  const [build] = results.map((result) => result.build);
  const subjects = results.flatMap((result) => result.subjects);
  const sizes = moduleSizes();
  const wasm = (sizes.strict + sizes.argon2) / 1000;
  const lines = [
    ...subjects.flatMap((each) => targets(each, runtime.title)),
    ...rotation(subjects, input.stores?.entries ?? []),
    ...checking(subjects),
    limitLine('wasm of strict and argon2 after gzip', wasm, LIMIT_KB, 'KB'),
  ];
  console.log(`\nbuild of @fedzk/keys: ${build}; wasm, gzip KB: ${sizesLine(sizes)}`);
  console.log(`\nby the medians of the ratios:\n${lines.join('\n')}`);
  const versions = versionsOf(PEERS);
  return {
    record: rounded({ versions, build, input, subjects, sizes, targets: lines }, 5),
    failed: !(wasm <= LIMIT_KB),
  };
}

const PEERS = ['@fedzk/keys', '@noble/ciphers', '@noble/hashes', 'hash-wasm', 'argon2', 'aes-gcm'];

interface Sizes {
  readonly strict: number;
  readonly relaxed: number;
  readonly argon2: number;
}

/** Sizes in bytes after gzip. */
function moduleSizes(): Sizes {
  const size = (name: string): number => {
    const file = new URL(`../../../packages/keys/dist/${name}.wasm`, import.meta.url);
    return gzipSync(readFileSync(file), { level: 9 }).length;
  };
  return { strict: size('core'), relaxed: size('core.relaxed'), argon2: size('argon2') };
}

function sizesLine(sizes: Sizes): string {
  return Object.entries(sizes)
    .map(([name, bytes]) => `${name} ${(bytes / 1000).toFixed(1)}`)
    .join(', ');
}

function show(subjects: readonly SubjectResult[]): string {
  const rows = subjects.flatMap(({ subject, contenders }) =>
    contenders.map((each) => [subject, each.contender, duration(each.ms.median * 1e6), timesOurs(each)]),
  );
  return table(['what', 'by', 'each', 'times ours'], rows);
}

/** Returns how many times as long it takes as our first contender, the public API. */
function timesOurs({ contender, toOurs }: ContenderResult): string {
  const [[first, ratio] = []] = Object.entries(toOurs);
  return first === contender ? '' : (ratio?.median.toFixed(2) ?? '');
}

function targets({ subject, contenders }: SubjectResult, title: string): string[] {
  return TARGETS.flatMap(({ subject: meant, peer, ours = 'fedzk', times, runtime = '' }) => {
    const ratio = contenders.find(({ contender }) => contender === peer)?.toOurs[ours]?.median;
    if (ratio === undefined || !meant.test(subject) || !title.startsWith(runtime)) return [];
    const what = ours === 'fedzk' ? peer : `${peer}, by ${ours}`;
    return [`${subject}: ${atLeast(times, what, ratio)}`];
  });
}

function atLeast(times: number, what: string, ratio: number): string {
  return `≥ ${Number(times.toFixed(2))}× ${what}: ${ratio.toFixed(2)}× ${ratio >= times ? 'met' : 'missed'}`;
}

function rotation(subjects: readonly SubjectResult[], entries: readonly number[]): string[] {
  const [few, many] = ROTATIONS;
  const all = subjects.find(({ subject }) => subject.startsWith('re-encrypting'))?.contenders[0]?.ms.median;
  const one = subjects.flatMap(({ contenders }) => contenders).find(({ contender }) => contender === many);
  const times = one?.toOurs[few]?.median;
  if (all === undefined || one === undefined || times === undefined) return [];
  const [fewKeys, manyKeys] = entries.map((count) => count.toLocaleString('en'));
  const verdict = times <= ROTATION.few ? 'met' : 'missed';
  return [
    `rotateMaster, ${manyKeys} keys: ≤ ${ROTATION.few}× ${fewKeys} keys: ${times.toFixed(2)}× ${verdict}`,
    `rotateMaster, ${manyKeys} keys: ${atLeast(ROTATION.reencrypting, 're-encrypting all', all / one.ms.median)}`,
  ];
}

function checking(subjects: readonly SubjectResult[]): string[] {
  return subjects.flatMap(({ subject, contenders: [ours] }) => {
    if (!subject.startsWith(CHECKING) || ours === undefined) return [];
    const inASecond = 1000 / ours.ms.median;
    const verdict = inASecond >= CHECKS_A_SECOND ? 'met' : 'missed';
    const [found, limit] = [inASecond, CHECKS_A_SECOND].map((count) => Math.round(count).toLocaleString('en'));
    return [`${subject}: ≥ ${limit} a second: ${found} ${verdict}`];
  });
}
