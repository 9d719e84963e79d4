// Honest clients, each with a key, an address and a connection of its own: a program of the load.

import { answering } from '../forked.js';
import { keeping, paced, report, type Sender, tally } from './client.js';

export interface HonestInput {
  readonly port: number;
  /** One a client. */
  readonly keys: readonly string[];
  readonly body: string;
  /** Reports a second, of all clients together. */
  readonly perSecond: number;
  readonly ms: number;
}

export interface HonestOutput {
  /** Milliseconds from a report to its answer, in the order of sending. */
  readonly latencies: readonly number[];
  /** How many by status or error. */
  readonly answers: Readonly<Record<string, number>>;
}

const senders = new Map<string, Sender>();

answering(async ({ port, keys, body, perSecond, ms }: HonestInput): Promise<HonestOutput> => {
  const clients = keys.map((key, i) => senderOf(port, key, i));
  const latencies: number[] = [];
  const times = arrivals(perSecond, ms);
  const answers = await paced(times, async (i) => {
    const began = performance.now();
    const answer = await report(clients[i % clients.length] as Sender, body);
    latencies[i] = performance.now() - began;
    return answer;
  });
  return { latencies, answers: tally(answers) };
});

function senderOf(port: number, key: string, i: number): Sender {
  const address = `127.1.${i >> 8}.${1 + (i & 127)}`;
  const sender = senders.get(key) ?? { port, key, address, agent: keeping(1) };
  senders.set(key, sender);
  return sender;
}

/** Times of independent events, the same in each window, so that two windows differ by the attack alone. */
function arrivals(perSecond: number, ms: number): number[] {
  const times: number[] = [];
  let state = 1;
  for (let time = 0; time < ms; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    time += (-Math.log((state + 1) / 2 ** 32) * 1000) / perSecond;
    if (time < ms) times.push(time);
  }
  return times;
}
