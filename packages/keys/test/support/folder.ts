import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder that goes when the test is over; a store's place in it is not made yet. */
export function temporary(): { readonly root: string; readonly dir: string } {
  const root = mkdtempSync(join(tmpdir(), 'fedzk-keys-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return { root, dir: join(root, 'store') };
}
