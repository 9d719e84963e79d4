// Honest clients of a service, in windows without and with an attacker, beside each other.

import { type Forked, forked } from '../forked.js';
import { median, order, ratio, type Spread, spread } from '../measure.js';
import { withChangedSignal } from '../subject.js';
import { updateSlice } from '../vectors.js';
import type { AttackInput, AttackOutput } from './attacker.js';
import type { HonestInput, HonestOutput } from './honest.js';
import { ATTACK_PER_SECOND } from './limits.js';
import type { Counted, ServiceMessage, Started } from './service.js';

export const ATTACKS = ['requests', 'bad proofs'] as const;

export type Attack = (typeof ATTACKS)[number];

export interface LoadEffort {
  /** Rounds with a guard. Each has a window without an attacker and one with each attack. */
  readonly rounds: number;
  /** The same without a guard. */
  readonly plainRounds: number;
  readonly windowMs: number;
  /** A window that doesn't count, in which engines compile and clients connect. */
  readonly warmUpMs: number;
  readonly clients: number;
  /** Reports a second, of all honest clients together. */
  readonly perSecond: number;
}

/** What an attack did to honest clients. Each spread is over rounds. */
export interface LoadResult {
  readonly attack: Attack;
  readonly guarded: boolean;
  /** Milliseconds, without and with the attack. */
  readonly quietP99: Spread;
  readonly p99: Spread;
  /** The second divided by the first in each round, and the same of medians. */
  readonly p99Ratio: Spread;
  readonly p50Ratio: Spread;
  /** Reports of honest clients in all windows of the attack, and those that were not answered by 200. */
  readonly honest: number;
  readonly unserved: number;
  /** Requests of an attacker in a window. */
  readonly sent: number;
  /** How many proofs of it were verified in a window. */
  readonly verified: Spread;
  /** Milliseconds from its first request to its ban. Without one there is none. */
  readonly bannedAfterMs?: Spread;
  /** How its requests ended, in all windows: by status, or error. */
  readonly answers: Readonly<Record<string, number>>;
}

export interface Window {
  readonly latencies: readonly number[];
  readonly unserved: number;
  readonly attack?: {
    readonly answers: AttackOutput;
    readonly verified: number;
    readonly bannedAfterMs: number | undefined;
  };
}

export type Kind = 'quiet' | Attack;

export const KINDS: readonly Kind[] = ['quiet', ...ATTACKS];

/** Measures with a guard and without one, each on a service of its own. */
export async function measureLoad(effort: LoadEffort): Promise<LoadResult[]> {
  await using honest = forked(new URL('./honest.ts', import.meta.url), 'the honest clients');
  await using attacker = forked(new URL('./attacker.ts', import.meta.url), 'the attacker');
  const results: LoadResult[] = [];
  for (const guarded of [true, false]) {
    const windows = await windowsOf(guarded, effort, honest, attacker);
    results.push(...ATTACKS.map((attack) => resultOf(attack, guarded, windows)));
  }
  return results;
}

export type Windows = Readonly<Record<Kind, readonly Window[]>>;

async function windowsOf(guarded: boolean, effort: LoadEffort, honest: Forked, attacker: Forked): Promise<Windows> {
  const { clients, perSecond, windowMs } = effort;
  const rounds = guarded ? effort.rounds : effort.plainRounds;
  const attackers = rounds * ATTACKS.length;
  const owners = [
    ...Array.from({ length: clients }, (_, i) => `client_${i}`),
    ...Array.from({ length: attackers }, (_, i) => attackerOf(i)),
  ];
  await using service = forked(new URL('./service.ts', import.meta.url), 'the service');
  const ask = (message: ServiceMessage): Promise<unknown> => service.ask(message);
  const { port, keys } = (await ask({ start: { guarded, owners } })) as Started;
  const { right, wrong } = reports();
  let next = 0;

  const window = async (kind: Kind, ms: number): Promise<Window> => {
    const honestly: HonestInput = { port, keys: keys.slice(0, clients), body: right, perSecond, ms };
    // Each attack comes from a new owner and address, since the one before may be banned.
    const i = kind === 'quiet' ? undefined : next++;
    const [served, answers] = await Promise.all([
      honest.ask(honestly) as Promise<HonestOutput>,
      i === undefined
        ? undefined
        : (attacker.ask({
            port,
            key: keys[clients + i] ?? '',
            address: `127.2.0.${i + 1}`,
            body: kind === 'requests' ? right : wrong,
            perSecond: ATTACK_PER_SECOND,
            ms,
          } satisfies AttackInput) as Promise<AttackOutput>),
    ]);
    const { verified, banned } = (await ask({ count: true })) as Counted;
    const { latencies, answers: all } = served;
    const own = { latencies, unserved: latencies.length - (all[200] ?? 0) };
    if (i === undefined || answers === undefined) return own;
    const owner = attackerOf(i);
    return { ...own, attack: { answers, verified: verified[owner] ?? 0, bannedAfterMs: banned[owner] } };
  };

  await window('quiet', effort.warmUpMs);
  const windows: Record<Kind, Window[]> = { quiet: [], requests: [], 'bad proofs': [] };
  for (let round = 0; round < rounds; round++) {
    for (const place of order(KINDS.length, round)) {
      const kind = KINDS[place] ?? 'quiet';
      windows[kind].push(await window(kind, windowMs));
    }
  }
  return windows;
}

function attackerOf(i: number): string {
  return `attacker_${i}`;
}

/** A report whose proof is right, and one as well-formed whose proof fails. */
function reports(): { readonly right: string; readonly wrong: string } {
  const [instance] = updateSlice().instances;
  if (instance === undefined) throw new Error('there is no proof of UpdateSlice');
  return { right: JSON.stringify(instance), wrong: JSON.stringify(withChangedSignal(instance, 'bn254')) };
}

export function resultOf(attack: Attack, guarded: boolean, { quiet, [attack]: own }: Windows): LoadResult {
  const attacks = own.flatMap((window) => window.attack ?? []);
  const bans = attacks.flatMap(({ bannedAfterMs }) => bannedAfterMs ?? []);
  const answers: Record<string, number> = {};
  for (const [answer, count] of attacks.flatMap((each) => Object.entries(each.answers))) {
    answers[answer] = (answers[answer] ?? 0) + count;
  }
  const [p99, quietP99] = [own, quiet].map((windows) => windows.map(({ latencies }) => quantile(latencies, 0.99))) as [
    number[],
    number[],
  ];
  const [p50, quietP50] = [own, quiet].map((windows) => windows.map(({ latencies }) => median(latencies))) as [
    number[],
    number[],
  ];
  return {
    attack,
    guarded,
    quietP99: spread(quietP99),
    p99: spread(p99),
    p99Ratio: ratio(p99, quietP99),
    p50Ratio: ratio(p50, quietP50),
    honest: sum(own.map(({ latencies }) => latencies.length)),
    unserved: sum(own.map(({ unserved }) => unserved)),
    sent: sum(Object.values(answers)) / Math.max(1, attacks.length),
    verified: spread(attacks.map(({ verified }) => verified)),
    ...(bans.length > 0 && { bannedAfterMs: spread(bans) }),
    answers,
  };
}

/** Returns the least value that so large a part of the values does not exceed. */
function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
