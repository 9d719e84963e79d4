// Sends reports, to a service on this machine.

import { Agent, request } from 'node:http';

export interface Sender {
  readonly port: number;
  readonly key: string;
  /** An address of this machine, from which it connects. */
  readonly address: string;
  readonly agent: Agent;
}

/** Makes an agent that keeps its connections. */
export function keeping(connections: number): Agent {
  return new Agent({ keepAlive: true, maxSockets: connections });
}

/** Sends a report. Resolves to the status, or to an error's code where the connection was refused or closed. */
export function report({ port, key, address, agent }: Sender, body: string): Promise<string> {
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${key}`, 'content-length': Buffer.byteLength(body) };
    const options = {
      agent,
      port,
      host: '127.0.0.1',
      localAddress: address,
      method: 'POST',
      path: '/v1/reports',
      headers,
    };
    const sent = request(options, (response) => {
      response.once('end', () => resolve(String(response.statusCode)));
      response.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      response.resume();
    });
    sent.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    sent.end(body);
  });
}

/**
 * Calls at given times, in milliseconds from now, whether or not the calls before have returned.
 *
 * @returns what they return, once all have
 */
export async function paced<T>(times: readonly number[], call: (index: number) => Promise<T>): Promise<T[]> {
  const began = performance.now();
  const calls: Promise<T>[] = [];
  for (const [i, time] of times.entries()) {
    const early = time - (performance.now() - began);
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    calls.push(call(i));
  }
  return Promise.all(calls);
}

/** Counts equal texts. */
export function tally(texts: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
}
