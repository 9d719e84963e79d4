import { Agent, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { type PinnedClient, type PinnedClientOptions, pinnedClientOf, whenPinned } from './pinned.js';

/**
 * Makes an agent for requests of `node:https` to servers whose key is pinned: TLS 1.3 alone. Each connection is checked before
 * anything is sent on it, and none resumes a session, which has no certificate to check. A request to a server with another key fails with the code
 * `pin-mismatch`, and one to a server whose certificate is not valid now with `expired`. Connections are kept for further requests,
 * and {@link Agent.destroy} ends them.
 *
 * @throws {FedzkError} `invalid-argument`; `expired`: the client's own certificate is not valid now
 *
 * @example
 * ```ts
 * const agent = createPinnedAgent({ pins: { current }, certificate, key });
 * https.get('https://helper.example:9000/peer', { agent }, (response) => response.resume());
 * ```
 */
export function createPinnedAgent(options: PinnedClientOptions): Agent {
  return new PinnedAgent(pinnedClientOf(options));
}

class PinnedAgent extends Agent {
  readonly #client: PinnedClient;

  constructor(client: PinnedClient) {
    super({ ...client.tls, keepAlive: true, maxCachedSessions: 0 });
    this.#client = client;
  }

  /** Returns nothing, so that a request waits for the callback. What a request says of TLS itself doesn't count. */
  override createConnection(
    options: RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const socket = super.createConnection({ ...options, ...this.#client.tls }) as TLSSocket;
    whenPinned(socket, this.#client, (error) => callback?.(error ?? null, socket));
  }
}
