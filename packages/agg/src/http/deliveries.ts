// Sends pending reports to the helper. Reports that arrive while a job is under way go into the next job.

import { toBase64url } from '@fedzk/core';
import type { Leader, Submission } from '../aggregator/leader.js';
import { ANSWER_BYTES } from '../protocol/collect.js';
import type { Bytes } from '../protocol/encoding.js';
import { plainHash } from '../protocol/hashes.js';
import { MOST_PREPARES, readAnswers, writeJobs } from '../protocol/jobs.js';
import type { PeerAnswer, Question } from './peer.js';

type Verdict = Submission['verdict'];

interface Waiting {
  readonly prepare: Bytes;
  readonly settle: (verdict: Promise<Verdict>) => void;
}

/** Delivers the prepares of one task. */
export class Deliveries {
  readonly #leader: Leader;
  readonly #ask: (question: Question) => Promise<PeerAnswer>;
  /** The awaited verdicts, by the hash of the prepare. */
  readonly #coming = new Map<string, Promise<Verdict>>();
  #waiting: Waiting[] = [];
  #running = false;

  constructor(leader: Leader, ask: (question: Question) => Promise<PeerAnswer>) {
    this.#leader = leader;
    this.#ask = ask;
  }

  /**
   * Has the helper check a report. If it is sent again while it is on its way, both wait for the same verdict.
   *
   * @returns the verdict; `pending` if the helper did not answer, or answered `later`
   */
  deliver(prepare: Bytes): Promise<Verdict> {
    const report = toBase64url(plainHash(prepare));
    const coming = this.#coming.get(report);
    if (coming !== undefined) return coming;
    const verdict = new Promise<Verdict>((settle) => {
      this.#waiting.push({ prepare, settle });
      if (!this.#running) void this.#run();
    }).finally(() => this.#coming.delete(report));
    this.#coming.set(report, verdict);
    return verdict;
  }

  async #run(): Promise<void> {
    this.#running = true;
    // Reports that arrive in the same turn of the event loop go into the same job.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      let at = 0;
      for (const { job, count } of writeJobs(batch.map(({ prepare }) => prepare))) {
        await this.#send(job, batch.slice(at, at + count));
        at += count;
      }
    }
    this.#running = false;
  }

  /** Sends a job, and resolves its reports with the answers. */
  async #send(job: Bytes, reports: readonly Waiting[]): Promise<void> {
    const question = {
      method: 'POST',
      path: '/aggregation_jobs',
      message: { kind: 'job', body: job },
      most: MOST_PREPARES * ANSWER_BYTES,
    } as const;
    const asked = this.#ask(question);
    const answered = await asked.catch(() => undefined);
    const answers = answered && 'body' in answered ? readAnswers(answered.body, reports.length) : undefined;
    const verdicts = reports.map(({ prepare, settle }, i) => {
      const answer = answers?.[i];
      const verdict =
        answer === undefined ? asked.then(() => 'pending' as const) : this.#leader.conclude(prepare, answer);
      settle(verdict);
      return verdict;
    });
    await Promise.allSettled(verdicts);
  }
}
