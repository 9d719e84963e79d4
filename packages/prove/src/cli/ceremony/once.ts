// What is known of a contributor before the work: what the key signed before, and the names that the file has.

import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FedzkError, quoted as inQuotes, type Signer, toBase64 } from '@fedzk/core';
import { readFile } from '@fedzk/core/node';
import type { KeyFile } from '@fedzk/prove/node';
import { type Announcement, checkSignature, contributionText, readContributions } from '@fedzk/verify/ceremony';
import { lettersOf } from '../../ceremony/format/file.js';
import { NAME_UNITS } from '../../ceremony/format/links.js';
import { openPtau } from '../../ceremony/format/ptau.js';
import { CONTRIBUTION, readNote } from '../../ceremony/manifest/note.js';
import { quoted } from '../files.js';
import { type Request, tell } from './run.js';

export interface Contributor {
  /** Written into the file. */
  readonly name: string | undefined;
  readonly signer: Signer | undefined;
  /** The announcement's text, which was checked. */
  readonly announcement: string | undefined;
  /** Where earlier notes of the contributor may be: the folders of these files. */
  readonly beside: readonly string[];
}

/**
 * Refuses a second contribution by one key, which can't count, and tells of names that others may misread.
 *
 * @param from how messages call the file
 * @throws {FedzkError} `invalid-argument`
 */
export async function requireOnce(
  request: Request,
  from: string,
  source: KeyFile,
  { name, signer, announcement, beside }: Contributor,
): Promise<void> {
  const before = await listed(source);
  if (signer !== undefined && announcement !== undefined) {
    const announced = JSON.parse(announcement) as Announcement;
    const notes = ownNotes(signer, beside);
    for (const note of notes) requireOther(note, from, { announced, before, signer: request.values.signer ?? '' });
    const other = notes.find((note) => note.name !== signer.name);
    if (other !== undefined) {
      tell(
        request,
        `${quoted(other.file)} is signed with the same key under the name ${inQuotes(other.name)}, and now it is ${inQuotes(signer.name)}. It is one key, which counts once. To keep its name, give it as --signer-name.`,
      );
    }
  }
  if (name === undefined) return;
  const same = before.findIndex((link) => link.kind === 'person' && link.name === name.slice(0, NAME_UNITS));
  if (same >= 0) {
    tell(
      request,
      `Contribution ${same} of ${quoted(from)} has the name ${inQuotes(name)}, too. If that was you, this one adds nothing, since a person counts once. If it was another person, a --name of your own keeps you apart.`,
    );
  }
  if (signer === undefined || signer.name === name) return;
  tell(
    request,
    `The file will show the name ${inQuotes(name)}, and your note ${inQuotes(signer.name)}. Both are public: tell the coordinator that they are one person, or give one name.`,
  );
}

interface Listed {
  readonly kind: 'person' | 'beacon';
  readonly name?: string | undefined;
  /** Of a key. */
  readonly hash?: string;
}

/** Lists the contributions of a file. What is wrong with it is told by what contributes to it. */
async function listed(source: KeyFile): Promise<readonly Listed[]> {
  try {
    if ((await lettersOf(source)) === 'zkey') return (await readContributions(source)).contributions;
    const { links } = await openPtau(source);
    return links.map(({ name, beacon }) => ({ kind: beacon === undefined ? 'person' : 'beacon', name }));
  } catch (error) {
    if (error instanceof FedzkError) return [];
    throw error;
  }
}

interface OwnNote {
  readonly file: string;
  readonly text: string;
  /** The key's name in it. */
  readonly name: string;
}

interface Against {
  readonly announced: Announcement;
  readonly before: readonly Listed[];
  /** The key's file. */
  readonly signer: string;
}

/** Refuses a note of a contribution that is in the file. @throws {FedzkError} `invalid-argument` */
function requireOther({ file, text }: OwnNote, from: string, { announced, before, signer }: Against): void {
  const index = before.findIndex(({ hash }) => text.endsWith(`\ncontribution ${hash}\n`));
  const hash = before[index]?.hash;
  if (hash === undefined || text !== contributionText(announced, index, hash)) return;
  throw new FedzkError(
    'invalid-argument',
    `${quoted(signer)} has signed contribution ${index} of ${quoted(from)} in ${quoted(file)}, and a key counts once: this contribution would not count. Let another person contribute. To contribute all the same, without a note, leave out --signer.`,
  );
}

/** Finds the notes beside some files that a key has signed, under any name. */
function ownNotes({ verifierKey }: Signer, beside: readonly string[]): readonly OwnNote[] {
  const folders = [...new Set(beside.map(dirname))];
  return folders.flatMap((folder) =>
    namesIn(folder).flatMap((entry) => {
      const file = folder === '.' ? entry : join(folder, entry);
      const note = noteIn(file);
      const own = note?.signatures.find(({ signature }) => checkSignature(note.text, verifierKey, toBase64(signature)));
      return note === undefined || own === undefined ? [] : [{ file, text: note.text, name: own.name }];
    }),
  );
}

/** More notes than a contributor has. */
const MOST_NOTES = 1000;
const MOST_NOTE_BYTES = 4096;

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.note'))
      .sort()
      .slice(0, MOST_NOTES);
  } catch {
    return []; // the new file can't be written there, either
  }
}

/** Reads a note. It may be anything, since only its name is known. */
function noteIn(file: string): ReturnType<typeof readNote> | undefined {
  try {
    const bytes = readFile(file, MOST_NOTE_BYTES);
    const text = bytes === undefined ? '' : new TextDecoder().decode(bytes);
    return text.startsWith(CONTRIBUTION) ? readNote(text, file) : undefined;
  } catch {
    return undefined;
  }
}
