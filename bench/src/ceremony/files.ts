// The files that ceremonies work on, and a server that a page fetches them from.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { applyBeacon, memorySink, newPowers } from '@fedzk/prove/ceremony';
import type { Level } from '@fedzk/verify/levels';
import { CURVES, type Curve } from '../curves.js';
import { circuits, prepare } from '../prove/circuits.js';
import { engineOf } from './peer.js';

/** A file, and what is measured with it. */
export interface CeremonyFile {
  readonly subject: string;
  readonly task: 'contribute' | 'prepare';
  readonly curve: Curve;
  read(): Promise<Uint8Array>;
}

/** Returns the development key of a level's circuit, as if it came before all contributions. */
export function keyFile(level: Level, curve: Curve): CeremonyFile {
  const circuit = circuits().find((each) => each.instance.level === level && each.curve === curve);
  if (circuit === undefined) throw new Error(`no circuit of the level ${level} over ${curve}`);
  return {
    subject: `contribute, ${circuit.name}`,
    task: 'contribute',
    curve,
    read: async () => withoutDelta(curve, new Uint8Array(readFileSync((await prepare(circuit)).files.zkey))),
  };
}

/**
 * Puts the generators in the place of a development key's δ: it has no contributions, so its δ must be 1. How long a
 * contribution takes doesn't depend on it.
 */
async function withoutDelta(curve: Curve, zkey: Uint8Array): Promise<Uint8Array> {
  const { G1, G2 } = await engineOf(curve);
  const view = new DataView(zkey.buffer);
  const [first, headerType] = [view.getUint32(16, true), view.getUint32(28, true)];
  if (first !== 4 || headerType !== 2) throw new Error('sections 1 and 2 are expected first');
  const [delta1, delta2] = [G1.toAffine(G1.g), G2.toAffine(G2.g)];
  const end = 36 + 4 + view.getUint32(32, true);
  zkey.set(delta2, end - delta2.length);
  zkey.set(delta1, end - delta2.length - delta1.length);
  return zkey;
}

/** Returns 2^`power` powers of τ. */
export function powersFile(power: number, curve: Curve): CeremonyFile {
  const subject = `prepare, 2^${power}, ${CURVES[curve].title}`;
  return { subject, task: 'prepare', curve, read: () => powersOf(curve, power) };
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
