// A whole ceremony at the level `standard`: powers of τ, the circuit's key, contributions of people, a beacon, a manifest, verifiers.
// It takes 20 s of a core, most of them for the powers and for what verifiers compute.

import { createHash } from 'node:crypto';
import { CIRCUITS, type CircuitName, readR1cs } from '@fedzk/circuits';
import {
  announce,
  applyBeacon,
  buildManifest,
  contribute,
  memorySink,
  newKey,
  newPowers,
  prepare,
  signContribution,
  signManifest,
} from '@fedzk/prove/ceremony';
import { contributor, ROUND, signerOf, verifier } from '@fedzk/testkit/ceremony/manifest';
import { vi } from 'vitest';
import { filed } from '../../../prove/test/ceremony/support/filed.js';

/** The least that the level wants. */
const PEOPLE = 5;

/** What a ceremony has made. */
export interface CeremonyKey {
  readonly zkey: Uint8Array;
  readonly manifest: string;
  readonly trustedKeys: { readonly contributors: readonly string[]; readonly verifiers: readonly string[] };
}

/** Holds a ceremony whose beacon is the one round of drand that testkit has. The clock is set meanwhile. */
export async function holdCeremony(name: CircuitName, power: number): Promise<CeremonyKey> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(ROUND.closes) - 3_600_000 });
  try {
    return await hold(name, power);
  } finally {
    vi.useRealTimers();
  }
}

async function hold(name: CircuitName, power: number): Promise<CeremonyKey> {
  const r1cs = await readR1cs(name);
  const random = { value: createHash('sha256').update('a block').digest('hex'), iterations: 10 };
  let ptau = await filed((sink) => newPowers({ curve: 'bn254', power }, sink));
  ptau = await filed((sink) => contribute(ptau, sink, { name: 'somebody' }));
  ptau = await filed((sink) => applyBeacon(ptau, sink, random));
  ptau = await filed((sink) => prepare(ptau, sink));

  let zkey = await filed((sink) => newKey({ r1cs, ptau }, sink));
  const { level, publicSignals } = CIRCUITS[name];
  const announcement = await announce({
    ...{ r1cs, ptau, zkey, level, name, publicSignals: [...publicSignals], closes: ROUND.closes, source: 'our own' },
    beacon: { source: 'drand-quicknet', round: ROUND.round, iterations: 10 },
  });
  const people = Array.from({ length: PEOPLE }, (_, i) => contributor(i));
  const notes: string[] = [];
  for (const person of people) {
    const sink = memorySink();
    const made = await contribute(zkey, sink, { name: 'somebody' });
    zkey = sink.bytes ?? zkey;
    notes.push(await signContribution(announcement, made, signerOf(person)));
  }
  vi.setSystemTime(Date.parse(ROUND.closes) + 2 * 3_600_000);
  const beacon = { signature: ROUND.signature };
  zkey = await filed((sink) => applyBeacon(zkey, sink, { ...beacon, announcement }));

  const contributors = people.map(({ key }) => key);
  let manifest = await buildManifest({ announcement, zkey, beacon, notes, keys: contributors });
  const verifiers = [verifier(0), verifier(1)];
  const { ptau: announced } = (JSON.parse(manifest) as { announcement: { ptau: { blake2b: string } } }).announcement;
  for (const each of verifiers) {
    const powers = announced.blake2b;
    manifest = await signManifest({ manifest, r1cs, ptau, zkey, powers, signer: signerOf(each) });
  }
  return { zkey, manifest, trustedKeys: { contributors, verifiers: verifiers.map(({ key }) => key) } };
}
