// Rounds of clients that resend until they know, at aggregators that are killed meanwhile.

import { setTimeout as sleep } from 'node:timers/promises';
import { fromBase64url, toHex } from '@fedzk/core';
import { Dice } from '@fedzk/testkit/random';
import { expect } from 'vitest';
import { createReporter, type Verdict } from '../../src/http/reporter.js';
import { baseOf } from '../../src/http/served.js';
import { bindTask } from '../../src/protocol/bound-task.js';
import { geometry } from '../../src/protocol/geometry.js';
import { createSigningKey } from '../../src/protocol/keys.js';
import { openResult } from '../../src/protocol/signed.js';
import type { Task } from '../../src/protocol/task.js';
import { fileOf, type TaskFile } from '../../src/protocol/task-file.js';
import { fileTask, options } from '../support/file.js';
import { type Forged, forge } from '../support/forge.js';
import { key } from '../support/round.js';
import { OPERATOR, type Role } from './config.js';

/** Clients that are honest; one more sends a share that is not what it proved. */
const HONEST = 7;
const LIAR = 'liar';
/** So many of the honest send each report twice at once, and one a second report after the first. */
const HASTY = 3;
/** Milliseconds; a reporter by itself waits for a second and more. */
const LONGEST_WAIT = 200;

/** What a round came to, of which both logs must tell. */
export interface RoundFacts {
  readonly round: bigint;
  /** Ids of the reports that clients were told are accepted, by client. */
  readonly accepted: ReadonlyMap<string, string>;
  /** The id of the report that was told to be refused, and the client's that came second. */
  readonly refused: string;
  readonly second: string;
}

/** Reports that are made, not sent. */
interface Drafted {
  readonly reports: ReadonlyMap<string, Forged>;
  readonly lie: Forged;
  readonly second: Forged;
  readonly sums: readonly number[];
}

/** The clients and the operators of a task. */
export class Rounds {
  readonly task: Task & { readonly file: TaskFile };
  readonly #setting;
  readonly #clients: readonly string[];
  readonly #dice = new Dice(7);
  readonly #send: (role: Role, request: Request) => Promise<Response>;

