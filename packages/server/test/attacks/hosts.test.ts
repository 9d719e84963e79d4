// Requests that name two hosts, at every listener: what checks one of them, and what is before it, could go by different ones.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSystem, type TestSystem } from '../support/system.js';
import { enrol } from '../support/task.js';
import { type Papers, papersOf, Wire } from '../support/wire.js';

let system: TestSystem;
let papers: Papers;
beforeAll(async () => {
  system = await startSystem();
  papers = papersOf(await enrol(system, 'client_a', ['leader']), 'leader');
});
afterAll(() => system.close());

interface Place {
  readonly open: () => Promise<Wire>;
  readonly host: string;
  /** What is there for whoever asks once. */
  readonly path: string;
}

function place(name: string): Place {
  const { leader, helper } = system.configs;
  const operators = leader.operators.port;
  const places: Readonly<Record<string, Place>> = {
    clients: {
      open: () => Wire.open({ port: leader.clients.port, papers }),
      ...{ host: `localhost:${leader.clients.port}`, path: '/v1/me' },
    },
    peer: {
      open: () => Wire.open({ port: helper.peer.port, papers: system.parts.leader.identity.tls.peer }),
      ...{ host: `localhost:${helper.peer.port}`, path: '/v1/peer' },
    },
    operators: {
      open: () => Wire.plain({ port: operators }),
      ...{ host: `localhost:${operators}`, path: '/openapi/clients.json' },
    },
    telemetry: {
      open: () => Wire.plain({ port: leader.telemetry.port }),
      ...{ host: 'localhost', path: '/healthz' },
    },
    socket: {
      open: () => Wire.plain({ path: `${system.data}/leader.sock` }),
      ...{ host: 'localhost', path: '/v1/status' },
    },
  };
  return places[name] as Place;
}

describe.each(['clients', 'peer', 'operators', 'telemetry', 'socket'])('%s', (name) => {
  const asked = async (target: (place: Place) => string, hosts: (host: string) => readonly string[]) => {
    const at = place(name);
    const wire = await at.open();
    const lines = [...hosts(at.host).map((host) => `Host: ${host}`), `Authorization: Bearer ${papers.apiKey}`];
    wire.send(`GET ${target(at)} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    const { status, fields, text } = await wire.answer();
    const { isOpen } = wire;
    wire.close();
    return { status, type: fields['content-type'], title: JSON.parse(text).title as unknown, isOpen };
  };
  const path = (at: Place): string => at.path;
  const malformed = {
    ...{ status: 400, type: 'application/problem+json', title: 'The request is malformed.' },
    isOpen: expect.any(Boolean),
  };

  it('refuses two of the field Host, also of the same', async () => {
    expect(await asked(path, (host) => [host, 'evil.example'])).toEqual(malformed);
    expect(await asked(path, (host) => ['evil.example', host])).toEqual(malformed);
    expect(await asked(path, (host) => [host, host])).toEqual(malformed);
  });

  it.each<[string, (at: Place) => string]>([
    ['another host', (at) => `http://evil.example${at.path}`],
    ['another host, of TLS', (at) => `https://evil.example${at.path}`],
    ['another port', (at) => `http://${at.host.split(':')[0]}:1${at.path}`],
    ['another host after a name', (at) => `http://${at.host}@evil.example${at.path}`],
    ['a name before the host', (at) => `http://evil.example@${at.host}${at.path}`],
    ['another scheme', (at) => `ftp://${at.host}${at.path}`],
    ['a backslash', (at) => `http://${at.host}\\@evil.example${at.path}`],
    ['no host', (at) => `http://${at.path}`],
  ])('refuses a target with %s than Host says', async (_, target) => {
    expect(await asked(target, (host) => [host])).toEqual(malformed);
  });

  it('takes one host, and a whole target with the same', async () => {
    expect((await asked(path, (host) => [host])).status).toBe(200);
    expect(
      (
        await asked(
          (at) => `http://${at.host.toUpperCase()}${at.path}`,
          (host) => [host],
        )
      ).status,
    ).toBe(200);
  });
});
