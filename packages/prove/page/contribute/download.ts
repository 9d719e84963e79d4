/** Downloads a file, and goes on where the network broke off. */
import { asked, eachPart, Refused } from '../shared/address.js';

/** How long it waits before it tries again, in milliseconds. */
const WAITS = [500, 2_000, 5_000, 10_000, 20_000];
/** Parts are put together at this many bytes: browsers keep large blobs on disk. */
const JOINED = 16 << 20;

/** A download that can be run again, and then goes on. */
export class Download {
  readonly address: string;
  #whole = new Blob();
  #parts: Uint8Array<ArrayBuffer>[] = [];
  #length = 0;
  #total = 0;
  /** The server's strong mark of the version. */
  #etag: string | undefined;

  constructor(address: string) {
    this.address = address;
  }

  /**
   * @param tell gets the share that is done, from 0 to 1, where the server tells the length
   * @throws {Error} in words for the user; the signal's reason
   */
  async run(signal: AbortSignal, tell: (done: number) => void): Promise<Blob> {
    for (let failed = 0; ; failed++) {
      const before = this.#length;
      try {
        await this.#ask(signal, tell);
        return this.#whole;
      } catch (cause) {
        signal.throwIfAborted();
        if (this.#length > before) failed = 0;
        const wait = WAITS[failed];
        const reason = cause instanceof Error ? cause.message : 'for an unknown reason';
        if (cause instanceof Refused || wait === undefined) {
          const more = this.#length > 0 ? ' Start again, and it goes on.' : '';
          throw new Error(`The download failed: ${reason}.${more}`, { cause });
        }
        await new Promise((resolve) => setTimeout(resolve, wait));
        signal.throwIfAborted();
      }
    }
  }

  async #ask(signal: AbortSignal, tell: (done: number) => void): Promise<void> {
    // Only what a strong mark says to be unchanged can be gone on with (RFC 9110 §13.1.5).
    const { [0]: at, etag } = { 0: this.#length, etag: this.#etag };
    const goesOn = at > 0 && etag !== undefined;
    const response = await asked(this.address, goesOn ? { range: `bytes=${at}-`, 'if-range': etag } : {}, signal);
    const { headers, status } = response;
    if (!(goesOn && status === 206 && rangeStart(headers) === at)) {
      if (status === 206) throw new Refused('the server sent another part than was asked for');
      this.#restart(headers);
    }
    try {
      await eachPart(response, (part) => {
        this.#parts.push(part);
        this.#length += part.length;
        if (this.#parts.length * part.length > JOINED) this.#join();
        if (this.#total > 0) tell(Math.min(1, this.#length / this.#total));
      });
    } finally {
      this.#join();
    }
    // A shorter length is that of a compressed answer.
    if (this.#length < this.#total) throw new Error(`it ended after ${this.#length} of ${this.#total} bytes`);
  }

  #restart(headers: Headers): void {
    this.#parts = [];
    this.#whole = new Blob();
    this.#length = 0;
    const mark = headers.get('etag');
    this.#etag = mark === null || mark.startsWith('W/') ? undefined : mark;
    this.#total = Number(headers.get('content-length') ?? 0);
  }

  #join(): void {
    this.#whole = new Blob([this.#whole, ...this.#parts]);
    this.#parts = [];
  }
}

/** Where a part begins, as the server says; where it may not be read, as was asked for. */
function rangeStart(headers: Headers): number | undefined {
  const range = headers.get('content-range');
  if (range === null) return undefined;
  return Number(/^bytes (\d+)-/.exec(range)?.[1] ?? Number.NaN);
}
