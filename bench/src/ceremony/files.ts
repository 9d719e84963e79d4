// The files that ceremonies work on, and a server that a page fetches them from.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { applyBeacon, memorySink, newPowers } from '@fedzk/prove/ceremony';
import { CURVES, type Curve } from '../curves.js';
import { circuits, prepare } from '../prove/circuits.js';

/** A file, and what is measured with it. */
export interface CeremonyFile {
  readonly subject: string;
  readonly task: 'contribute' | 'prepare';
  readonly curve: Curve;
  read(): Promise<Uint8Array>;
}

/** Lists the files: a key of 100,000 constraints and powers of 2^`power`, on each curve. */
export function ceremonyFiles(power: number): CeremonyFile[] {
  const keys = circuits()
    .filter(({ instance }) => instance.level === 'maximum')
    .map((circuit) => ({
      subject: `contribute, ${circuit.name}`,
      task: 'contribute' as const,
      curve: circuit.curve,
      read: async () => new Uint8Array(readFileSync((await prepare(circuit)).files.zkey)),
    }));
  const powers = (Object.keys(CURVES) as Curve[]).map((curve) => ({
    subject: `prepare, 2^${power}, ${CURVES[curve].title}`,
    task: 'prepare' as const,
    curve,
    read: () => powersOf(curve, power),
  }));
  return [...keys, ...powers];
}

/** Makes powers of τ. A beacon is a contribution that takes no secret. */
async function powersOf(curve: Curve, power: number): Promise<Uint8Array> {
  const [first, second] = [memorySink(), memorySink()];
  await newPowers({ curve, power }, first);
  await applyBeacon(first.bytes ?? new Uint8Array(), second, { value: '00'.repeat(32), iterations: 10 });
  return second.bytes ?? new Uint8Array();
}

/** Serves a file to pages of any origin. */
export async function serve(file: Uint8Array): Promise<AsyncDisposable & { readonly address: string }> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' });
    response.end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
