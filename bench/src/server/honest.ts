// Honest clients, each with a certificate, a key, an address and a connection of its own: a program of the load.

import { answering } from '../forked.js';
import { paced, tally } from '../guard/client.js';
import { keeping, type Papers, send } from './client.js';

export interface HonestInput {
  readonly port: number;
  readonly clients: readonly Papers[];
  /** A report of each, in base64. */
  readonly reports: readonly string[];
  /** Where reports go, and what each client asks for twice beside. */
  readonly paths: { readonly report: string; readonly round: string };
  readonly ms: number;
}

export interface HonestOutput {
  /** Milliseconds from a request to its answer, in the order of sending. */
  readonly latencies: readonly number[];
  /** How many by status or error. */
  readonly answers: Readonly<Record<string, number>>;
}

/** Requests of a client in a window: a report, and two questions about its round. */
const EACH = 3;

const agents = new Map<string, ReturnType<typeof keeping>>();

answering(async ({ port, clients, reports, paths, ms }: HonestInput): Promise<HonestOutput> => {
  const all = clients.map((papers) => {
    const agent = agents.get(papers.address) ?? keeping(papers, 1);
    agents.set(papers.address, agent);
    return { papers, agent };
  });
  const latencies: number[] = [];
  const answers = await paced(arrivals(EACH * clients.length, ms), async (i) => {
    const [who, what] = [i % clients.length, Math.floor(i / clients.length)];
    const own = all[who];
    if (own === undefined) throw new Error('there is no such client');
    const report = what === who % EACH ? Buffer.from(reports[who] ?? '', 'base64') : undefined;
    const began = performance.now();
    const answer = await send(own.agent, own.papers, port, report === undefined ? paths.round : paths.report, report);
    latencies[i] = performance.now() - began;
    return answer;
  });
  return { latencies, answers: tally(answers) };
});

/** So many times of independent events, the same in each window, so that two windows differ by the attack alone. */
function arrivals(count: number, ms: number): number[] {
  let state = 1;
  const gaps = Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return -Math.log((state + 1) / 2 ** 32);
  });
  const sum = gaps.reduce((a, b) => a + b, 0);
  let time = 0;
  return gaps.map((gap) => {
    time += (gap / sum) * ms;
    return time;
  });
}
