// The guard at real sockets of Node. It counts what happened, and no time.

import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  createAccessControl,
  createDdosGuard,
  createRateLimiter,
  type DdosGuard,
  guard,
  type KeyAnswer,
  problem,
} from '@fedzk/guard';
import { expect, it, onTestFinished } from 'vitest';

const HONEST = '198.18.0.1';
const ATTACKER = '198.18.0.2';

interface Service {
  readonly ddos: DdosGuard;
  /** Proofs that were verified, by owner. */
  readonly verified: Map<string, number>;
  /** Reports that passed the guard. */
  admitted: number;
  /** Connections that were closed before anything was read. */
  refusedConnections: number;
  /** Listens on a port whose connections count as coming from an address. */
  listen(address: string): Promise<number>;
}

/** A service in which the keys are k0, k1 … of client_0, client_1 …, and a report is right or wrong by its body. */
function service(): Service {
  const ddos = createDdosGuard();
  const admit = guard({
    keys: {
      validate: async (presented): Promise<KeyAnswer> => {
        const [, n] = /^k(\d)$/.exec(presented) ?? [];
        if (n === undefined) return { valid: false, reason: 'unknown' };
        return { valid: true, id: presented, owner: `client_${n}`, role: 'client', scopes: [] };
      },
    },
    accessControl: createAccessControl(),
    limits: {
      requests: createRateLimiter(),
      cost: createRateLimiter({ name: 'cost', limit: 1000, algorithm: 'gcra' }),
    },
    ddos,
  });
  const verified = new Map<string, number>();
  /** Open connections, and the keys that a ban would close them for. */
  const open = new Map<Socket, Set<string>>();
  ddos.onBan(({ kind, key }) => {
    for (const [socket, keys] of open) if (keys.has(`${kind} ${key}`)) socket.destroy();
  });

  const handle = async (incoming: IncomingMessage, address: string): Promise<Response> => {
    const fields = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]);
    const admitted = await admit(new Request('http://service.example/', { method: 'POST', headers: fields }), {
      address,
      need: 'proof_generation:execute',
      cost: 10,
      mostBytes: 100,
    });
    if (admitted instanceof Response) return admitted;
    self.admitted += 1;
    const owner = admitted.principal?.id ?? '';
    open.get(incoming.socket)?.add(`owner ${owner}`);
    const isRight = (await text(incoming)) === 'right';
    const refused = admitted.blocked();
    if (refused !== undefined) return refused;
    verified.set(owner, (verified.get(owner) ?? 0) + 1);
    if (isRight) return new Response(null, { headers: admitted.fields });
    await admitted.failed('proof');
    return problem('invalid');
  };

  const serve = (address: string): Server => {
    const server = createServer((incoming, outgoing) => {
      handle(incoming, address).then(
        async (response) => {
          outgoing.writeHead(response.status, Object.fromEntries(response.headers));
          outgoing.end(await response.text());
        },
        () => outgoing.destroy(), // the connection was closed before the body had come
      );
    });
    const [accept] = server.listeners('connection');
    server.removeAllListeners('connection');
    server.on('connection', (socket: Socket) => {
      if (!ddos.connection(address)) {
        self.refusedConnections += 1;
        return socket.destroy();
      }
      open.set(socket, new Set([`address ${address}`]));
      socket.once('close', () => open.delete(socket));
      return accept?.call(server, socket);
    });
    return server;
  };

  const self: Service = {
    ddos,
    verified,
    admitted: 0,
    refusedConnections: 0,
    async listen(address) {
      const server = serve(address).listen(0, '127.0.0.1');
      onTestFinished(() => {
        server.closeAllConnections();
        server.close();
      });
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    },
  };
  return self;
}

/** Sends a report: the status, or the code of an error. */
function send(port: number, key: string, body: string, agent: Agent): Promise<string> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException): void => resolve(error.code ?? error.message);
    const headers = { authorization: `Bearer ${key}`, 'content-length': body.length };
    const sent = request({ port, host: '127.0.0.1', method: 'POST', agent, headers }, (response) => {
      response.once('error', failed).once('end', () => resolve(String(response.statusCode)));
      response.resume();
    });
    sent.once('error', failed).end(body);
  });
}

function kept(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  return agent;
}

/** So many reports of a client, one after the other on one connection. */
async function reports(port: number, key: string, body: string, count: number): Promise<string[]> {
  const agent = kept();
  const all: string[] = [];
  for (let i = 0; i < count; i++) all.push(await send(port, key, body, agent));
  return all;
}

it('serves honest clients while an address without a key is banned, cut off and kept out', async () => {
  const self = service();
  const [honestPort, attackedPort] = [await self.listen(HONEST), await self.listen(ATTACKER)];
  const idle = connect(attackedPort, '127.0.0.1');
  await once(idle, 'connect');
  const closed = once(idle, 'close');
  const honest = Promise.all([0, 1, 2, 3].map((n) => reports(honestPort, `k${n}`, 'right', 50)));
  const attack = await reports(attackedPort, 'guess', 'right', 60);
  await closed;
  expect(attack.slice(0, 10).filter((answer) => /^[24]/.test(answer) && answer !== '401' && answer !== '429')).toEqual(
    [],
  );
  // The tenth strike closes its own connection too; those after it are closed before anything is read.
  expect(new Set(attack.slice(10))).toEqual(new Set(['ECONNRESET']));
  expect(self.refusedConnections).toBeGreaterThan(0);
  expect(await honest).toEqual(Array(4).fill(Array(50).fill('200')));
  expect(self.ddos.blocked().map(({ key }) => key)).toEqual([ATTACKER]);
});

it('serves others at the address of one whose key is banned for bad proofs, and closes its connections', async () => {
  const self = service();
  const port = await self.listen(HONEST);
  const honest = Promise.all([1, 2, 3, 4].map((n) => reports(port, `k${n}`, 'right', 50)));
  const other = kept();
  const freed = once(other, 'free');
  expect(await send(port, 'k0', 'wrong', other)).toBe('422');
  const [idle] = (await freed) as [Socket];
  const closed = once(idle, 'close');
  const attack = await reports(port, 'k0', 'wrong', 30);
  await closed;
  expect(attack.slice(0, 8)).toEqual(Array(8).fill('422'));
  expect(attack[8]).toBe('ECONNRESET');
  expect(new Set(attack.slice(9))).toEqual(new Set(['403']));
  expect(self.verified.get('client_0')).toBe(10);
  expect(await honest).toEqual(Array(4).fill(Array(50).fill('200')));
});

it('verifies ten bad proofs where forty were admitted before the first failed', async () => {
  const self = service();
  const port = await self.listen(HONEST);
  // Forty connections, each with the header of a report whose body comes later.
  const head = 'POST / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer k0\r\nContent-Length: 5\r\n\r\n';
  const sockets = Array.from({ length: 40 }, () =>
    connect(port, '127.0.0.1')
      .resume()
      .on('error', () => undefined),
  );
  const closed = Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
  for (const socket of sockets) socket.write(head);
  await expect.poll(() => self.admitted, { timeout: 20_000 }).toBe(40);
  for (const socket of sockets) socket.write('wrong');
  await closed;
  expect(self.verified.get('client_0')).toBe(10);
});