  /** @param send sends a request to an aggregator; it rejects where none answers */
  constructor(urls: Readonly<Record<Role, string>>, send: (role: Role, request: Request) => Promise<Response>) {
    this.#clients = Array.from({ length: HONEST }, (_, i) => `client_${i}`);
    const signingKeys = Object.fromEntries([...this.#clients, LIAR].map((id) => [id, createSigningKey()]));
    this.task = fileTask({
      leader: { ...options.leader, url: urls.leader },
      helper: { ...options.helper, url: urls.helper },
      clients: Object.entries(signingKeys).map(([id, { publicKey }]) => ({ id, publicKey })),
      ...{ headroom: 3, minBatch: 6, omit: 10 },
    });
    this.#setting = { bound: bindTask(this.task, key.verifier.id), layout: geometry(this.task), signingKeys, key };
    this.#send = send;
  }

  /** Makes the reports of a round. */
  async draft(round: bigint): Promise<Drafted> {
    const reports = new Map<string, Forged>();
    const sums = Array.from({ length: this.task.n }, () => 0);
    for (const client of this.#clients) {
      const values = sums.map(() => (this.#dice.word() % 100) - 50);
      for (const [i, value] of values.entries()) sums[i] = (sums[i] ?? 0) + value;
      reports.set(client, await forge(this.#setting, client, round, values));
    }
    const lie = await forge(this.#setting, LIAR, round, [1], { tags: ([tag = 0n]) => [tag + 1n] });
    const second = await forge(this.#setting, this.#clients[0] ?? '', round, [2]);
    return { reports, lie, second, sums };
  }

  /** Plays a round to its result, and compares that with what the clients sent and were told. */
  async play(round: bigint, { reports, lie, second, sums }: Drafted): Promise<RoundFacts> {
    for (const role of ['leader', 'helper'] as const) await this.#operate(role, 'open', round);
    const verdicts = [...reports].map(async ([client, { report }], i) => {
      const both = await Promise.all(
        [report, ...(i < HASTY ? [report] : [])].map((each) => this.#report(client, each)),
      );
      expect(new Set(both.map(({ status }) => status))).toEqual(new Set(['accepted']));
      if (i === 0) expect(await this.#report(client, second.report)).toMatchObject({ problem: { name: 'duplicate' } });
    });
    await Promise.all([
      ...verdicts,
      this.#report(LIAR, lie.report).then((verdict) => expect(verdict).toMatchObject({ problem: { name: 'refused' } })),
    ]);
    await this.#operate('helper', 'close', round);
    const result = await this.#collect(round);
    const accepted = new Map([...reports].map(([client, { reportId }]) => [client, toHex(reportId)]));
    expect(result).toEqual({ sums, set: [...accepted.values()].sort() });
    return { round, accepted, refused: toHex(lie.reportId), second: toHex(second.reportId) };
  }

  #report(client: string, report: Uint8Array): Promise<Verdict> {
    const pace = { wait: (ms: number) => sleep(Math.min(ms, LONGEST_WAIT)) };
    const { leader } = this.task.file;
    const send = (request: Request) => this.#send(request.url.startsWith(leader.url) ? 'leader' : 'helper', request);
    return createReporter(this.task, { client, fetch: send, pace }).send(report);
  }

  /** Asks for a step until it is made. */
  async #operate(role: Role, what: string, round: bigint): Promise<void> {
    await this.#until(role, '/rounds', {
      method: 'POST',
      headers: { authorization: OPERATOR, 'content-type': 'application/json' },
      body: JSON.stringify({ do: what, round: String(round) }),
    });
  }

  /** Collects a round until its result is there. */
  async #collect(round: bigint): Promise<{ readonly sums: number[]; readonly set: string[] }> {
    for (;;) {
      await this.#operate('leader', 'collect', round);
      const parts = ['result', 'sums', 'set'].map((part) => this.#ask('leader', `/rounds/${round}/${part}`));
      const [result, sums, set] = await Promise.all(parts);
      // A process that was killed has forgotten it, and makes it again.
      if (result?.status !== 200 || sums?.status !== 200 || set?.status !== 200) continue;
      const { document, signatures } = JSON.parse(new TextDecoder().decode(result.body));
      const opened = await openResult(this.task, new TextEncoder().encode(document), {
        leader: fromBase64url(signatures.leader),
        helper: fromBase64url(signatures.helper),
      });
      expect(opened).toMatchObject({ round, count: this.#clients.length });
      const view = new DataView(sums.body.buffer);
      return {
        sums: Array.from({ length: sums.body.length / 4 }, (_, i) => view.getInt32(4 * i)),
        set: Array.from({ length: set.body.length / 32 }, (_, i) => toHex(set.body.subarray(32 * i, 32 * (i + 1)))),
      };
    }
  }

  /** Asks until the answer is 200; what may not be asked again fails. */
  async #until(role: Role, path: string, init: RequestInit): Promise<void> {
    for (;;) {
      const answer = await this.#ask(role, path, init);
      if (answer?.status === 200) return;
      const text = answer && new TextDecoder().decode(answer.body);
      const mayAgain = answer === undefined || answer.status >= 500 || /round-(not-)?open/.test(text ?? '');
      if (!mayAgain) throw new Error(`${role} ${path} ${String(init.body)}: ${answer?.status} ${text}`);
      await sleep(LONGEST_WAIT / 4);
    }
  }

  /** `undefined`: no whole answer came. */
  async #ask(role: Role, path: string, init: RequestInit = {}) {
    const id = Buffer.from(fileOf(this.task).hash, 'hex').toString('base64url');
    try {
      const response = await this.#send(role, new Request(baseOf({ file: this.task.file, id }, role) + path, init));
      return { status: response.status, body: new Uint8Array(await response.arrayBuffer()) };
    } catch {
      return undefined;
    }
  }
}
