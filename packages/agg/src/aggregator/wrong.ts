// Bounds what wrong prepares of a client cost. The leader could send any number of different ones that the client has signed, and each
// takes milliseconds: its share is opened, and its proofs are verified.

/** The wrong prepares of a client in a round after which its others are refused unchecked. An honest client has none. */
const MOST_WRONG = 8;
/** The most clients to remember, for a task in which the leader can invent them. */
const MOST_CLIENTS = 100_000;

interface Entry {
  round: bigint;
  wrong: number;
  waiting: number;
  turn: Promise<unknown>;
}

/** Counts the wrong prepares of each client in the open round. */
export class WrongCount {
  readonly #clients = new Map<string, Entry>();

  /**
   * Checks a prepare once those of the same client that came before are checked: of many at once, too, no more than a few are wrong.
   *
   * @param check returns a refusal that has a `code`, or something else
   * @returns what the check gave; `undefined`: too many of the client were wrong in the round, and it was not checked
   */
  take<T extends object>(clientId: string, round: bigint, check: () => Promise<T>): Promise<T | undefined> {
    const entry = this.#entry(clientId);
    entry.waiting += 1;
    const checked = entry.turn.then(async () => {
      if (entry.round !== round) Object.assign(entry, { round, wrong: 0 });
      if (entry.wrong >= MOST_WRONG) return undefined;
      const found = await check();
      if ('code' in found) entry.wrong += 1;
      return found;
    });
    const end = (): void => {
      entry.waiting -= 1;
      if (entry.waiting === 0 && entry.wrong === 0) this.#clients.delete(clientId);
    };
    entry.turn = checked.then(end, end);
    return checked;
  }

  #entry(clientId: string): Entry {
    const known = this.#clients.get(clientId);
    if (known !== undefined) return known;
    const made: Entry = { round: 0n, wrong: 0, waiting: 0, turn: Promise.resolve() };
    this.#clients.set(clientId, made);
    const [first] = this.#clients.keys();
    if (this.#clients.size > MOST_CLIENTS && first !== undefined) this.#clients.delete(first);
    return made;
  }
}
