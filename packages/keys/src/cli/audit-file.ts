// Writes events as lines of JSON at the end of a file.

import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type AuditSink, escaped, quoted } from '@fedzk/core';
import { Trouble } from './trouble.js';

/** Doesn't wait for the other end of a pipe. Windows has no such flag. */
const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NONBLOCK ?? 0);
/** The system's code for a pipe that nobody reads, and for a socket. */
const NO_READER = 'ENXIO';

/** Makes a file an audit log. Appending resolves when the line is durable. A new file has mode 0600; only regular files are taken. */
export function auditFile(path: string): AuditSink {
  return {
    append: async (event) => {
      const file = await openRegular(path);
      try {
        await file.writeFile(`${escaped(JSON.stringify({ time: new Date().toISOString(), ...event }))}\n`);
        await file.sync();
      } catch (error) {
        throw cannotBeWritten(path, error);
      } finally {
        await file.close();
      }
    },
  };
}

async function openRegular(path: string): Promise<FileHandle> {
  const file = await open(path, APPEND, 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === NO_READER) throw noFile(path);
    throw cannotBeWritten(path, error);
  });
  try {
    if (!(await file.stat()).isFile()) throw noFile(path);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

function cannotBeWritten(path: string, error: unknown): Trouble {
  const { code = 'an unknown error' } = error as NodeJS.ErrnoException;
  return new Trouble(`The audit file ${quoted(path)} cannot be written (${code}).`);
}

function noFile(path: string): Trouble {
  return new Trouble(`The audit file ${quoted(path)} is not a regular file, and would keep no line; name a file.`);
}
