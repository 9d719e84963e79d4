// Makes a key of a label once, whatever other processes do at the same time and wherever one is killed. PKCS#11 has nothing
// that makes an object only if there is none, so a key is made under the label of a claim, and gets its own label when nobody
// else has a claim or a key. Whoever sees another's claim withdraws. Since each makes a claim before it looks, and a neighbour
// has it see all that others made before, two never both see nothing; and a key that has its own label is never withdrawn.

import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { FedzkError, quoted, toHex } from '@fedzk/core';
import type { Attribute, Handle } from './cryptoki.js';
import type { Neighbour, Neighbours } from './neighbour.js';
import { CKA } from './numbers.js';
import { isGone } from './problems.js';
import type { Session } from './session.js';

/** A kind of key, of one object or two. */
export interface Kind {
  /** The classes of its objects. The last is the one by which it is found, and gets its own label last. */
  readonly classes: readonly number[];
  /** Makes its objects, with a label and an id. */
  generate(session: Session, label: string, id: Uint8Array): void;
}

const ID_BYTES = 16;
/** A claim that was seen so often belongs to a process that was killed, or to one that may start again. */
const STALE_AFTER = 30;
const MOST_LOOKS = 300;
/** Between two looks, in milliseconds. */
const PAUSE = { least: 20, below: 120 };

/** The label that a key has while it is made. */
export function claimOf(label: string): string {
  return `${label} (being made)`;
}

/**
 * Makes a key, unless there is one of that label. Removes what a killed process left of one.
 *
 * @param session one that may write
 * @param neighbours what shows the session what others have made
 * @throws {FedzkError} `invalid-state`: others go on making it; what the token says
 */
export async function makeOnce(session: Session, label: string, kind: Kind, neighbours: Neighbours): Promise<void> {
  if (isThere(session, label, kind)) return;
  await neighbours.use((neighbour) => makeWith(neighbour, session, label, kind));
}

async function makeWith(neighbour: Neighbour, session: Session, label: string, kind: Kind): Promise<void> {
  const seen = new Map<string, number>();
  for (let look = 0; look < MOST_LOOKS; look++) {
    const claims = idsOf(session, label, kind);
    if (isThere(session, label, kind)) return;
    for (const id of claims) {
      const times = (seen.get(id) ?? 0) + 1;
      seen.set(id, times);
      // If its process goes on after all, it finds its claim gone, and starts again.
      if (times > STALE_AFTER) withdraw(session, label, kind, id);
    }
    if (claims.every((id) => (seen.get(id) ?? 0) > STALE_AFTER)) {
      if (await claimed(session, label, kind, neighbour)) return;
    }
    await delay(randomInt(PAUSE.least, PAUSE.below));
  }
  const text = `A key ${quoted(label)} can't be made: other processes have been making one all the time. Stop them, and try again.`;
  throw new FedzkError('invalid-state', text);
}

/** Makes a claim and then a key of it. @returns false where somebody else makes one too */
async function claimed(session: Session, label: string, kind: Kind, neighbour: Neighbour): Promise<boolean> {
  const bytes = randomBytes(ID_BYTES);
  const id = toHex(bytes);
  try {
    kind.generate(session, claimOf(label), bytes);
    for (let look = 0; look < neighbour.looks; look++) {
      await neighbour.show(session);
      // Claims first: a claim that becomes a key in between is seen as one or the other.
      const alone = idsOf(session, label, kind).every((other) => other === id);
      if (alone && !isThere(session, label, kind)) continue;
      withdraw(session, label, kind, id);
      return false;
    }
    return commit(session, label, kind, id);
  } catch (error) {
    withdraw(session, label, kind, id);
    throw error;
  }
}

/** Gives the objects of a claim their own label. @returns false where another process has removed them */
function commit(session: Session, label: string, kind: Kind, id: string): boolean {
  const objects = objectsOf(session, label, kind, id);
  if (objects.length !== kind.classes.length) return false;
  return objects.every((object) => unlessGone(() => session.rename(object, label)));
}

/** Removes what there is of a claim. */
function withdraw(session: Session, label: string, kind: Kind, id: string): void {
  for (const object of objectsOf(session, label, kind, id)) unlessGone(() => session.destroy(object));
}

function isThere(session: Session, label: string, { classes }: Kind): boolean {
  return session.find(named(label, classes.at(-1))).length > 0;
}

/** Lists the ids of claims, in hexadecimal, each once. */
function idsOf(session: Session, label: string, { classes }: Kind): string[] {
  const objects = classes.flatMap((type) => session.find(named(claimOf(label), type)));
  const ids: string[] = [];
  for (const object of objects) unlessGone(() => ids.push(idOf(session, object)));
  return [...new Set(ids)];
}

/** Finds the objects of a claim, in the order of its classes. */
function objectsOf(session: Session, label: string, { classes }: Kind, id: string): Handle[] {
  const all = classes.flatMap((type) => session.find(named(claimOf(label), type)));
  const own: Handle[] = [];
  for (const object of all) unlessGone(() => idOf(session, object) === id && own.push(object));
  return own;
}

/** Reads an object's id; the empty string where a killed process did not come so far. */
function idOf(session: Session, object: Handle): string {
  return toHex(session.attribute(object, CKA.id) ?? new Uint8Array(0));
}

function named(label: string, type: number | undefined): Attribute[] {
  return [
    { type: CKA.class, value: type ?? 0 },
    { type: CKA.label, value: label },
  ];
}

/** Does something to an object that another process may have removed. @returns false where that is so */
function unlessGone(act: () => unknown): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (error instanceof FedzkError && isGone(error.cause)) return false;
    throw error;
  }
}
