// A journal's file, which is appended to, with spare room after its end.

import { concat } from '@fedzk/core';
import { type OpenFile, storageError } from './files.js';
import type { Journal } from './storage.js';
import { writeAll } from './whole-files.js';

/** Bytes that a journal reserves in advance, so that a sync need not update the file's length. */
export const ROOM: number = 1 << 20;

export class FileJournal implements Journal {
  readonly #file: OpenFile;
  readonly #path: string;
  #end: number;
  #length: number;

  readonly #took: (ms: number) => void;

  /** @param took called with the milliseconds of each sync */
  constructor(file: OpenFile, path: string, end: number, took: (ms: number) => void) {
    this.#took = took;
    this.#file = file;
    this.#path = path;
    this.#end = end;
    this.#length = end + ROOM;
  }

  async append(bytes: Uint8Array): Promise<void> {
    const end = this.#end + bytes.length;
    const grows = end > this.#length;
    try {
      await writeAll(this.#file, grows ? concat(bytes, new Uint8Array(ROOM)) : bytes, this.#end);
      const began = performance.now();
      await this.#file.datasync();
      this.#took(performance.now() - began);
    } catch (error) {
      // Never retried: Linux marks pages as clean after a failed sync, so the next sync would report success.
      throw storageError('write', this.#path, error);
    }
    this.#end = end;
    if (grows) this.#length = end + ROOM;
  }

  async close(): Promise<void> {
    await this.#file.close().catch((error: unknown) => {
      throw storageError('close', this.#path, error);
    });
  }
}
