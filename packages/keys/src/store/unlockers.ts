// Changes of what opens a store: slots that are added, removed or replaced, and a new root key under all others.

import { asOptions, describe, FedzkError, toHex, unexpected } from '@fedzk/core';
import { sameBytes } from '../format/bytes.js';
import { LABELS } from '../format/context.js';
import { HASH_BYTES, type Head } from '../format/head.js';
import { MOST_SLOTS, problemOfAll, type Slot } from '../format/slot.js';
import type { Key } from '../vault.js';
import { telling } from './audit.js';
import type { StoreCore } from './core.js';
import { StoreKeys } from './keys.js';
import { makeSlot, openSlot, slotInfo, slotsOf } from './slots.js';
import { checkUnlock, type SlotInfo, type Unlock } from './unlock.js';

/** Replaces the root key and all slots. @returns the slots that are gone */
export async function rotateRoot(core: StoreCore, unlocks: readonly Unlock[]): Promise<SlotInfo[]> {
  if (!Array.isArray(unlocks) || unlocks.length < 1 || unlocks.length > MOST_SLOTS) {
    const expected = `an array of 1 to ${MOST_SLOTS} unlockers, such as [{ passphrase }]`;
    // A string may be the passphrase.
    const got = typeof unlocks === 'string' ? 'a string' : describe(unlocks);
    throw new FedzkError('invalid-argument', `"unlocks" expected ${expected}, got ${got}.`);
  }
  unlocks.forEach(checkUnlock);
  const { keys: before, vault } = core;
  const { storeId } = core.state.head;
  const keys = StoreKeys.make(vault, storeId, vault.randomKey(), before.names);
  const slots: Slot[] = [];
  try {
    for (const unlock of unlocks) slots.push(await makeSlot(vault, storeId, keys.root, unlock));
    checkCost(slots);
    const { result } = await core.commit<SlotInfo[]>(async ({ head }) => {
      const masters = head.masters.map((master) => keys.adopt(core.keys, master));
      const rootCommitment = vault.derive(keys.root, storeId, LABELS.commitment, HASH_BYTES);
      return {
        head: { masters, slots, rootCommitment, wrappedNameKey: keys.wrappedNames() },
        keys,
        result: head.slots.map(slotInfo),
      };
    });
    await core.audit('key_root_rotate', core.storeId, { slots: slots.length });
    return result;
  } finally {
    // Those that the store has not now: the new ones where the commit was not made.
    (core.keys === keys ? before : keys).freeButNames();
  }
}

/**
 * Lets one more unlocker open the store.
 *
 * @param once whether to add none where the unlocker opens the store already
 * @returns the slot's id
 */
export async function addSlot(core: StoreCore, unlock: Unlock, once = false): Promise<string> {
  const slotNow = slotMaker(core, unlock);
  const { result } = await core.commit<{ readonly slot: Slot; readonly added: boolean }>(async ({ head }) => {
    const slot = await slotNow();
    if (head.slots.some(({ id }) => sameBytes(id, slot.id))) return { nothing: true, result: { slot, added: true } };
    const [there] = once ? await slotsOf(core.vault, head, unlock) : [];
    if (there !== undefined) return { nothing: true, result: { slot: there, added: false } };
    return { head: { slots: checkCost([...head.slots, slot]) }, result: { slot, added: true } };
  });
  const { slot, added } = result;
  if (added) await core.audit('key_slot_add', toHex(slot.id), { type: slot.type });
  return toHex(slot.id);
}

/** Takes an unlocker away. */
export async function removeSlot(core: StoreCore, slotId: string): Promise<void> {
  if (typeof slotId !== 'string') throw unexpected('slotId', 'a string, as slots() gives it', slotId);
  await removeSlots(
    core,
    ({ slots }) => slots.filter(({ id }) => toHex(id) === slotId),
    () => new FedzkError('not-found', `There is no slot ${describe(slotId)}; slots() lists them.`),
  );
}

/**
 * Takes slots away, all in one commit.
 *
 * @param which those of a head that go
 * @param none makes the error if there is none
 */
export async function removeSlots(
  core: StoreCore,
  which: (head: Head) => readonly Slot[] | Promise<readonly Slot[]>,
  none: () => FedzkError,
): Promise<void> {
  let removed: readonly Slot[] = [];
  await core.commit<undefined>(async ({ head }) => {
    const leaving = await which(head);
    if (leaving.length === 0) {
      // They are gone where the outcome of its own commit was lost.
      if (removed.length > 0) return { nothing: true, result: undefined };
      throw none();
    }
    if (leaving.length === head.slots.length) {
      throw new FedzkError('invalid-state', 'It is the last slot: nothing would open the store.');
    }
    removed = leaving;
    return { head: { slots: head.slots.filter((slot) => !leaving.includes(slot)) }, result: undefined };
  });
  await core.trail.tell(...removed.map(({ id }) => ({ operation: 'key_slot_remove', resource: toHex(id) })));
}

/** Replaces the slot that a passphrase opens. */
export async function changePassphrase(core: StoreCore, old: string | Uint8Array, unlock: Unlock): Promise<void> {
  checkUnlock({ passphrase: old });
  requirePassphrase(unlock);
  const slotNow = slotMaker(core, unlock);
  let replaced: Slot | undefined;
  const { result: slot } = await core.commit(async ({ head }) => {
    replaced ??= await telling(core.trail, 'key_passphrase_change', core.storeId, () =>
      slotOf(core, head, { passphrase: old }),
    );
    const { id: before } = replaced;
    const slot = await slotNow();
    if (head.slots.some(({ id }) => sameBytes(id, slot.id))) return { nothing: true, result: slot };
    const slots = head.slots.map((one) => (sameBytes(one.id, before) ? slot : one));
    if (!slots.includes(slot)) {
      throw new FedzkError('not-found', 'The slot of the old passphrase was removed meanwhile.');
    }
    return { head: { slots: checkCost(slots) }, result: slot };
  });
  await core.audit('key_passphrase_change', toHex(slot.id));
}

/** Refuses what is no unlocker of a passphrase. A string may be the passphrase, and is not shown. */
function requirePassphrase(unlock: unknown): void {
  const isObject = typeof unlock === 'object' && unlock !== null;
  if (isObject && 'passphrase' in asOptions(unlock, 'unlock')) return;
  const got = isObject ? 'an object without it' : typeof unlock === 'string' ? 'a string' : describe(unlock);
  throw new FedzkError('invalid-argument', `"unlock" expected { passphrase }, with the new passphrase, got ${got}.`);
}

/** Returns the slot that an unlocker opens. */
async function slotOf({ vault }: StoreCore, head: Head, unlock: Unlock): Promise<Slot> {
  const { root, slot } = await openSlot(vault, head, unlock);
  vault.free(root);
  return slot;
}

/** Makes a slot once, and anew where the root key is another one since. To be called in a commit's turn. */
function slotMaker(core: StoreCore, unlock: Unlock): () => Promise<Slot> {
  checkUnlock(unlock);
  let made: { readonly root: Key; readonly slot: Slot } | undefined;
  return async () => {
    const { root } = core.keys;
    if (made?.root !== root) made = { root, slot: await makeSlot(core.vault, core.state.head.storeId, root, unlock) };
    return made.slot;
  };
}

function checkCost(slots: readonly Slot[]): readonly Slot[] {
  if (slots.length > MOST_SLOTS) throw new FedzkError('invalid-state', `A key store has at most ${MOST_SLOTS} slots.`);
  const problem = problemOfAll(slots);
  if (problem !== undefined) throw new FedzkError('invalid-argument', `The slots cost too much to open: ${problem}.`);
  return slots;
}
