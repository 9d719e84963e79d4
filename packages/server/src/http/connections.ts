// What is done with a connection before TLS: bans, limits, and the PROXY header. It takes the place of the listening server's own
// `connection` listener, and then calls that: a server that gets connections from elsewhere never ends slow ones.

import { BlockList, isIPv6, type Server, type Socket } from 'node:net';
import { addressKey, type Ban, type DdosGuard } from '@fedzk/guard';
import { readProxyHeader } from './proxy.js';

/** Milliseconds for a whole PROXY header. */
const HEADER_MS = 5_000;

/** The open connections of a listener, and whose they are. */
export interface Connections {
  /** The sender's address: of the connection, or as PROXY says. */
  addressOf(socket: Socket): string | undefined;
  /** Remembers by which client's certificate and key a connection is used. */
  usedBy(socket: Socket, owner: string): void;
  /** Closes what a banned address or owner has open. */
  close(ban: Pick<Ban, 'kind' | 'key'>): number;
}

/** Looks at each connection of a server before TLS. */
export function guardConnections(server: Server, ddos: DdosGuard, proxies: readonly string[]): Connections {
  const own = server.listeners('connection') as ((this: Server, socket: Socket) => void)[];
  server.removeAllListeners('connection');
  const isProxy = proxiesOf(proxies);
  const open = new Map<string, Open>();

  const admit = (socket: Socket, address: string): void => {
    if (!ddos.connection(address)) return void socket.destroy();
    const id = idOf(socket);
    open.set(id, { socket, address, owner: undefined });
    socket.once('close', () => open.delete(id));
    for (const listener of own) listener.call(server, socket);
  };

  server.on('connection', (socket: Socket) => {
    const { remoteAddress } = socket;
    socket.on('error', () => {}); // TLS has a listener of its own; before it there is none
    if (remoteAddress === undefined) return void socket.destroy();
    if (!isProxy(remoteAddress)) return admit(socket, remoteAddress);
    readHeader(socket, (address) => admit(socket, address ?? remoteAddress));
  });

  return {
    addressOf: (socket) => open.get(idOf(socket))?.address,
    usedBy(socket, owner) {
      const found = open.get(idOf(socket));
      if (found !== undefined) found.owner = owner;
    },
    close({ kind, key }) {
      const hit = [...open.values()].filter(
        (each) => (kind === 'owner' ? each.owner : addressKey(each.address)) === key,
      );
      for (const { socket } of hit) socket.destroy();
      return hit.length;
    },
  };
}

interface Open {
  readonly socket: Socket;
  readonly address: string;
  owner: string | undefined;
}

/** A TLS socket and the one below it have the same ends. */
function idOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

function readHeader(socket: Socket, then: (address: string | undefined) => void): void {
  let held = Buffer.alloc(0);
  const late = setTimeout(() => socket.destroy(), HEADER_MS);
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
    const plain = address.startsWith('::ffff:') ? address.slice(7) : address;
    return list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
  };
}
