// The command line's way to a running aggregator: its socket.

import { request as start } from 'node:http';
import { FedzkError, quoted } from '@fedzk/core';
import type { Role } from '../config.js';
import { holderOf, isStopped } from '../stores/holder.js';
import { layoutOf } from '../stores/layout.js';

/** A refusal of an aggregator: a no, not wrong use. */
export class Refusal extends FedzkError {}

/** How long a question may wait for its answer. What changes something may take longer. */
const PATIENCE_SECONDS = 5;

/** Asks an aggregator over its socket. */
export class Operator {
  readonly #socket: string;
  readonly #data: string;
  readonly role: Role;

  constructor(data: string, role: Role) {
    this.role = role;
    this.#data = data;
    this.#socket = layoutOf(data, role).socket;
  }

  /**
   * Sends a request.
   *
   * @param seconds how long to wait; by default a GET waits for 5, and others without end
   * @returns the body
   * @throws {FedzkError} `unavailable`: nothing listens, or nothing answers in time; `invalid-state`: it was refused, for the reason in the message
   */
  async ask<T>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: object,
    seconds: number | undefined = method === 'GET' ? PATIENCE_SECONDS : undefined,
  ): Promise<T> {
    const pid = holderOf(this.#data, this.role);
    if (pid !== undefined && isStopped(pid)) {
      throw new FedzkError(
        'unavailable',
        `The ${this.role} doesn't answer: process ${pid} is stopped. Let it go on by kill -CONT ${pid}.`,
      );
    }
    const { status, text } = await this.#send(method, `/v1${path}`, body, seconds);
    let json: { readonly title?: string; readonly detail?: string; readonly path?: string; readonly code?: string } =
      {};
    try {
      json = JSON.parse(text);
    } catch {
      // What is no JSON has no reason in it.
    }
    if (status >= 200 && status < 300) return json as T;
    const place = json.path ? ` (${json.path}: ${json.code})` : '';
    throw new Refusal(
      'invalid-state',
      `The ${this.role} refused: ${json.detail ?? json.title ?? `status ${status}`}${place}`,
    );
  }

  #send(
    method: string,
    path: string,
    body: object | undefined,
    seconds: number | undefined,
  ): Promise<{ readonly status: number; readonly text: string }> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers =
      text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    return new Promise((resolve, reject) => {
      const asked = start({ socketPath: this.#socket, method, path, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        );
        response.once('error', reject);
      });
      let isLate = false;
      const stop = afterSeconds(seconds, () => {
        isLate = true;
        asked.destroy(new Error('late'));
      });
      asked.once('close', stop);
      asked.once('error', (error: NodeJS.ErrnoException) => {
        if (isLate) return reject(this.#late(seconds));
        const why = error.code === 'EACCES' ? 'You may not use' : 'Nothing answers at';
        reject(
          new FedzkError(
            'unavailable',
            `${why} ${quoted(this.#socket)}: is the ${this.role} running? Start it by fedzk serve, and name its folder by --data.`,
          ),
        );
      });
      asked.end(text);
    });
  }

  #late(seconds: number | undefined): FedzkError {
    const pid = holderOf(this.#data, this.role);
    const who = pid === undefined ? '' : `: process ${pid} is stopped or overloaded`;
    return new FedzkError('unavailable', `The ${this.role} doesn't answer within ${seconds} s${who}.`);
  }
}

const TICK_MS = 100;

/** Calls a function after so many seconds in which this process ran: one that was itself held up has not waited. */
function afterSeconds(seconds: number | undefined, late: () => void): () => void {
  if (seconds === undefined) return () => {};
  let left = (seconds * 1000) / TICK_MS;
  const timer = setInterval(() => {
    if (--left > 0) return;
    clearInterval(timer);
    late();
  }, TICK_MS);
  return () => clearInterval(timer);
}
