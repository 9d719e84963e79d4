import { createSocket } from 'node:dgram';
import { describe, expect, it, vi } from 'vitest';
import { freePort } from '../src/ports.js';

describe('a free port', () => {
  it('is given once, also while nothing listens at it', async () => {
    // The same number comes up twice.
    const random = vi.spyOn(Math, 'random').mockReturnValueOnce(0.5).mockReturnValueOnce(0.5);
    const first = await freePort([1, 10]);
    const second = await freePort([1, 10]);
    random.mockRestore();
    expect(second).not.toBe(first);
  });

  it('keeps those at the distances too', async () => {
    const port = await freePort([3]);
    for (const taken of [port, port + 3]) {
      await expect(
        new Promise((resolve, reject) => {
          const socket = createSocket('udp4').once('error', reject);
          socket.bind({ port: taken, address: '127.0.0.1', exclusive: true }, () => socket.close(() => resolve(taken)));
        }),
      ).rejects.toThrow('EADDRINUSE');
    }
  });
});
