// The command line's way to a running aggregator: its socket.

import { request as start } from 'node:http';
import { FedzkError, quoted } from '@fedzk/core';
import type { Role } from '../config.js';
import { layoutOf } from '../stores/layout.js';

/** Asks an aggregator over its socket. */
export class Operator {
  readonly #socket: string;
  readonly role: Role;

  constructor(data: string, role: Role) {
    this.role = role;
    this.#socket = layoutOf(data, role).socket;
  }

  /**
   * Sends a request.
   *
   * @returns the body
   * @throws {FedzkError} `unavailable`: nothing listens; `invalid-state`: it was refused, for the reason in the message
   */
  async ask<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<T> {
    const { status, text } = await this.#send(method, `/v1${path}`, body);
    let json: { readonly title?: string; readonly detail?: string; readonly path?: string; readonly code?: string } =
      {};
    try {
      json = JSON.parse(text);
    } catch {
      // What is no JSON has no reason in it.
    }
    if (status >= 200 && status < 300) return json as T;
    const place = json.path ? ` (${json.path}: ${json.code})` : '';
    throw new FedzkError(
      'invalid-state',
      `The ${this.role} refused: ${json.detail ?? json.title ?? `status ${status}`}${place}`,
    );
  }

  #send(
    method: string,
    path: string,
    body: object | undefined,
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
      asked.once('error', (error: NodeJS.ErrnoException) => {
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
}
