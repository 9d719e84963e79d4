// Slots: the root key, wrapped once for each unlocker (FORMAT.md, "Slot").

import { counted, describe, FedzkError, quoted, toHex } from '@fedzk/core';
import { sameSecret } from '../format/bytes.js';
import { LABELS, slotContext } from '../format/context.js';
import { HASH_BYTES, type Head } from '../format/head.js';
import { MOST_PROVIDED_BYTES, SLOT_ID_BYTES, type Slot, slotParameters } from '../format/slot.js';
import type { Key, Vault } from '../vault.js';
import { checkUnlock, fitsSlot, type KeyProvider, keyOf, type SlotInfo, slotKindOf, type Unlock } from './unlock.js';

const ROOT_BYTES = 32;

/** Makes a slot for an unlocker. */
export async function makeSlot(vault: Vault, storeId: Uint8Array, root: Key, unlocker: Unlock): Promise<Slot> {
  const unlock = checkUnlock(unlocker);
  const kind = slotKindOf(unlock);
  const id = vault.randomBytes(SLOT_ID_BYTES);
  if ('provider' in unlock) return { ...kind, id, wrapped: await wrapByProvider(vault, root, unlock.provider) };
  const { type, parameters } = slotParameters(kind);
  const key = keyOf(vault, unlock, kind);
  try {
    return { ...kind, id, wrapped: vault.sealKey(key, slotContext(storeId, id, type, parameters), root) };
  } finally {
    vault.free(key);
  }
}

async function wrapByProvider(vault: Vault, root: Key, provider: KeyProvider): Promise<Uint8Array> {
  const bytes = vault.exportKey(root);
  try {
    const wrapped = await provider.wrap(bytes);
    if (wrapped instanceof Uint8Array && wrapped.length >= 1 && wrapped.length <= MOST_PROVIDED_BYTES) {
      return new Uint8Array(wrapped);
    }
    throw new FedzkError(
      'invalid-argument',
      `"provider" expected to wrap a key to 1 to ${MOST_PROVIDED_BYTES} bytes, got ${describe(wrapped)}.`,
    );
  } finally {
    bytes.fill(0);
  }
}

/**
 * Opens a head's root key from the slot that the unlocker opens.
 *
 * @throws {FedzkError} `wrong-key`
 */
export async function openSlot(
  vault: Vault,
  head: Head,
  unlocker: Unlock,
): Promise<{ readonly root: Key; readonly slot: Slot }> {
  const unlock = checkUnlock(unlocker);
  const slots = head.slots.filter((slot) => fitsSlot(unlock, slot));
  for (const slot of slots) {
    const root = await rootOf(vault, head, slot, unlock);
    if (root !== undefined) return { root, slot };
  }
  throw new FedzkError(
    'wrong-key',
    slots.length === 0
      ? withoutSlot(head, unlock)
      : 'The key store does not open: the passphrase or key is wrong, or the head is damaged. If it is the right one, restore a backup.',
  );
}

/** Returns all slots that an unlocker opens. */
export async function slotsOf(vault: Vault, head: Head, unlocker: Unlock): Promise<Slot[]> {
  const unlock = checkUnlock(unlocker);
  const opened: Slot[] = [];
  for (const slot of head.slots.filter((one) => fitsSlot(unlock, one))) {
    const root = await rootOf(vault, head, slot, unlock);
    if (root === undefined) continue;
    vault.free(root);
    opened.push(slot);
  }
  return opened;
}

/** Opens the root key from a slot; undefined if the unlocker doesn't open it. */
async function rootOf(vault: Vault, head: Head, slot: Slot, unlock: Unlock): Promise<Key | undefined> {
  const root =
    'provider' in unlock ? await openByProvider(vault, slot, unlock.provider) : openByKey(vault, head, slot, unlock);
  if (root === undefined) return undefined;
  const commitment = vault.derive(root, head.storeId, LABELS.commitment, HASH_BYTES);
  if (sameSecret(commitment, head.rootCommitment)) return root;
  vault.free(root);
  return undefined;
}

/** Says which unlockers a store has. A provider's name may be bound to its key, so names are told. */
function withoutSlot({ slots }: Head, unlock: Unlock): string {
  const has = slots.map((slot) => (slot.type === 'provider' ? `provider ${quoted(slot.name)}` : slot.type));
  const wanted = 'provider' in unlock ? `the provider ${quoted(unlock.provider.name)}` : 'this unlocker';
  return `The key store has no slot for ${wanted}; it has: ${[...new Set(has)].join(', ')}.`;
}

function openByKey(vault: Vault, { storeId }: Head, slot: Slot, unlock: Unlock): Key | undefined {
  const { type, parameters } = slotParameters(slot);
  const key = keyOf(vault, unlock, slot);
  try {
    return vault.openKey(key, slotContext(storeId, slot.id, type, parameters), slot.wrapped);
  } finally {
    vault.free(key);
  }
}

async function openByProvider(vault: Vault, slot: Slot, provider: KeyProvider): Promise<Key | undefined> {
  const bytes = await provider.unwrap(slot.wrapped);
  if (!(bytes instanceof Uint8Array)) return undefined;
  try {
    return bytes.length === ROOT_BYTES ? vault.importKey(bytes) : undefined;
  } finally {
    bytes.fill(0);
  }
}

function argon2Cost({ memoryKiB, passes, lanes }: Extract<Slot, { readonly type: 'argon2id' }>): string {
  return `${memoryKiB} KiB, ${counted(passes, 'pass', 'passes')}, ${counted(lanes, 'lane')}`;
}

/** Returns the public info of a slot. */
export function slotInfo(slot: Slot): SlotInfo {
  const id = toHex(slot.id);
  switch (slot.type) {
    case 'pbkdf2':
      return { id, type: slot.type, cost: `${slot.iterations} iterations` };
    case 'argon2id':
      return { id, type: slot.type, cost: argon2Cost(slot) };
    case 'provider':
      return { id, type: slot.type, provider: slot.name };
    case 'key':
      return { id, type: slot.type };
  }
}
