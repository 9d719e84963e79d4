// Signs and publishes checkpoints one after the other, so that none replaces a newer one.

import { type Checkpoint, checkpointText } from '../note/checkpoint.js';
import { type Signer, signNote } from '../note/signer.js';
import type { FailStop } from './fail-stop.js';
import type { Ownership } from './ownership.js';

/** A checkpoint, and the note that it is published as. */
export interface Published {
  readonly note: string;
  readonly signed: Checkpoint;
}

export class Notes {
  readonly #signer: Signer;
  readonly #own: Ownership;
  readonly #failStop: FailStop;
  #signed: Checkpoint;
  #note: string | undefined;
  readonly #waiting: (() => void)[] = [];
  #writing: Promise<unknown> = Promise.resolve();

  /** @param found the tree that was written down last, and its note, if any */
  constructor(
    signer: Signer,
    own: Ownership,
    failStop: FailStop,
    found: { readonly signed: Checkpoint; readonly note: string | undefined },
  ) {
    this.#signer = signer;
    this.#own = own;
    this.#failStop = failStop;
    this.#signed = found.signed;
    this.#note = found.note;
  }

  /** The newest tree that is signed, or about to be. */
  get signed(): Checkpoint {
    return this.#signed;
  }

  /** The newest checkpoint, unless one is being made. */
  get published(): Published | undefined {
    return this.#note === undefined ? undefined : { note: this.#note, signed: this.#signed };
  }

  /**
   * Writes down that a tree will be signed, then signs and publishes it.
   *
   * @param onPublished called when the note is published, before waiting callers go on
   */
  async sign(next: Checkpoint, onPublished: () => void): Promise<void> {
    await this.#own.writeSigned(next);
    this.#signed = next;
    this.#note = undefined;
    await this.publish(onPublished);
  }

  /** Signs and publishes the tree that was written down. */
  async publish(onPublished: () => void = () => undefined): Promise<void> {
    await this.#own.requireOwn();
    const note = await signNote(checkpointText(this.#signed), this.#signer);
    await this.#write(() => this.#own.publish(note, this.#signed));
    this.#note = note;
    onPublished();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /**
   * Publishes the checkpoint of a size with cosignatures, unless a newer one was signed meanwhile.
   *
   * @throws {FedzkError} `fail-stop`; `disposed`
   */
  publishCosigned(note: string, size: number): Promise<void> {
    const isCurrent = (): boolean => this.#note !== undefined && this.#signed.size === size;
    return this.#write(async () => {
      if (!isCurrent()) return;
      await this.#failStop.orStop(async () => {
        await this.#own.requireOwn();
        await this.#own.publish(note, this.#signed);
      });
      if (isCurrent()) this.#note = note;
    });
  }

  #write(write: () => Promise<void>): Promise<void> {
    const written = this.#writing.then(write);
    this.#writing = written.catch(() => undefined);
    return written;
  }

  /** Resolves when the next checkpoint is published. */
  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Resolves when none is being written. */
  async idle(): Promise<void> {
    await this.#writing;
  }
}
