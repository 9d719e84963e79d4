// A journal's file, whose end is written, with room behind it.

import { concat } from '@fedzk/core';
import { type OpenFile, storageError } from './files.js';
import type { Journal } from './storage.js';
import { writeAll } from './whole-files.js';

/** Room that a journal takes in advance, so that a sync need not write down how long it is. */
export const ROOM: number = 1 << 20;

export class FileJournal implements Journal {
  readonly #file: OpenFile;
  readonly #path: string;
  #end: number;
  #length: number;

  readonly #took: (ms: number) => void;

  /** @param took is told how long each sync took, in milliseconds */
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
      // Never again: Linux takes pages whose sync failed for clean, and the next one says that all is well.
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
