// Challenges for passkeys. Nothing is kept of one before it is answered, so that nobody can fill the memory by asking.

import { randomBytes } from 'node:crypto';
import { Hasher, isSame } from './secret-text.js';

const MINUTES = 5;
const RANDOM_BYTES = 16;
const TIME_BYTES = 6;

/** Makes challenges, and tells its own. */
export class Challenges {
  readonly #now: () => number;
  readonly #hasher = new Hasher(randomBytes(32));
  readonly #answered = new Map<string, number>();

  /** @param now milliseconds of a clock that is never set back */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Makes a challenge for one purpose. */
  make(purpose: string): string {
    const bytes = Buffer.alloc(RANDOM_BYTES + TIME_BYTES);
    randomBytes(RANDOM_BYTES).copy(bytes);
    bytes.writeUIntBE(Math.ceil(this.#now() + MINUTES * 60_000), RANDOM_BYTES, TIME_BYTES);
    const head = bytes.toString('hex');
    return Buffer.from(`${head}.${this.#hasher.of(purpose, head)}`).toString('base64url');
  }

  /** Whether a challenge was made here for a purpose, is not older than five minutes, and was not answered. */
  isOpen(purpose: string, challenge: string): boolean {
    const [head = '', mac = ''] = Buffer.from(challenge, 'base64url').toString().split('.');
    if (!isSame(mac, this.#hasher.of(purpose, head))) return false;
    const until = Buffer.from(head, 'hex').readUIntBE(RANDOM_BYTES, TIME_BYTES);
    return until > this.#now() && !this.#answered.has(head);
  }

  /** Notes that a challenge was answered rightly. @returns whether it is the first time */
  answer(challenge: string): boolean {
    const now = this.#now();
    for (const [head, until] of this.#answered) if (until <= now) this.#answered.delete(head);
    const [head = ''] = Buffer.from(challenge, 'base64url').toString().split('.');
    if (this.#answered.has(head)) return false;
    this.#answered.set(head, now + MINUTES * 60_000);
    return true;
  }
}
