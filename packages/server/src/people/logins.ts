// Sign-in of the command line: it shows a code, which a person who is signed in at the page types there.

import { randomBytes } from 'node:crypto';
import { CODE_DIGITS, Hasher, newCode, newToken, readCode } from './secret-text.js';

const LOGIN_MS = 5 * 60_000;
const MOST_TRIES = 5;
const MOST_WAITING = 20;

/** Who says to have asked. It is what the command line says of itself. */
export interface Claim {
  readonly user: string;
  readonly host: string;
}

interface Login {
  readonly code: string;
  readonly claim: Claim;
  readonly asked: string;
  readonly until: number;
  tries: number;
  /** Once a person has decided: the token, or that it was refused. */
  outcome: { readonly token: string } | 'refused' | undefined;
}

/** Keeps the sign-ins that wait. A restart forgets them. */
export class Logins {
  readonly #now: () => number;
  readonly #hasher = new Hasher(randomBytes(32));
  readonly #logins = new Map<string, Login>();

  /** @param now milliseconds of a clock that is never set back */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Begins one. @returns `undefined` if too many wait */
  begin(claim: Claim): { readonly login: string; readonly code: string; readonly seconds: number } | undefined {
    this.#prune();
    if (this.#logins.size >= MOST_WAITING) return undefined;
    const [login, code] = [newToken(), newCode(CODE_DIGITS.login)];
    this.#logins.set(this.#hasher.of('login', login), {
      ...{ code: this.#hasher.of('code', readCode(code)), claim, asked: new Date().toISOString() },
      ...{ until: this.#now() + LOGIN_MS, tries: 0, outcome: undefined },
    });
    return { login, code, seconds: LOGIN_MS / 1000 };
  }

  /** Finds the one that waits for a decision. Each wrong code counts against all: after five they are void. */
  find(code: string): { readonly claim: Claim; readonly asked: string } | undefined {
    this.#prune();
    const login = this.#byCode(code);
    if (login !== undefined) return { claim: login.claim, asked: login.asked };
    for (const [name, each] of this.#logins) {
      each.tries += 1;
      if (each.outcome === undefined && each.tries >= MOST_TRIES) this.#logins.delete(name);
    }
    return undefined;
  }

  /** Decides once. @returns whether it was the first time */
  decide(code: string, make: () => { readonly token: string } | 'refused'): boolean {
    this.#prune();
    const login = this.#byCode(code);
    if (login === undefined) return false;
    login.outcome = make();
    return true;
  }

  /** Says what became of one; the token is given once. */
  outcome(login: string): { readonly token: string } | 'refused' | 'waits' | 'unknown' {
    this.#prune();
    const hash = this.#hasher.of('login', login);
    const found = this.#logins.get(hash);
    if (found === undefined) return 'unknown';
    if (found.outcome === undefined) return 'waits';
    this.#logins.delete(hash);
    return found.outcome;
  }

  #byCode(code: string): Login | undefined {
    const hash = this.#hasher.of('code', readCode(code));
    return [...this.#logins.values()].find((login) => login.code === hash && login.outcome === undefined);
  }

  #prune(): void {
    const now = this.#now();
    for (const [name, { until }] of this.#logins) if (until <= now) this.#logins.delete(name);
  }
}
