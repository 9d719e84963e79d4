/** The ten clients of the demo: each trains on its own rows, proves, and sends its report by a reporter that sends again. */
import { type Client, createClient, memorySentStorage, type Task } from '@fedzk/agg';
import { createReporter, type Reporter, type Verdict } from '@fedzk/agg/http';
import { quantize } from '@fedzk/verify/quant';
import { type Digits, shareOf } from '../digits.js';
import { CHEATS } from '../parties.js';
import type { DemoProver } from '../prover.js';
import { BITS, CLIP } from '../task.js';
import { difference, train } from '../training.js';

/** A client's signing key. */
export interface Member {
  readonly id: string;
  readonly privateKey: Uint8Array<ArrayBuffer>;
}

/** A report that is on its way, or two. */
export interface Sending {
  readonly client: string;
  /** What it is, in words. */
  readonly what: string;
  /** Those of an honest client, which count where it is accepted. */
  readonly values: Int8Array;
  /** Once the leader has decided on each, in order. */
  readonly verdicts: Promise<readonly Verdict[]>;
}

/** A client of the task, honest in the first round. */
export class Participant {
  readonly id: string;
  readonly cheat;
  readonly #task: Task;
  readonly #prover: DemoProver;
  readonly #signingKey: Uint8Array<ArrayBuffer>;
  readonly #rows: Digits;
  readonly #client: Client;
  readonly #reporter: Reporter;
  #lastReport = new Uint8Array();

  constructor(task: Task, { id, privateKey }: Member, prover: DemoProver, digits: Digits) {
    const members = task.clients ?? [];
    const index = members.findIndex((member) => member.id === id);
    this.id = id;
    this.cheat = CHEATS.get(index + 1);
    this.#task = task;
    this.#prover = prover;
    this.#signingKey = privateKey;
    this.#rows = shareOf(digits, index, members.length);
    this.#client = createClient(task, { prover, signingKey: privateKey, sent: memorySentStorage() });
    this.#reporter = createReporter(task, { client: id });
  }

  /** Trains and proves; when this resolves, what came of it is on its way. */
  async report(round: number, weights: Float64Array, cheating: boolean): Promise<Sending> {
    const update = difference(train(weights, this.#rows), weights);
    const { values } = quantize(update, { bits: BITS, clip: CLIP });
    const cheat = cheating ? this.cheat : undefined;
    const reports = cheat
      ? await cheat.trick({
          ...{ task: this.#task, prover: this.#prover, clientId: this.id, signingKey: this.#signingKey },
          ...{ round: BigInt(round), values, lastReport: this.#lastReport },
        })
      : [await this.#client.report(this.id, round, values)];
    this.#lastReport = new Uint8Array(reports[0] ?? []);
    return { client: this.id, what: cheat?.what ?? 'an update', values, verdicts: this.#send(reports) };
  }

  async #send(reports: readonly Uint8Array[]): Promise<readonly Verdict[]> {
    const verdicts: Verdict[] = [];
    for (const report of reports) verdicts.push(await this.#reporter.send(report));
    return verdicts;
  }
}
