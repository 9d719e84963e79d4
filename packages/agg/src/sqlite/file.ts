// The database's file, which only its user may read.

import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes the file with mode 0600, and missing folders with mode 0700, durably. */
export function makeFile(path: string): void {
  const folder = dirname(path);
  const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
  const last = first === undefined ? folder : dirname(first);
  for (let each = folder; ; each = dirname(each)) {
    syncFolder(each);
    if (each === last || each === dirname(each)) return;
  }
}

function syncFolder(folder: string): void {
  // Windows can't open a folder as a file, and needs no sync of it.
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
