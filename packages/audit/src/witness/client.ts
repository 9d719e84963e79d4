// Asks a witness to cosign a checkpoint (C2SP tlog-witness, "add-checkpoint").

import { asOptions, onAbort, toBase64 } from '@fedzk/core';
import { readNote } from '../note/checkpoint.js';
import { sameKey, type VerifierKey, verifySignature } from '../note/keys.js';
import { codeOf } from '../storage/files.js';
import { HASH_BYTES } from '../tree/tree.js';
import { decoded } from '../utf8.js';
import { wholeBody } from '../verify/body.js';
import { entries } from '../words.js';
import { requireLine } from './cosignatures.js';

/** A witness that can be asked. */
export interface Witness {
  readonly key: VerifierKey;
  /** Its submission prefix. */
  readonly url: string;
}

/** A checkpoint for a witness to cosign. */
export interface Shown {
  readonly size: number;
  /** The text that the log has signed and the witness is to sign. */
  readonly text: string;
  /** The same with the log's signature. */
  readonly plain: string;
  /** Makes the consistency proof from a smaller tree; empty if there is nothing to prove. */
  prove(old: number): Promise<Uint8Array>;
}

/** Makes a request to a witness: a function of the shape of `fetch`. */
export type WitnessFetch = (
  url: string,
  request: {
    readonly method: 'GET' | 'POST';
    /** The body of a POST. */
    readonly body?: string;
    /** Headers of a GET: `cache-control: no-cache`. */
    readonly headers?: Readonly<Record<string, string>>;
    readonly redirect: 'manual';
    readonly signal: AbortSignal;
  },
) => Promise<Response>;

export interface AskOptions {
  /** Milliseconds until the witness has to have answered. */
  readonly timeoutMs: number;
  /** By default the runtime's own. */
  readonly fetch?: WitnessFetch | undefined;
  readonly signal?: AbortSignal;
}

/** Says why a witness has not cosigned, in words that follow its name. */
export class Refusal extends Error {
  /** The HTTP status, if there was an answer. */
  readonly status: number | undefined;

  constructor(why: string, options: ErrorOptions & { readonly status?: number } = {}) {
    super(why, options);
    this.status = asOptions(options).status;
  }
}

/** Room for signatures of several keys and kinds; those of ML-DSA-44 have 3,300 bytes. */
const MOST_ANSWER_BYTES = 1 << 16;
const MOST_SIZE_BYTES = 32;
/** A clock may be that many seconds ahead of another. */
const MOST_AHEAD = 3600;
const SIZE_TYPE = 'text/x.tlog.size';

const REASONS: Readonly<Record<number, string>> = {
  400: 'it refuses the form of the request',
  403: 'it knows no such key for this log, or does not know the log',
  404: 'it does not know this log, or is not at this address',
  422: 'it has seen entries that are not the start of this log: two logs were signed with one key',
};

/**
 * Has a witness cosign a checkpoint.
 *
 * @param seen the size that it has probably seen last; where that is wrong it is asked twice
 * @returns the line of its cosignature, which has been checked
 * @throws {Refusal} it has not cosigned; what `prove` throws
 */
export async function askWitness(witness: Witness, shown: Shown, seen: number, options: AskOptions): Promise<string> {
  const limit = new Limit(options);
  try {
    const ask = async (old: number): Promise<string | number> => {
      const body = requestBody(old, await shown.prove(old), shown.plain);
      return limit.bound(post(witness.url, body, limit.signal, options.fetch));
    };
    const first = await ask(seen <= shown.size ? seen : 0);
    if (typeof first === 'string') return lineOf(first, witness.key, shown.text);
    if (first > shown.size) {
      throw new Refusal(
        `it has seen ${entries(first)} and this log has ${shown.size}: the log was rolled back, or another one is signed with its key`,
      );
    }
    const second = await ask(first);
    if (typeof second === 'string') return lineOf(second, witness.key, shown.text);
    throw new Refusal(`it says that it has seen ${entries(first)}, and then ${second}`);
  } finally {
    limit.end();
  }
}

/** Ends a request to a witness: at its time limit, or when the caller cancels. */
export class Limit {
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #forget: () => void;
  readonly #stop = (): void => this.#controller.abort(new Refusal('its caller cancelled the request'));

