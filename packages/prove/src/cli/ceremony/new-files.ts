// The new files of a command: they get their names together, or none is kept.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { FedzkError, type KeySource } from '@fedzk/core';
import type { CeremonySink } from '@fedzk/prove/ceremony';
import { type NewFile, newFile } from '../../ceremony/new-file.node.js';
import { quoted, Trouble } from '../files.js';
import { requireNew } from './files.js';
import type { Request } from './run.js';

/** New files, by their names. A command writes them in any order; none has its name before all are whole and durable. */
export interface NewFiles {
  /** The sink of a large file. Its commit makes it durable, and it waits for its name. */
  sink(name: string): CeremonySink;
  /** Reads back a file that was written by a sink. */
  source(name: string): KeySource;
  /** Writes a text. @param mode who may read and write it, 0o600 for a secret */
  write(name: string, text: string, mode?: number): Promise<void>;
}

/**
 * Runs what writes new files, then names them: the last one first, so that a large file which has its name has all that was
 * written after it beside it. If anything fails, all are dropped.
 *
 * @throws {Trouble} a file exists, a name is given twice, or one of several files can't be written
 * @throws {FedzkError} `storage`: the only file can't be written
 */
export async function together<T>(
  { written }: Pick<Request, 'written'>,
  work: (files: NewFiles) => Promise<T>,
): Promise<T> {
  const files = new Map<string, NewFile>();
  const add = (name: string, mode?: number): NewFile => {
    requireNew(name);
    if ([...files.keys()].some((other) => resolve(other) === resolve(name))) {
      throw new Trouble(`${quoted(name)} is given for two new files. Give each a name of its own.`);
    }
    const file = newFile(name, mode);
    files.set(name, file);
    return file;
  };
  try {
    const result = await work({
      sink(name) {
        const file = add(name);
        return {
          write: (bytes) => file.write(bytes),
          read: (at, length) => file.read(at, length),
          commit: () => file.sync(),
          abort: () => file.drop(),
        };
      },
      source(name) {
        const file = files.get(name) as NewFile;
        return { size: file.size, read: (offset, length) => file.read(offset, length) };
      },
      async write(name, text, mode) {
        const file = add(name, mode);
        await file.write(new TextEncoder().encode(text));
        await file.sync();
      },
    });
    for (const file of [...files.values()].reverse()) await file.name();
    written.push(...files.keys());
    return result;
  } catch (error) {
    for (const file of files.values()) await file.drop();
    const { message } = error as Error;
    const others = [...files.keys()].filter((name) => !message.startsWith(quoted(resolve(name))));
    if (!(error instanceof FedzkError && error.code === 'storage') || others.length === 0) throw error;
    throw new Trouble(`${message} Nor was ${others.map(quoted).join(', ')} kept.`);
  }
}

/**
 * Refuses a file that is to be named before another one. If it exists alone, a run may have been ended between the two.
 *
 * @throws {Trouble}
 */
export function requireNewBefore(name: string, last: string): void {
  if (existsSync(name) && !existsSync(last)) {
    throw new Trouble(
      `${quoted(name)} exists, and ${quoted(last)} does not. If no other run is at work, the run that wrote it was ended before it named ${quoted(last)}: remove ${quoted(name)}, and run this again.`,
    );
  }
  requireNew(name);
}

/** Writes a text to a new file, which has its name once it is durable. @throws as {@link together} */
export async function writeText(
  request: Pick<Request, 'written'>,
  name: string,
  text: string,
  mode?: number,
): Promise<void> {
  await together(request, (files) => files.write(name, text, mode));
}
