/** Writes a ptau or zkey file to a sink, section by section. */
import { concat, FedzkError } from '@fedzk/core';
import { view } from '../../key/sections.js';
import type { CeremonySink } from '../sink.js';
import { u32 } from './bytes.js';
import type { Letters } from './file.js';

export class FileWriter {
  readonly #sink: CeremonySink;
  readonly #signal: AbortSignal | undefined;
  /** Bytes of the section that were not written yet. */
  #left = 0;
  #at = 0;
  /** Where each section's content begins. */
  readonly offsets: Map<number, number> = new Map();

  constructor(sink: CeremonySink, signal: AbortSignal | undefined) {
    this.#sink = sink;
    this.#signal = signal;
  }

  head(letters: Letters, sections: number): Promise<void> {
    return this.#write(concat(new TextEncoder().encode(letters), u32(1), u32(sections)));
  }

  /** Begins a section of a length in bytes. */
  async begin(type: number, length: number): Promise<void> {
    this.#requireWhole();
    const head = new Uint8Array(12);
    view(head).setUint32(0, type, true);
    view(head).setBigUint64(4, BigInt(length), true);
    await this.#write(head);
    this.offsets.set(type, this.#at);
    this.#left = length;
  }

  /** Adds to the section. */
  async part(bytes: Uint8Array): Promise<void> {
    this.#left -= bytes.length;
    if (this.#left < 0) throw new FedzkError('invalid-state', 'A section became longer than was said.');
    await this.#write(bytes);
  }

  /** Writes a whole section. */
  async section(type: number, content: Uint8Array): Promise<void> {
    await this.begin(type, content.length);
    await this.part(content);
  }

  /** Ends the file. */
  end(): void {
    this.#requireWhole();
  }

  #requireWhole(): void {
    if (this.#left !== 0) throw new FedzkError('invalid-state', 'A section became shorter than was said.');
  }

  async #write(bytes: Uint8Array): Promise<void> {
    this.#signal?.throwIfAborted();
    await this.#sink.write(bytes);
    this.#at += bytes.length;
  }
}