  constructor({ timeoutMs, signal }: AskOptions) {
    const late = (): void => this.#controller.abort(new Refusal(`it has not answered within ${timeoutMs} ms`));
    this.#timer = setTimeout(late, timeoutMs);
    this.#forget = onAbort(signal, this.#stop);
    if (signal?.aborted) this.#stop();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Rejects at the limit, also where `work` doesn't heed it. */
  async bound<T>(work: Promise<T>): Promise<T> {
    let stop = (): void => undefined;
    const stopped = new Promise<never>((_, reject) => {
      stop = () => reject(this.signal.reason);
      this.signal.addEventListener('abort', stop);
      if (this.signal.aborted) stop();
    });
    try {
      return await Promise.race([work, stopped]);
    } catch (error) {
      // What a fetch that was ended throws says less.
      throw this.signal.aborted ? this.signal.reason : error;
    } finally {
      this.signal.removeEventListener('abort', stop);
    }
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#forget();
  }
}

export function requestBody(old: number, proof: Uint8Array, note: string): string {
  const lines: string[] = [];
  for (let at = 0; at < proof.length; at += HASH_BYTES) {
    lines.push(`${toBase64(proof.subarray(at, at + HASH_BYTES))}\n`);
  }
  return `old ${old}\n${lines.join('')}\n${note}`;
}

/** @returns lines of signatures; or the size that the witness has seen */
export async function post(
  url: string,
  body: string,
  signal: AbortSignal,
  request: WitnessFetch = fetch,
): Promise<string | number> {
  try {
    // As the protocol has none, a redirection isn't followed; 'error' is not in every runtime.
    const address = `${url.replace(/\/+$/, '')}/add-checkpoint`;
    const response = await request(address, { method: 'POST', body, redirect: 'manual', signal });
    if (response.status === 200) return decoded(await wholeBody(response, MOST_ANSWER_BYTES, 'a cosignature'));
    if (response.status === 409) return await sizeOf(response);
    await response.body?.cancel();
    throw new Refusal(`it answered ${reasonOf(response)}`, { status: response.status });
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw unreachable(error);
  }
}

function reasonOf({ status, type }: Response): string {
  // A browser tells no more of it.
  if (type === 'opaqueredirect' || (status >= 300 && status < 400)) return 'with a redirection, which is not followed';
  const reason = REASONS[status];
  return reason === undefined ? String(status) : `${status}: ${reason}`;
}

async function sizeOf(response: Response): Promise<number> {
  const [type = ''] = (response.headers.get('content-type') ?? '').split(';');
  const text = decoded(await wholeBody(response, MOST_SIZE_BYTES, 'a size'));
  if (type.trim().toLowerCase() !== SIZE_TYPE || !/^(?:0|[1-9]\d*)\n$/.test(text)) {
    throw new Refusal('it answered 409 without the size that it has seen');
  }
  return Number(text);
}

/** The witness's line among those that it sent; ones of keys that nobody named are passed over. */
function lineOf(lines: string, key: VerifierKey, text: string): string {
  const note = readNote(`${text}\n${lines}`);
  if (note?.text !== text) throw new Refusal('it sent something else than lines of signatures');
  const own = note.signatures.filter((signature) => sameKey(signature, key));
  if (own.some(({ signature }) => !verifySignature(key, text, signature))) {
    throw new Refusal('its cosignature is wrong');
  }
  const [cosignature] = own;
  if (cosignature === undefined) throw new Refusal("it did not sign with the policy's key for it");
  requireTime(cosignature.signature);
  return requireLine(cosignature);
}

/** Checks a cosignature's time. A past one is valid: a witness may repeat an earlier cosignature. */
function requireTime(signature: Uint8Array): void {
  const time = Number(new DataView(signature.buffer, signature.byteOffset).getBigUint64(0));
  if (time === 0) throw new Refusal('its cosignature has no time');
  if (time > Date.now() / 1000 + MOST_AHEAD) {
    throw new Refusal("its cosignature is of the future; its clock is wrong, or this machine's");
  }
}

export function unreachable(error: unknown): Refusal {
  return new Refusal(`it can't be asked (${why(error)})`, { cause: error });
}

/** What `fetch` threw is in its cause. */
function why(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown error';
  const code = codeOf(error.cause);
  return typeof code === 'string' ? code : error.message.replace(/\.$/, '');
}
