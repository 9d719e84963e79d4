// An announcement that a command is given.

import { FedzkError } from '@fedzk/core';
import { announcementOf } from '../../ceremony/manifest/announcement.js';
import { quoted, Trouble } from '../files.js';
import { readText } from './files.js';

/**
 * Reads an announcement, and checks what needs no key, before anything is downloaded or asked for.
 *
 * @param require checks whether the ceremony still takes contributions
 * @throws {Trouble} with the file's name
 */
export function readAnnounced(
  name: string | undefined,
  require: (announcement: ReturnType<typeof announcementOf>) => void,
): string | undefined {
  if (name === undefined) return undefined;
  const text = readText(name);
  try {
    require(announcementOf(text));
  } catch (error) {
    throw error instanceof FedzkError ? new Trouble(`${quoted(name)}: ${error.message}`) : error;
  }
  return text;
}
