/** Downloads a file, and goes on where the network broke off. */
import {
  type AfterSilence,
  afterSilence,
  LONGEST_SILENCE_SECONDS,
  MOST_BYTES,
} from '../../src/ceremony/download-limits.js';
import { asked, eachPart, Refused } from '../shared/address.js';

/** How long it waits before it tries again, in milliseconds. */
const WAITS = [500, 2_000, 5_000, 10_000, 20_000];
/** How often it tries again where no answer ever came: a page can't tell whether the network is at fault, or the server lets no page read. */
const MOST_SILENT = 2;
/** Parts are put together at this many bytes: browsers keep large blobs on disk. */
const JOINED = 16 << 20;

/** A download that can be run again, and then goes on. */
export class Download {
  readonly address: string;
  #whole = new Blob();
  #parts: Uint8Array<ArrayBuffer>[] = [];
  #length = 0;
  #total = 0;
  #answered = false;
  /** The server's strong mark of the version. */
  #etag: string | undefined;

  readonly #after: AfterSilence;

  constructor(address: string, after: AfterSilence = afterSilence) {
    this.address = address;
    this.#after = after;
  }

  /**
   * @param tell gets the share that is done, from 0 to 1, where the server tells the length
   * @param onWait gets the reason for which it tries again
   * @throws {Error} in words for the user; the signal's reason
   */
  async run(signal: AbortSignal, tell: (done: number) => void, onWait: (reason: string) => void): Promise<Blob> {
    for (let failed = 0; ; failed++) {
      const before = this.#length;
      try {
        await this.#ask(signal, tell);
        return this.#whole;
      } catch (cause) {
        signal.throwIfAborted();
        if (this.#length > before) failed = 0;
        const wait = this.#answered || failed < MOST_SILENT ? WAITS[failed] : undefined;
        const reason = cause instanceof Error ? cause.message : 'for an unknown reason';
        if (cause instanceof Refused || wait === undefined) {
          const goesOn = this.#length > 0 && this.#etag !== undefined;
          const otherwise = this.#answered
            ? ''
            : ' Check the address, or download the file in another way, and choose it.';
          throw new Error(`The download failed: ${reason}.${goesOn ? ' Start again, and it goes on.' : otherwise}`, {
            cause,
          });
        }
        onWait(reason);
        await new Promise((resolve) => setTimeout(resolve, wait));
        signal.throwIfAborted();
      }
    }
  }

  async #ask(signal: AbortSignal, tell: (done: number) => void): Promise<void> {
    // Only what a strong mark says to be unchanged can be gone on with (RFC 9110 §13.1.5).
    const { [0]: at, etag } = { 0: this.#length, etag: this.#etag };
    const goesOn = at > 0 && etag !== undefined;
    const silence = new AbortController();
    const fire = (): void => {
      silence.abort(new Error(`the server sent nothing for ${LONGEST_SILENCE_SECONDS} seconds`));
    };
    const either = AbortSignal.any([signal, silence.signal]);
    let stop = this.#after(fire);
    try {
      const response = await asked(this.address, goesOn ? { range: `bytes=${at}-`, 'if-range': etag } : {}, either);
      this.#answered = true;
      this.#check(response, goesOn ? at : undefined);
      await eachPart(response, (part) => {
        stop();
        stop = this.#after(fire);
        this.#parts.push(part);
        this.#length += part.length;
        requireShort(this.#length);
        if (this.#parts.length * part.length > JOINED) this.#join();
        if (this.#total > 0) tell(Math.min(1, this.#length / this.#total));
      });
    } catch (error) {
      silence.signal.throwIfAborted();
      throw error;
    } finally {
      stop();
      this.#join();
    }
    // A shorter length is that of a compressed answer.
    if (this.#length < this.#total) throw new Error(`it ended after ${this.#length} of ${this.#total} bytes`);
  }

  /** Begins anew, unless the answer is the part from `at` on, of the same version. */
  #check({ headers, status }: Response, at: number | undefined): void {
    if (status !== 206) {
      this.#restart(headers);
      return;
    }
    if (at === undefined) throw new Refused('the server sent a part of the file where all of it was asked for');
    if (rangeStart(headers) === at && headers.get('etag') === this.#etag) return;
    this.#clear();
    throw new Error('the server sent another part than was asked for');
  }

  #clear(): void {
    this.#parts = [];
    this.#whole = new Blob();
    this.#length = 0;
    this.#etag = undefined;
  }

  #restart(headers: Headers): void {
    this.#clear();
    const mark = headers.get('etag');
    this.#etag = mark === null || mark.startsWith('W/') ? undefined : mark;
    this.#total = Number(headers.get('content-length') ?? 0);
    requireShort(this.#total);
  }

  #join(): void {
    this.#whole = new Blob([this.#whole, ...this.#parts]);
    this.#parts = [];
  }
}

function requireShort(length: number): void {
  if (length > MOST_BYTES)
    throw new Refused('the file is longer than 16 GiB: download it in another way, and choose it');
}

/** Where a part begins, as the server says; where it may not be read, as was asked for. */
function rangeStart(headers: Headers): number | undefined {
  const range = headers.get('content-range');
  if (range === null) return undefined;
  return Number(/^bytes (\d+)-/.exec(range)?.[1] ?? Number.NaN);
}
