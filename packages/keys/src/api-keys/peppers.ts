// Adds and removes peppers: slots of the store of the keys.

import { FedzkError } from '@fedzk/core';
import type { StoreCore } from '../store/core.js';
import { slotsOf } from '../store/slots.js';
import { addSlot, removeSlots } from '../store/unlockers.js';
import { withPepperKey } from './pepper.js';

/** Lets a pepper open the store. One that opens it already changes nothing. */
export async function addPepper(core: StoreCore, pepper: Uint8Array): Promise<void> {
  await withPepperKey(pepper, 'store', (key) => addSlot(core, { key }, true));
}

/** Removes all slots that a pepper opens. */
export async function removePepper(core: StoreCore, pepper: Uint8Array): Promise<void> {
  const none = (): FedzkError =>
    new FedzkError(
      'wrong-key',
      'This pepper does not open the API keys: there is nothing to remove, and nothing was changed.',
    );
  await withPepperKey(pepper, 'store', (key) => removeSlots(core, (head) => slotsOf(core.vault, head, { key }), none));
}
