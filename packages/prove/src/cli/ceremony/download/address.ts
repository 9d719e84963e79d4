// Addresses of files.

import { createHash } from 'node:crypto';
import { quoted, Trouble } from '../../files.js';

/** Tells an address from a file's name. @throws {Trouble} it is one of another kind than is read */
export function isAddress(name: string): boolean {
  if (/^https?:\/\//i.test(name)) return true;
  const [, scheme] = /^([a-z][a-z\d+.-]+):\/\//i.exec(name) ?? [];
  if (scheme === undefined) return false;
  throw new Trouble(`Expected the name of a file, or an address of https or http, got one of ${scheme}.`);
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
