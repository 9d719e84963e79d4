import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { FedzkError, fieldsOf } from '@fedzk/core';
import { type PinnedClientOptions, pinnedClientOf, whenPinned } from './pinned.js';

/** Where undici connects to. */
export interface ConnectTarget {
  readonly hostname: string;
  readonly protocol: string;
  readonly port: string;
  readonly servername?: string | undefined;
  readonly localAddress?: string | null | undefined;
}

/** What undici passes a connection to. */
export type ConnectCallback = (...result: [error: null, socket: TLSSocket] | [error: Error, socket: null]) => void;

/** What `new Agent({ connect })` of undici takes. */
export type PinnedConnector = (target: ConnectTarget, callback: ConnectCallback) => void;

/**
 * Makes a connector for undici, which does what {@link createPinnedAgent} does for `node:https`. Requests by `http:` are refused, with the
 * code `unsupported`.
 *
 * @throws {FedzkError} `invalid-argument`; `expired`: the client's own certificate is not valid now
 *
 * @example
 * ```ts
 * const dispatcher = new Agent({ connect: pinnedConnect({ pins: { current } }) });
 * await request('https://helper.example:9000/peer', { dispatcher });
 * ```
 */
export function pinnedConnect(options: PinnedClientOptions): PinnedConnector {
  const client = pinnedClientOf(options);
  return (target, callback) => {
    const { hostname, protocol, port, servername, localAddress } = fieldsOf(
      target,
      ['hostname', 'protocol', 'port', 'servername', 'localAddress'],
      'target',
    );
    if (protocol !== 'https:') {
      callback(new FedzkError('unsupported', 'A pinned connection is by "https:"; change the address.'), null);
      return;
    }
    const name = servername ?? (isIP(hostname) === 0 ? hostname : '');
    const socket = connect({
      ...client.tls,
      host: hostname,
      port: Number(port === '' ? 443 : port),
      servername: name,
      ALPNProtocols: ['http/1.1'],
      ...(localAddress == null ? {} : { localAddress }),
    });
    whenPinned(socket, client, (error) => (error === undefined ? callback(null, socket) : callback(error, null)));
  };
}
