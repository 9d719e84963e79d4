// Honest clients of a server, in windows without and with an attacker, beside each other; and the processor time of a report.

import { forked } from '../forked.js';
import { ATTACKS, KINDS, type Kind, type LoadResult, resultOf, type Window, type Windows } from '../guard/load.js';
import { order, ratio, type Spread, spread } from '../measure.js';
import type { AttackInput, AttackOutput } from './attacker.js';
import { keeping, send } from './client.js';
import type { HonestInput, HonestOutput } from './honest.js';
import { ATTACK_PER_SECOND } from './limits.js';
import { type Made, made } from './made.js';

export interface ServerEffort {
  /** Rounds with a guard. Each has a window without an attacker and one with each attack. */
  readonly rounds: number;
  /** The same without a guard. */
  readonly plainRounds: number;
  readonly windowMs: number;
  readonly warmUpMs: number;
  readonly clients: number;
  /** Rounds that compare a report's processor time. Each client sends one in each, both ways. */
  readonly cpuRounds: number;
  readonly cpuWarmUp: number;
}

/** Milliseconds of processor time a report at the leader. */
interface CpuResult {
  /** Over TLS, with certificate and API key. */
  readonly served: Spread;
  /** By the handler of `@fedzk/agg` alone. */
  readonly handled: Spread;
  readonly ratio: Spread;
}

export interface ServerFigures {
  readonly effort: ServerEffort;
  readonly results: readonly LoadResult[];
  readonly report: CpuResult;
}

/** Ticks send reports to the helper. */
const TICK_MS = 1_000;
/** While processor time is compared, none does. */
const NEVER_MS = 2 ** 31 - 1;

/** Measures both. Only Linux has the addresses for it. */
export async function measureServer(effort: ServerEffort): Promise<ServerFigures> {
  const { clients, rounds, plainRounds } = effort;
  const attackers = (rounds + plainRounds) * ATTACKS.length;
  const addresses = [
    ...Array.from({ length: clients }, (_, i) => `127.1.${i >> 7}.${1 + (i & 127)}`),
    ...Array.from({ length: attackers }, (_, i) => `127.2.0.${1 + i}`),
  ];
  await using system = await made(addresses);
  const results: LoadResult[] = [];
  const report = await cpuOf(system, effort);
  const attacks = new Attacks(system, effort);
  for (const guarded of [true, false]) {
    await system.start(guarded, TICK_MS);
    const windows = await attacks.windows(guarded);
    results.push(...ATTACKS.map((attack) => resultOf(attack, guarded, windows)));
  }
  return { effort, results, report };
}

/** Sends the same number of reports over TLS and to the handler, in turn. */
async function cpuOf(system: Made, { clients, cpuRounds, cpuWarmUp }: ServerEffort): Promise<CpuResult> {
  await system.start(true, NEVER_MS);
  const own = system.clients.slice(0, clients);
  const senders = own.map(({ papers }) => ({ papers, agent: keeping(papers, 1) }));
  const bodies = async (): Promise<string[]> => {
    const round = await system.open();
    return Promise.all(own.map((_, i) => system.report(i, round)));
  };
  const ways = [
    async (reports: readonly string[]): Promise<number> => {
      // Their connections are open before the clock starts.
      for (const { agent, papers } of senders) await send(agent, papers, system.port, '/v1/me');
      const { cpuMs: began } = await system.ask({});
      for (const [i, { agent, papers }] of senders.entries()) {
        const status = await send(agent, papers, system.port, system.path, Buffer.from(reports[i] ?? '', 'base64'));
        if (status !== '202') throw new Error(`a right report got ${status} while it was timed`);
      }
      return (await system.ask({})).cpuMs - began;
    },
    async (reports: readonly string[]): Promise<number> => {
      const { taskid: task, url } = system;
      const all = reports.map((body, i) => ({ client: own[i]?.id ?? '', body }));
      const { cpuMs: began } = await system.ask({});
      const { cpuMs, statuses } = await system.ask({ direct: { task, url, reports: all } });
      if (statuses.some((status) => status !== 202)) throw new Error('a right report was refused while it was timed');
      return cpuMs - began;
    },
  ];
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < cpuWarmUp + cpuRounds; round++) {
    for (const place of order(ways.length, round)) {
      const reports = await bodies();
      const ms = ((await ways[place]?.(reports)) ?? Number.NaN) / reports.length;
      if (round >= cpuWarmUp) times[place]?.push(ms);
    }
  }
  for (const { agent } of senders) agent.destroy();
  const [served, handled] = times;
  return { served: spread(served), handled: spread(handled), ratio: ratio(served, handled) };
}

class Attacks {
  readonly #system: Made;
  readonly #effort: ServerEffort;
  #next: number;

  constructor(system: Made, effort: ServerEffort) {
    this.#system = system;
    this.#effort = effort;
    this.#next = effort.clients;
  }

  async windows(guarded: boolean): Promise<Windows> {
    const { rounds, plainRounds, windowMs, warmUpMs } = this.#effort;
    await using honest = forked(new URL('./honest.ts', import.meta.url), 'the honest clients');
    await using attacker = forked(new URL('./attacker.ts', import.meta.url), 'the attacker');
    const ask = {
      honest: (input: HonestInput) => honest.ask(input) as Promise<HonestOutput>,
      attacker: (input: AttackInput) => attacker.ask(input) as Promise<AttackOutput>,
    };
    await this.#window('quiet', warmUpMs, ask);
    const windows: Record<Kind, Window[]> = { quiet: [], requests: [], 'bad proofs': [] };
    for (let round = 0; round < (guarded ? rounds : plainRounds); round++) {
      for (const place of order(KINDS.length, round)) {
        const kind = KINDS[place] ?? 'quiet';
        windows[kind].push(await this.#window(kind, windowMs, ask));
      }
    }
    return windows;
  }

  async #window(
    kind: Kind,
    ms: number,
    ask: {
      honest(input: HonestInput): Promise<HonestOutput>;
      attacker(input: AttackInput): Promise<AttackOutput>;
    },
  ): Promise<Window> {
    const system = this.#system;
    const { port, path, taskid } = system;
    const round = await system.open();
    const clients = system.clients.slice(0, this.#effort.clients);
    const reports: string[] = [];
    for (const i of clients.keys()) reports.push(await system.report(i, round));
    // Each attack comes from a new client and address, since the one before may be banned.
    const i = kind === 'quiet' ? undefined : this.#next++;
    const attacker = i === undefined ? undefined : system.clients[i];
    const report = i === undefined ? '' : await system.report(i, round, kind === 'bad proofs' ? 'wrong' : undefined);
    await system.ask({ count: true });
    const [served, answers] = await Promise.all([
      ask.honest({
        ...{ port, reports, ms, clients: clients.map(({ papers }) => papers) },
        paths: { report: path, round: `/v1/tasks/${taskid}/rounds/${round}` },
      }),
      attacker && ask.attacker({ port, path, report, ms, papers: attacker.papers, perSecond: ATTACK_PER_SECOND }),
    ]);
    const { verified, banned } = await system.ask({ count: true });
    const { latencies, answers: all } = served;
    const own = { latencies, unserved: latencies.length - (all[200] ?? 0) - (all[202] ?? 0) };
    if (attacker === undefined || answers === undefined) return own;
    return {
      ...own,
      attack: { answers, verified: verified[attacker.id] ?? 0, bannedAfterMs: banned[attacker.id] },
    };
  }
}
