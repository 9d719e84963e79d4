// Ports that nothing listens at, and that no other test is given.

import { createSocket, type Socket } from 'node:dgram';
import { createServer } from 'node:net';

/**
 * Ports are looked for below those that systems give to outgoing connections, which could take one while nobody listens: from
 * 32,768 on, and a distance is 10,000 at most.
 */
const [LEAST, MANY] = [10_000, 12_000];

/**
 * Finds a port such that nothing listens at it, nor at those at some distances from it.
 *
 * The ports are this process's until it ends, also while nothing listens at them: a server can be started at them again.
 */
export async function freePort(distances: readonly number[] = []): Promise<number> {
  for (;;) {
    const port = LEAST + Math.floor(Math.random() * MANY);
    if (await take([...new Set([0, ...distances].map((distance) => port + distance))])) return port;
  }
}

/** Takes all of some ports, or none. */
async function take(ports: readonly number[]): Promise<boolean> {
  const marks: Socket[] = [];
  for (const port of ports) {
    const mark = await markOf(port);
    if (mark) marks.push(mark);
    if (!mark || !(await isFree(port))) {
      for (const taken of marks) taken.close();
      return false;
    }
  }
  return true;
}

/** Takes the UDP port of the same number, which marks a TCP port as ours: the system gives it to one, and frees it when the process ends. */
function markOf(port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      socket.close();
      resolve(undefined);
    });
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => {
      socket.unref();
      resolve(socket);
    });
  });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
