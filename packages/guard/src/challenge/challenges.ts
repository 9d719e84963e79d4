// Proof of work in the format of ALTCHA, version 1: a number is to be found whose hash with a salt is given.

import { bytesOf, callbackOf, fromHex, optionsOf, toHex, unexpected } from '@fedzk/core';
import { BoundedTable } from '../limits/bounded-table.js';
import { keyOf } from '../limits/rate-limiter.js';
import { type Challenge, type Solution, solutionOf } from './format.js';

export interface ChallengesOptions {
  /** 32 bytes or more, the same in each process that verifies. */
  readonly secret: Uint8Array;
  /** The largest number that may be the answer, from 1,000 to 10,000,000: half as many hashes on average. Default: 50,000. */
  readonly difficulty?: number | undefined;
  /** How long a challenge can be answered, from 10 to 3,600 seconds. Default: 300. */
  readonly expiresSeconds?: number | undefined;
  /** The time in milliseconds since 1970. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** Issues challenges and verifies answers. A challenge isn't stored: it carries what verifies it. */
export interface Challenges {
  /**
   * Makes a challenge for a key, such as an address's.
   *
   * @throws {FedzkError} `invalid-argument`
   */
  issue(key: string): Promise<Challenge>;
  /**
   * Verifies an answer, base64 of JSON as ALTCHA's widget sends it: that it is right, issued here, for this key, not
   * expired, and not used before in this process. Never throws on what was sent.
   *
   * @throws {FedzkError} `invalid-argument`: no key
   */
  verify(key: string, answer: unknown): Promise<boolean>;
}

/** The largest number of answers that are remembered until they expire. */
const MOST_USED = 100_000;

/**
 * Makes a maker of challenges.
 *
 * @throws {FedzkError} `invalid-argument`
 * @example
 * ```ts
 * const challenges = createChallenges({ secret: crypto.getRandomValues(new Uint8Array(32)) });
 * await challenges.issue('192.0.2.1'); // { algorithm: 'SHA-256', challenge, salt, signature, maxnumber }
 * ```
 */
export function createChallenges(options: ChallengesOptions): Challenges {
  const given = optionsOf(options, ['secret', 'difficulty', 'expiresSeconds', 'now']);
  const { difficulty = 50_000, expiresSeconds = 300 } = given;
  const secret = bytesOf(given.secret, 'secret', 32, 1024);
  const most = within(difficulty, 'difficulty', 1000, 10_000_000);
  const seconds = within(expiresSeconds, 'expiresSeconds', 10, 3600);
  const now = callbackOf(given.now, 'now') ?? Date.now;
  const used = new BoundedTable<number>(MOST_USED, (until) => until);
  let imported: Promise<CryptoKey> | undefined;
  const hmacKey = (): Promise<CryptoKey> => {
    imported ??= crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
    return imported;
  };
  const hmac = async (text: string): Promise<string> =>
    toHex(new Uint8Array(await crypto.subtle.sign('HMAC', await hmacKey(), utf8(text))));
  /** Binds a challenge to a key without telling which. A challenge's own text has no space. */
  const boundTo = async (key: string): Promise<string> => (await hmac(`for ${key}`)).slice(0, 32);

  const isRight = async (
    key: string,
    { salt, number, challenge, signature, expires, bound }: Solution,
  ): Promise<boolean> => {
    if (number > most || 1000 * expires <= now() || bound !== (await boundTo(key))) return false;
    const genuine = await crypto.subtle.verify('HMAC', await hmacKey(), fromHex(signature), utf8(challenge));
    return genuine && challenge === (await sha256(salt + number));
  };

  return Object.freeze<Challenges>({
    async issue(key) {
      const expires = Math.floor(now() / 1000) + seconds;
      const nonce = toHex(crypto.getRandomValues(new Uint8Array(12)));
      const salt = `${nonce}?expires=${expires}&for=${await boundTo(keyOf(key))}&`;
      const [draw = 0] = crypto.getRandomValues(new Uint32Array(1));
      const challenge = await sha256(salt + (draw % (most + 1)));
      return { algorithm: 'SHA-256', challenge, salt, signature: await hmac(challenge), maxnumber: most };
    },
    async verify(key, answer) {
      const solution = solutionOf(answer);
      if (!(await isRight(keyOf(key), solution ?? NONE)) || solution === undefined) return false;
      // No wait between the look and the entry, so that one of two who send it at once is refused.
      if (used.get(solution.signature) !== undefined) return false;
      used.set(solution.signature, 1000 * solution.expires, now());
      return true;
    },
  });
}

/** Is never right, since it has expired. */
const NONE: Solution = { salt: '', number: 0, challenge: '', signature: '', expires: 0, bound: '' };

function within(value: number, name: string, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw unexpected(name, `an integer from ${least} to ${most}`, value);
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

async function sha256(text: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(text))));
}
