// Systems for production, whose certificates a CA elsewhere has signed, and their tasks.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSigningKey } from '@fedzk/agg';
import { type TaskFileOptions, writeTaskFile } from '@fedzk/agg/task';
import { type Config, type Role, readConfig } from '../../src/config.js';
import { ROUTES } from '../../src/http/routes.js';
import type { Replaced } from '../../src/server.js';
import { answerRequest, makeRoot } from '../../src/start/ca.js';
import { makeSystem } from '../../src/start/first-start.js';
import { install } from '../../src/start/install.js';
import type { CertificatesRequest } from '../../src/stores/certificates.js';
import { layoutOf } from '../../src/stores/layout.js';
import { freePort } from './ports.js';

/** The socket takes whoever asks for an operator who has signed in. */
export const SIGNED_IN: Replaced = {
  routes: ROUTES.map((route) => {
    const { need: _, mfa: __, ...open } = route;
    return route.on === 'socket' ? open : route;
  }),
};

/** Writes what an operator writes before the first start. */
export async function configure(into: string, rootKey: string, change: object = {}): Promise<void> {
  const port = await freePort();
  const file = {
    clients: { host: '127.0.0.1', port, url: 'https://fedzk.north.example' },
    peer: { host: '127.0.0.1', port: port + 557, url: 'https://fedzk.north.example:9000' },
    operators: { port: port + 1000 },
    telemetry: { port: port + 1021 },
    unlock: { file: rootKey },
    ...change,
  };
  mkdirSync(into, { recursive: true });
  writeFileSync(join(into, 'fedzk.json'), JSON.stringify(file));
}

/** Makes an aggregator with a CA of its own, which clients and the other one reach on this machine. */
export async function makeProduction(parent: string, role: Role): Promise<Config> {
  const [data, rootKey, home] = [join(parent, role), join(parent, `${role}.key`), join(parent, `${role}-ca`)];
  const port = await freePort();
  const at = (own: number) => ({ host: '127.0.0.1', port: own, url: `https://localhost:${own}` });
  writeFileSync(rootKey, (role === 'leader' ? '5a' : 'a5').repeat(32), { mode: 0o600 });
  await configure(data, rootKey, { clients: at(port), peer: at(port + 557) });
  await makeSystem({ data, mode: 'production', roles: [role] });
  const config = readConfig({ role, mode: 'production', data });
  const ca = { home, passphrase: 'correct horse battery staple' };
  await makeRoot(ca, `The ${role}`);
  const request = JSON.parse(readFileSync(layoutOf(data, role).request, 'utf8')) as CertificatesRequest;
  await install(config, await answerRequest(ca, request, undefined));
  return config;
}

/** Writes the file of a task at the level `standard`; four clients are in it that nobody has enrolled. */
export function taskFile(
  parts: Pick<TaskFileOptions, 'vkeyId' | 'leader' | 'helper'> & Partial<TaskFileOptions>,
): Uint8Array {
  return writeTaskFile({
    ...{ id: 'task', level: 'standard', n: 64, bits: 8, headroom: 10, maxNormSq: 100_000n, minBatch: 4 },
    clients: [1, 2, 3, 4].map((i) => ({ id: `client_${i}`, publicKey: createSigningKey().publicKey })),
    ...parts,
  });
}
