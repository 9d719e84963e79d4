/** What the operators of both aggregators do, over HTTP: they open and close rounds, and anyone reads the results. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Task } from '@fedzk/agg';
import { openResult, type RoundResult, type TaskFile } from '@fedzk/agg/task';
import { fromBase64url, fromHex, toBase64url, toHex } from '@fedzk/core';
import { credentialOf, type Role, readSecrets } from './folder.js';

const ID_BYTES = 32;
/** An aggregator that starts, or a report that is on its way, needs no longer. */
const ATTEMPTS = 100;
const PAUSE = 200;

/** A round as an aggregator publishes it, which both have signed. */
export interface PublishedRound {
  readonly result: RoundResult;
  readonly sums: Int32Array;
  /** Report ids in hexadecimal. */
  readonly set: readonly string[];
  /** For `compareResult`. */
  readonly bytes: Readonly<Record<'set' | 'announced' | 'omitted', Uint8Array>>;
}

/** Both operators. */
export class Operators {
  readonly #task: Task & { readonly file: TaskFile };
  readonly #folder: string;

  constructor(task: Task & { readonly file: TaskFile }, folder: string) {
    this.#task = task;
    this.#folder = folder;
  }

  /** Has an aggregator make a step of a round, once it can. */
  async step(role: Role, what: 'open' | 'close' | 'collect', round: number): Promise<void> {
    const { operator } = readSecrets(this.#folder, role);
    const headers = { authorization: credentialOf(operator), 'content-type': 'application/json' };
    const body = JSON.stringify({ do: what, round: String(round) });
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#ask(role, '/rounds', { method: 'POST', headers, body }).catch(() => undefined);
      if (answer?.status === 200) return;
      if (attempt === ATTEMPTS) {
        throw new Error(`the ${role} does not ${what} round ${round}: ${answer ? await answer.text() : 'no answer'}`);
      }
      await sleep(PAUSE);
    }
  }

  /** Reads what an aggregator publishes of a round. */
  async read(role: Role, round: number): Promise<PublishedRound> {
    const part = async (name: string): Promise<Uint8Array<ArrayBuffer>> => {
      const answer = await this.#ask(role, `/rounds/${round}/${name}`);
      if (answer.status !== 200)
        throw new Error(`the ${role} has no ${name} of round ${round}: ${await answer.text()}`);
      return new Uint8Array(await answer.arrayBuffer());
    };
    const { document, signatures } = JSON.parse(new TextDecoder().decode(await part('result')));
    const result = await openResult(this.#task, new TextEncoder().encode(document), {
      leader: fromBase64url(signatures.leader),
      helper: fromBase64url(signatures.helper),
    });
    if ('refused' in result) throw new Error(`the ${role}'s result of round ${round}: ${result.message}`);
    const sums = new DataView((await part('sums')).buffer);
    const bytes = { set: await part('set'), announced: await part('announced'), omitted: await part('omitted') };
    return {
      result,
      sums: Int32Array.from({ length: sums.byteLength / 4 }, (_, i) => sums.getInt32(4 * i)),
      set: Array.from({ length: bytes.set.length / ID_BYTES }, (_, i) =>
        toHex(bytes.set.subarray(i * ID_BYTES, (i + 1) * ID_BYTES)),
      ),
      bytes,
    };
  }

  #ask(role: Role, path: string, init: RequestInit = {}): Promise<Response> {
    const { url } = this.#task.file[role];
    return fetch(`${url}/tasks/${toBase64url(fromHex(this.#task.file.hash))}${path}`, init);
  }
}
