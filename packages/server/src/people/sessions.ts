// Sessions: 256 random bits, of which an HMAC is kept in memory. A restart ends all.

import { randomBytes } from 'node:crypto';
import { Hasher, newToken } from './secret-text.js';

const LONGEST_MS = 12 * 3_600_000;
const IDLE_MS = 30 * 60_000;
/** A session by a recovery code: long enough to enrol a factor. */
const RECOVERY_MS = 15 * 60_000;
const STEP_UP_MS = 5 * 60_000;
/** Of one person; the oldest ends. */
const MOST_SESSIONS = 20;

/** Where it is used. By a recovery code it only enrols factors. */
export type SessionKind = 'page' | 'command-line' | 'recovery';

/** A session. */
export interface Session {
  /** Its name in the log; no secret. */
  readonly id: string;
  readonly person: string;
  readonly kind: SessionKind;
  readonly opened: number;
  readonly address: string | undefined;
  used: number;
  /** When a factor was shown; never by the password alone. */
  steppedUp: number | undefined;
  /** The secret of an authenticator app that is not confirmed yet. */
  pendingTotp: string | undefined;
}

/** Opens, finds and ends sessions. */
export class Sessions {
  readonly #now: () => number;
  readonly #hasher = new Hasher(randomBytes(32));
  readonly #sessions = new Map<string, Session>();

  /** @param now milliseconds of a clock that is never set back */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Opens a session. A factor was shown for it, but with a recovery code. */
  open(person: string, kind: SessionKind, address: string | undefined): { token: string; session: Session } {
    const now = this.#now();
    const own = [...this.#sessions].filter(([, session]) => session.person === person);
    for (const [hash] of own.slice(0, Math.max(0, own.length + 1 - MOST_SESSIONS))) this.#sessions.delete(hash);
    const token = newToken();
    const session: Session = {
      ...{ id: randomBytes(8).toString('hex'), person, kind, opened: now, used: now, address },
      ...{ steppedUp: kind === 'recovery' ? undefined : now, pendingTotp: undefined },
    };
    this.#sessions.set(this.#hasher.of('session', token), session);
    return { token, session };
  }

  /** Finds the session of a token, and notes that it was used. */
  find(token: string): Session | undefined {
    const hash = this.#hasher.of('session', token);
    const session = this.#sessions.get(hash);
    if (session === undefined) return undefined;
    const now = this.#now();
    if (this.#isOver(session, now)) {
      this.#sessions.delete(hash);
      return undefined;
    }
    session.used = now;
    return session;
  }

  /** Whether a factor was shown within five minutes. */
  isSteppedUp({ steppedUp }: Session): boolean {
    return steppedUp !== undefined && this.#now() - steppedUp < STEP_UP_MS;
  }

  /** Notes that a factor was shown. */
  stepUp(session: Session): void {
    session.steppedUp = this.#now();
  }

  /** Seconds until it ends, if it is used. */
  secondsLeft({ opened, kind }: Session): number {
    return Math.floor((opened + (kind === 'recovery' ? RECOVERY_MS : LONGEST_MS) - this.#now()) / 1000);
  }

  /** Ends a session. */
  close(session: Session): void {
    for (const [hash, each] of this.#sessions) if (each === session) this.#sessions.delete(hash);
  }

  /** Ends all sessions of a person. @returns how many there were */
  closeOf(person: string): number {
    let ended = 0;
    for (const [hash, session] of this.#sessions) {
      if (session.person !== person) continue;
      this.#sessions.delete(hash);
      ended += 1;
    }
    return ended;
  }

  /** Forgets the sessions that are over. */
  prune(): void {
    const now = this.#now();
    for (const [hash, session] of this.#sessions) if (this.#isOver(session, now)) this.#sessions.delete(hash);
  }

  #isOver({ opened, used, kind }: Session, now: number): boolean {
    return now - opened >= (kind === 'recovery' ? RECOVERY_MS : LONGEST_MS) || now - used >= IDLE_MS;
  }
}
