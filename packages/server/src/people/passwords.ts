// Passwords: Argon2id, one at a time, so that many who sign in at once neither fill the memory nor hold up the rest.

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { fromBase64url, nextTurn, toBase64url } from '@fedzk/core';
import { argon2id } from '@fedzk/keys/primitives';

/** What is kept of a password. */
export interface PasswordRecord {
  /** Argon2id under a secret key that the key store has, base64url. */
  readonly hash: string;
  readonly salt: string;
  readonly memoryKiB: number;
  readonly passes: number;
}

/** What OWASP recommends at least: it takes some 40 ms. */
const COSTS = { memoryKiB: 19_456, passes: 2 } as const;

/** How many may wait; the next is refused. */
const MOST_WAITING = 50;

const encoder = new TextEncoder();

/** Makes and checks what is kept of passwords. */
export class Passwords {
  readonly #secret: Uint8Array;
  /** What the password of a name that nobody has is compared with, so that it takes as long. */
  readonly #decoy: PasswordRecord;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  /** How many were computed. */
  computed = 0;

  /** @param secret keeps whoever has the records alone from guessing */
  constructor(secret: Uint8Array) {
    this.#secret = secret;
    const random = (): string => toBase64url(new Uint8Array(randomBytes(32)));
    this.#decoy = { hash: random(), salt: random(), ...COSTS };
  }

  /** Whether another one may wait. */
  get hasRoom(): boolean {
    return this.#waiting < MOST_WAITING;
  }

  /** Makes what is kept of a password. */
  async make(password: string): Promise<PasswordRecord> {
    const salt = new Uint8Array(randomBytes(16));
    return { hash: toBase64url(await this.#compute(password, salt, COSTS)), salt: toBase64url(salt), ...COSTS };
  }

  /** Whether a password is the one of a record. Without a record it isn't, and takes as long. */
  async isRight(password: string, record: PasswordRecord | undefined): Promise<boolean> {
    const { hash, salt, ...costs } = record ?? this.#decoy;
    const found = await this.#compute(password, fromBase64url(salt) ?? new Uint8Array(16), costs);
    const isSame = timingSafeEqual(found, fromBase64url(hash) ?? new Uint8Array(found.length));
    return isSame && record !== undefined;
  }

  #compute(
    password: string,
    salt: Uint8Array,
    { memoryKiB, passes }: { readonly memoryKiB: number; readonly passes: number },
  ): Promise<Uint8Array> {
    this.#waiting += 1;
    const own = this.#last.then(async () => {
      // What else waits goes first.
      await nextTurn();
      this.#waiting -= 1;
      this.computed += 1;
      const bytes = encoder.encode(password.normalize('NFC'));
      return argon2id(bytes, { salt, memoryKiB, passes, parallelism: 1, secret: this.#secret });
    });
    this.#last = own.catch(() => undefined);
    return own;
  }
}
