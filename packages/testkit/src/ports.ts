// Ports that nothing listens at.

import { createServer } from 'node:net';

/**
 * Ports are looked for below those that systems give to outgoing connections, which could take one while nobody listens: from
 * 32,768 on, and a distance is 10,000 at most.
 */
const [LEAST, MANY] = [10_000, 12_000];

/** Finds a port such that nothing listens at it, nor at those at some distances from it. */
export async function freePort(distances: readonly number[] = []): Promise<number> {
  for (;;) {
    const port = LEAST + Math.floor(Math.random() * MANY);
    const ports = new Set([0, ...distances].map((distance) => port + distance));
    const free = await Promise.all([...ports].map(isFree));
    if (!free.includes(false)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
