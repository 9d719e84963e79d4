// The circuit that a key is of: a file, or one that @fedzk/circuits publishes.

import { FedzkError } from '@fedzk/core';
import type { KeyInput } from '@fedzk/prove/ceremony';
import { quoted, Trouble } from '../files.js';
import { withKind } from './files.js';
import type { CommandName } from './help.js';
import { SEE_HELP, type Values } from './options.js';

/** Tells whether a circuit is named. */
export function hasCircuit({ r1cs, circuit }: Values): boolean {
  return r1cs !== undefined || circuit !== undefined;
}

/** Uses the constraints of the circuit that is named. @throws {Trouble} */
export async function withCircuit<T>(
  { r1cs, circuit }: Values,
  command: CommandName,
  use: (r1cs: KeyInput) => Promise<T>,
): Promise<T> {
  if ((r1cs === undefined) === (circuit === undefined)) {
    const got = circuit === undefined ? 'none' : 'both';
    throw new Trouble(
      `"${command}" needs the circuit: --r1cs FILE or --circuit NAME, one of the two, got ${got}. ${SEE_HELP}`,
    );
  }
  return circuit === undefined ? withKind(r1cs as string, 'r1cs', use) : use(await published(circuit));
}

/** The names of a published circuit's public signals; undefined for a file. */
export async function signalsOf({ circuit }: Values): Promise<readonly string[] | undefined> {
  if (circuit === undefined) return undefined;
  const { CIRCUITS } = await circuits();
  const found = Object.entries(CIRCUITS).find(([name]) => name === circuit)?.[1];
  // Says which circuits there are.
  if (found === undefined) await published(circuit);
  return found?.publicSignals;
}

async function published(circuit: string): Promise<Uint8Array> {
  const { readR1cs } = await circuits();
  try {
    return await readR1cs(circuit as Parameters<typeof readR1cs>[0]);
  } catch (error) {
    if (!(error instanceof FedzkError && error.code === 'invalid-argument')) throw error;
    throw new Trouble(`--circuit ${error.message.replace(/^"name" /, '')} Or give a file: --r1cs.`);
  }
}

async function circuits(): Promise<typeof import('@fedzk/circuits')> {
  try {
    return await import('@fedzk/circuits');
  } catch {
    throw new Trouble(
      `--circuit takes circuits of ${quoted('@fedzk/circuits')}, which is not installed. Install it, or give --r1cs.`,
    );
  }
}
