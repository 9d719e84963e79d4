// Whether the checkpoint of a folder is the newest one. Beside it a writer keeps the tree that it signed last, under the log's
// signature (writer/signed.ts); whoever puts an older checkpoint in the folder has no newer one of these to take away.

import { FedzkError } from '@fedzk/core';
import { sameBytes } from '../bytes.js';
import {
  type Checkpoint,
  type CheckpointProblem,
  checkCheckpoint,
  type VerifiedCheckpoint,
} from '../note/checkpoint.js';
import type { VerifierKey } from '../note/keys.js';
import type { Policy } from '../note/policy.js';
import type { LogReader } from '../storage/storage.js';
import { decoded } from '../utf8.js';
import { findSigned } from '../writer/signed.js';
import { isDenied, oddState, SIGNED, whyUnchecked } from './freshness.js';

/** A writer writes down what it is going to sign, and publishes the checkpoint then. In between it is looked for again. */
const LOOKS = 50;
const PAUSE_MS = 20;

/** A checkpoint, and what the folder that it is in says of it. */
export interface NewestCheckpoint {
  /** Undefined where there is none. */
  readonly note: string | undefined;
  readonly checkpoint: VerifiedCheckpoint | CheckpointProblem;
  /** What was signed beside it; undefined where there is nothing, as on a web server. */
  readonly signed: Checkpoint | undefined;
  /** Why that is not what the checkpoint says, or is not the log's. */
  readonly problem: { readonly where: string; readonly why: string; readonly code: FedzkError['code'] } | undefined;
  /** Why nobody could look whether the checkpoint is the newest one, in words; undefined where somebody did. */
  readonly unchecked: string | undefined;
}

/** Reads a log's checkpoint, and compares it with what was signed. */
export async function newestCheckpoint(reader: LogReader, policy: Policy): Promise<NewestCheckpoint> {
  let found = await read(reader, policy);
  const state = await signedOf(reader, policy.log);
  for (let look = 1; look < LOOKS && isBehind(found.checkpoint, state.signed); look++) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    found = await read(reader, policy);
  }
  return { ...found, ...state, problem: state.problem ?? problemOf(found.checkpoint, state.signed) };
}

type Found = Pick<NewestCheckpoint, 'note' | 'checkpoint'>;
type State = Pick<NewestCheckpoint, 'signed' | 'problem' | 'unchecked'>;

async function read(reader: LogReader, policy: Policy): Promise<Found> {
  const bytes = await reader.read('checkpoint');
  if (bytes === undefined) return { note: undefined, checkpoint: 'malformed-checkpoint' };
  const note = decoded(bytes);
  return { note, checkpoint: checkCheckpoint(note, policy) };
}

async function signedOf(reader: LogReader, key: VerifierKey): Promise<State> {
  const none = { signed: undefined, problem: undefined, unchecked: undefined };
  try {
    const found = await findSigned(reader, key);
    if (found !== undefined) return { ...none, signed: found.signed };
    const odd = await oddState(reader);
    return odd ? { ...none, problem: { ...odd, code: 'damaged' } } : { ...none, unchecked: whyUnchecked(false) };
  } catch (error) {
    if (!(error instanceof FedzkError)) throw error;
    if (isDenied(error)) return { ...none, unchecked: whyUnchecked(true) };
    // What can't be read for another reason is not what a writer left.
    const code = error.code === 'storage' ? 'damaged' : error.code;
    return { ...none, problem: { where: SIGNED, why: error.message, code } };
  }
}

function isBehind(checkpoint: NewestCheckpoint['checkpoint'], signed: Checkpoint | undefined): boolean {
  return typeof checkpoint === 'object' && signed !== undefined && checkpoint.size < signed.size;
}

function problemOf(
  checkpoint: NewestCheckpoint['checkpoint'],
  signed: Checkpoint | undefined,
): NewestCheckpoint['problem'] {
  if (typeof checkpoint !== 'object' || signed === undefined) return undefined;
  const [size, more] = [checkpoint.size, signed.size];
  if (size < more) {
    const why =
      `its size is ${size}, and by ${SIGNED} a tree of size ${more} was signed, or about to be: an older one was put in its ` +
      'place, or the writer was killed. Open the log with its signer, which publishes the newest one';
    return { where: 'checkpoint', why, code: 'rolled-back' };
  }
  if (size > more || sameBytes(checkpoint.root, signed.root)) return undefined;
  return {
    where: 'checkpoint',
    why: `its root is not the one in ${SIGNED}, which the log's key signed too`,
    code: 'damaged',
  };
}
