// Addresses of files.

import { createHash } from 'node:crypto';
import { quoted, Trouble } from '../../files.js';

export function isAddress(name: string): boolean {
  return /^https?:\/\//i.test(name);
}

/** Refuses what is no address, and one with a user's name or password. @throws {Trouble} */
export function requireAddress(address: string): void {
  if (!URL.canParse(address)) {
    throw new Trouble(`${quoted(address)} is no address of a file. Check it.`);
  }
  const { username, password } = new URL(address);
  if (username === '' && password === '') return;
  throw new Trouble(
    `The address of ${quoted(address)} has a user's name or password, which other programs of this computer can read there. Download the file in another way, such as "curl --netrc", and give its name.`,
  );
}

/** What an address is recognised by. It may have secrets, so it is not kept itself. */
export function markOf(address: string): string {
  return createHash('sha256').update(address).digest('hex');
}
