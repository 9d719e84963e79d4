// Notes when keys were last used, in coarse steps, and writes many notes in one commit.

import type { StoreCore } from '../store/core.js';
import type { StoredRecord } from './record.js';
import { transact } from './transaction.js';

/** The least time between two commits of one program. */
const PAUSE_MS = 60_000;

export class LastUse {
  readonly #core: StoreCore;
  readonly #stepMs: number;
  /** The last step that was noted for each key. */
  readonly #noted = new Map<string, number>();
  readonly #waiting = new Map<string, number>();
  #wroteAt = performance.now();

  constructor(core: StoreCore, stepMs: number) {
    this.#core = core;
    this.#stepMs = stepMs;
  }

  /** Notes that a key was used. */
  note({ id, lastUsed = -1 }: StoredRecord, now: number): void {
    const step = now - (now % this.#stepMs);
    if (lastUsed >= step || this.#noted.get(id) === step) return;
    this.#noted.set(id, step);
    this.#waiting.set(id, step);
  }

  /** Writes the notes in the background, if the last time is long enough ago. If that fails, they wait for the next time. */
  writeSometimes(): void {
    if (performance.now() - this.#wroteAt >= PAUSE_MS) this.write().catch(() => undefined);
  }

  /** Writes the notes. They wait on if that fails. */
  async write(): Promise<void> {
    this.#wroteAt = performance.now();
    if (this.#waiting.size === 0) return;
    const notes = [...this.#waiting];
    await transact(this.#core, async (records) => {
      for (const [id, step] of notes) {
        const record = await records.read(id);
        if (record !== undefined && (record.lastUsed ?? -1) < step)
          await records.replace({ ...record, lastUsed: step });
      }
    });
    for (const [id, step] of notes) if (this.#waiting.get(id) === step) this.#waiting.delete(id);
  }
}
