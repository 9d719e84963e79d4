// The files of a download: `FILE`, `FILE.part` while it is incomplete, and `FILE.json`, which says what they are of.

import { constants, existsSync, lstatSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { cannot, quoted, Trouble } from '../../files.js';
import { markOf } from './address.js';

/** What is known of a download. */
interface Told {
  /** What the address is recognised by. */
  readonly address: string;
  /** The server's strong mark of the file's version: equal marks promise equal bytes (RFC 9110 §8.8.1). */
  readonly etag?: string | undefined;
}

/** The files of one download. */
export class Parts {
  readonly file: string;
  readonly part: string;
  readonly record: string;
  readonly #address: string;

  /** @throws {Trouble} there is a file of that name that is of no download, or of another address */
  constructor(file: string, address: string) {
    this.file = file;
    this.part = `${file}.part`;
    this.record = `${file}.json`;
    this.#address = markOf(address);
    for (const own of [this.file, this.part, this.record]) requirePlain(own);
    const there = [this.file, this.part].find((own) => existsSync(own));
    if (there === undefined || this.#told !== undefined) return;
    throw new Trouble(
      `${quoted(there)} exists, and is not known to come from ${quoted(address)}. Remove it, or give another name for the new file.`,
    );
  }

  get #told(): Told | undefined {
    try {
      const told = JSON.parse(readFileSync(this.record, 'utf8')) as Told;
      return told.address === this.#address ? told : undefined;
    } catch {
      return undefined;
    }
  }

  /** The version that the files are of; undefined if the server told none. */
  get etag(): string | undefined {
    const { etag } = this.#told ?? {};
    return typeof etag === 'string' ? etag : undefined;
  }

  get isWhole(): boolean {
    return existsSync(this.file);
  }

  /** The bytes that a request can go on after: 0 if it has to begin anew. */
  get length(): number {
    return this.etag !== undefined && existsSync(this.part) ? statSync(this.part).size : 0;
  }

  /** Begins anew, with another version. */
  async begin(etag: string | undefined): Promise<FileHandle> {
    this.remove();
    return this.#opened(constants.O_EXCL | constants.O_CREAT, () => {
      const told: Told = { address: this.#address, ...(etag !== undefined && { etag }) };
      writeFileSync(this.record, JSON.stringify(told), { flag: 'wx' });
    });
  }

  /** Goes on after {@link Parts.length}. */
  async goOn(): Promise<FileHandle> {
    return this.#opened(0, () => {});
  }

  async #opened(flags: number, prepare: () => void): Promise<FileHandle> {
    try {
      prepare();
      // Windows has no links that this would follow.
      return await open(this.part, constants.O_WRONLY | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0) | flags);
    } catch (error) {
      throw cannot('written', this.part, error);
    }
  }

  /** Gives a part that is whole and durable the file's name. */
  async finish(): Promise<void> {
    try {
      await rename(this.part, this.file);
    } catch (error) {
      throw cannot('written', this.file, error);
    }
  }

  /** Removes all files of the download. */
  remove(): void {
    for (const own of [this.file, this.part, this.record]) rmSync(own, { force: true });
  }
}

/** Refuses a link or folder at a name that is to be written, such as one that somebody put into a shared folder. */
function requirePlain(name: string): void {
  if (lstatSync(name, { throwIfNoEntry: false })?.isFile() === false) {
    throw new Trouble(`${quoted(name)} is no file: it is a link, a folder or a device. Remove it, and run this again.`);
  }
}
