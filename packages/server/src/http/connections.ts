// What is done with a connection before TLS: bans, limits, and the PROXY header; and right after it: whose it is. It takes the place
// of the listening server's own `connection` listener, and then calls that: a server that gets connections from elsewhere never ends
// slow ones.

import type { Server as HttpsServer } from 'node:https';
import { BlockList, isIPv6, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { addressKey, type Ban, type DdosGuard } from '@fedzk/guard';
import { readProxyHeader } from './proxy.js';

/** How connections are looked at. */
export interface ConnectionOptions {
  readonly ddos: DdosGuard;
  /** Addresses and networks that send the PROXY header, and must. */
  readonly proxies?: readonly string[];
  /** Milliseconds for a whole PROXY header. */
  readonly headerMs: number;
  /** The owner of a connection, by its certificate. */
  ownerOf?(socket: TLSSocket): string | undefined;
}

/** The open connections of a listener, and whose they are. */
export interface Connections {
  /** The sender's address: of the connection, or as PROXY says. Known for as long as the connection is remembered by its user. */
  addressOf(socket: TLSSocket): string | undefined;
  /** Counts a refusal on a connection, and closes it after some: each further one costs its sender a handshake, which is limited. */
  refused(socket: TLSSocket): void;
  /** Closes what a banned address or owner has open. */
  close(ban: Pick<Ban, 'kind' | 'key'>): number;
  /** Closes all, also those whose handshake isn't complete, which HTTP doesn't know. */
  closeAll(): void;
}

interface Open {
  readonly socket: Socket;
  readonly address: string;
  owner: string | undefined;
  refusals: number;
}

/** Refusals after which a connection is closed. */
const MOST_REFUSALS = 20;

/** Looks at each connection of a server of `node:https` before TLS. */
export function guardConnections(
  server: HttpsServer,
  { ddos, proxies = [], headerMs, ownerOf = () => undefined }: ConnectionOptions,
): Connections {
  const isProxy = proxiesOf(proxies);
  /** By their ends: the socket of TLS and the one below it have the same. */
  const open = new Map<string, Open>();
  const secure = new WeakMap<TLSSocket, Open>();
  /** Those whose PROXY header isn't whole. */
  const early = new Set<Socket>();

  const toTls = takeOver(server, 'connection');
  const admit = (socket: Socket, address: string): void => {
    const ends = endsOf(socket);
    if (ends === undefined || !ddos.connection(address)) return void socket.destroy();
    const own: Open = { socket, address, owner: undefined, refusals: 0 };
    open.set(ends, own);
    socket.once('close', () => {
      if (open.get(ends) === own) open.delete(ends);
    });
    toTls(socket);
  };
  server.on('connection', (socket: Socket) => {
    const { remoteAddress } = socket;
    socket.on('error', () => {}); // TLS has a listener of its own; before it there is none
    if (remoteAddress === undefined) return void socket.destroy();
    if (!isProxy(remoteAddress)) return admit(socket, remoteAddress);
    early.add(socket);
    socket.once('close', () => early.delete(socket));
    readHeader(socket, headerMs, (address) => {
      early.delete(socket);
      admit(socket, address ?? remoteAddress);
    });
  });

  const toHttp = takeOver(server, 'secureConnection');
  server.on('secureConnection', (socket: TLSSocket) => {
    const own = open.get(endsOf(socket) ?? '');
    // Whoever isn't known can't be limited.
    if (own === undefined) return void socket.destroy();
    secure.set(socket, own);
    own.owner = ownerOf(socket);
    if (own.owner !== undefined && ddos.banned({ kind: 'owner', key: own.owner })) return void socket.destroy();
    toHttp(socket);
  });
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) => {
    const own = open.get(endsOf(socket) ?? '');
    // What doesn't speak TLS at all is no client: a scanner, or a PROXY header from elsewhere than a proxy.
    if (own === undefined || isProxy(own.address) || !NO_TLS.has(error.code ?? '')) return;
    ddos.strike(own.address, 1, 'no TLS');
  });

  return {
    addressOf: (socket) => secure.get(socket)?.address,
    refused(socket) {
      const own = secure.get(socket);
      if (own !== undefined && ++own.refusals > MOST_REFUSALS) socket.destroy();
    },
    close({ kind, key }) {
      const hit = [...open.values()].filter(
        ({ owner, address }) => (kind === 'owner' ? owner : addressKey(address)) === key,
      );
      for (const { socket } of hit) socket.destroy();
      return hit.length;
    },
    closeAll() {
      for (const socket of early) socket.destroy();
      for (const { socket } of open.values()) socket.destroy();
    },
  };
}

/** OpenSSL's errors for a first record that is none of TLS. */
const NO_TLS = new Set(['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_HTTP_REQUEST']);

/** Removes a server's own listeners. @returns what calls them */
function takeOver<S extends Socket>(
  server: HttpsServer,
  event: 'connection' | 'secureConnection',
): (socket: S) => void {
  const own = server.listeners(event) as ((this: HttpsServer, socket: S) => void)[];
  server.removeAllListeners(event);
  return (socket) => {
    for (const listener of own) listener.call(server, socket);
  };
}

/** Both ends, since one sender may use the same port for connections to several addresses of this machine. */
function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string | undefined {
  return remoteAddress === undefined ? undefined : `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}

function readHeader(socket: Socket, ms: number, then: (address: string | undefined) => void): void {
  let held = Buffer.alloc(0);
  const late = setTimeout(() => socket.destroy(), ms);
  const onData = (chunk: Buffer): void => {
    held = Buffer.concat([held, chunk]);
    const header = readProxyHeader(held);
    if (header === 'cut') return;
    clearTimeout(late);
    socket.off('data', onData);
    socket.pause();
    if (header === 'malformed') return void socket.destroy();
    const rest = held.subarray(header.length);
    if (rest.length > 0) socket.unshift(rest);
    then(header.address);
  };
  socket.on('data', onData).once('close', () => clearTimeout(late));
}

function proxiesOf(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return (address) => {
    const [bare = ''] = address.split('%'); // of a link-local address, the zone isn't part of it
    const plain = bare.startsWith('::ffff:') ? bare.slice(7) : bare;
    return list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
  };
}
