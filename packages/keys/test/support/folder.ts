import { join } from 'node:path';
import { folderOf } from '@fedzk/testkit/folders';

/** A folder that goes when the tests are over; a store's place in it is not made yet. */
export function temporary(): { readonly root: string; readonly dir: string } {
  const root = folderOf();
  return { root, dir: join(root, 'store') };
}
