// The configuration: fedzk.json, then the environment, then flags. It has no secrets: these are in the key store.

import { readFileSync } from 'node:fs';
import { isIPv4, isIPv6 } from 'node:net';
import { join } from 'node:path';
import { FedzkError, quoted } from '@fedzk/core';
import * as v from 'valibot';
import { modeSchema, pathSchema, plainData, portSchema, roleSchema } from './given.js';
import { requireOwned } from './stores/layout.js';

/** The two aggregators of a system. */
export type Role = 'leader' | 'helper';

/** The role of the other aggregator. */
export function otherRole(role: Role): Role {
  return role === 'leader' ? 'helper' : 'leader';
}

/** What a system is for. In development anyone can forge proofs, and one operator may run both aggregators. */
export type Mode = 'development' | 'production';

const port = portSchema;
const host = v.pipe(v.string(), v.minLength(1), v.maxLength(255));
const network = v.pipe(v.string(), v.check(isNetwork, 'Expected an address, or a network such as 10.0.0.0/8.'));
const operatorsUrl = v.pipe(
  v.string(),
  v.regex(/^(https:\/\/[^\s/?#@]+|http:\/\/localhost(:\d+)?)\/?$/, 'Expected https:// and a host, without a path.'),
);
const unlock = v.optional(v.union([v.strictObject({ file: v.string() }), v.strictObject({ credential: v.string() })]));
const listener = { host: v.optional(host), port: v.optional(port), proxies: v.optional(v.array(network)) };

/** The content of `fedzk.json`. */
const configSchema = v.strictObject({
  role: v.optional(roleSchema),
  clients: v.optional(v.strictObject({ ...listener, url: v.optional(v.pipe(v.string(), v.url())) })),
  peer: v.optional(
    v.strictObject({ host: v.optional(host), port: v.optional(port), url: v.optional(v.pipe(v.string(), v.url())) }),
  ),
  operators: v.optional(v.strictObject({ port: v.optional(port), url: v.optional(operatorsUrl) })),
  telemetry: v.optional(v.strictObject({ host: v.optional(host), port: v.optional(port) })),
  unlock,
  certificates: v.optional(v.strictObject({ days: v.pipe(v.number(), v.gtValue(0), v.maxValue(365)) })),
  limits: v.optional(
    v.strictObject({
      requests: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000))),
      cost: v.optional(v.pipe(v.number(), v.integer(), v.minValue(50), v.maxValue(1_000_000))),
    }),
  ),
});

/** What `fedzk.json` may say. */
export type ConfigFile = v.InferOutput<typeof configSchema>;

/** The configuration of one role. */
export interface Config {
  readonly role: Role;
  readonly mode: Mode;
  /** The folder of data, with a folder for each role in it. */
  readonly data: string;
  readonly clients: {
    readonly host: string;
    readonly port: number;
    readonly url: string;
    readonly proxies: readonly string[];
  };
  readonly peer: { readonly host: string; readonly port: number; readonly url: string };
  /** `url` is where people find the page: passkeys are for it alone. */
  readonly operators: { readonly port: number; readonly url: string };
  readonly telemetry: { readonly host: string; readonly port: number };
  readonly unlock: { readonly file: string } | { readonly credential: string } | undefined;
  /** How long the certificates that a development system makes for itself are valid, in days. */
  readonly certificates: { readonly days: number };
  readonly limits: { readonly requests: number; readonly cost: number };
}

const place = { host, port, url: v.string() };

/** The form of a configuration. */
export const wholeConfig = v.strictObject({
  ...{ role: roleSchema, mode: modeSchema, data: pathSchema },
  clients: v.strictObject({ ...place, proxies: v.array(network) }),
  peer: v.strictObject(place),
  operators: v.strictObject({ port, url: v.string() }),
  telemetry: v.strictObject({ host, port }),
  unlock,
  certificates: v.strictObject({ days: v.number() }),
  limits: v.strictObject({ requests: v.number(), cost: v.number() }),
});

/** What a command line gives besides the file. */
export interface Given {
  readonly role: Role;
  readonly mode: Mode;
  readonly data: string;
  /** The content of `fedzk.json`, where it isn't in `data` yet. */
  readonly file?: ConfigFile | undefined;
}

const givenSchema = v.strictObject({
  role: roleSchema,
  mode: modeSchema,
  data: pathSchema,
  file: v.optional(configSchema),
});
const environment = v.record(v.string(), v.string());

const PORTS = { clients: 8443, peer: 9000, operators: 9443, telemetry: 9464 } as const;
/** Where a folder is that of both, as in development alone, the helper's ports are the leader's plus this. */
export const HELPER_OFFSET = 10;

/** Returns the ports of a leader whose clients come to `clients`; the others keep their distance from it. */
export function portsFrom(clients: number): ConfigFile {
  const port = (name: keyof typeof PORTS): { port: number } => ({ port: PORTS[name] + clients - PORTS.clients });
  return { clients: port('clients'), peer: port('peer'), operators: port('operators'), telemetry: port('telemetry') };
}

/**
 * Reads the configuration of a role.
 *
 * @throws {FedzkError} `invalid-argument` with the name of what is wrong; `invalid-state`: others may change the file
 */
export function readConfig(given: Given, env: NodeJS.ProcessEnv = process.env): Config {
  return configOf(plainData(given, givenSchema, 'given'), plainData(env, environment, 'env'));
}

function configOf({ role, mode, data, ...given }: v.InferOutput<typeof givenSchema>, env: NodeJS.ProcessEnv): Config {
  const file = given.file ?? readFile(join(data, 'fedzk.json'));
  if (file.role !== undefined && file.role !== role) {
    throw new FedzkError('invalid-argument', `${quoted(join(data, 'fedzk.json'))} is that of the ${file.role}.`);
  }
  if (mode === 'production') requireUrls(file, data);
  // In production each organisation has a folder of its own, and its file says where it listens.
  const shared = mode === 'development' && file.role === undefined;
  const offset = role === 'helper' && shared ? HELPER_OFFSET : 0;
  const portOf = (name: keyof typeof PORTS): number => (portIn(env, name) ?? file[name]?.port ?? PORTS[name]) + offset;
  const ports = {
    clients: portOf('clients'),
    peer: portOf('peer'),
    operators: portOf('operators'),
    telemetry: portOf('telemetry'),
  };
  // In development nothing is reachable from elsewhere unless the file says so.
  const usual = mode === 'development' ? '127.0.0.1' : '::';
  return {
    ...{ role, mode, data },
    clients: {
      host: file.clients?.host ?? usual,
      port: ports.clients,
      url: trimmed(file.clients?.url ?? `https://localhost:${ports.clients}`),
      proxies: file.clients?.proxies ?? [],
    },
    peer: {
      host: file.peer?.host ?? usual,
      port: ports.peer,
      url: trimmed(file.peer?.url ?? `https://localhost:${ports.peer}`),
    },
    operators: {
      port: ports.operators,
      url: trimmed(file.operators?.url ?? `http://localhost:${ports.operators}`),
    },
    telemetry: { host: file.telemetry?.host ?? '127.0.0.1', port: ports.telemetry },
    unlock: file.unlock,
    certificates: { days: file.certificates?.days ?? 90 },
    limits: { requests: file.limits?.requests ?? 100, cost: file.limits?.cost ?? 1_000 },
  };
}

function isNetwork(text: string): boolean {
  const [, address = '', prefix] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const most = isIPv4(address) ? 32 : isIPv6(address) && !address.includes('%') ? 128 : -1;
  return Number(prefix ?? 0) <= most;
}

/** In production nobody comes from this machine alone. */
function requireUrls(file: ConfigFile, data: string): void {
  const lacking = (['clients', 'peer'] as const).find((name) => file[name]?.url === undefined);
  if (lacking === undefined) return;
  throw new FedzkError(
    'invalid-argument',
    `${quoted(join(data, 'fedzk.json'))}: "${lacking}.url" is missing: where the ${lacking === 'peer' ? 'other aggregator' : 'clients'} find this one, such as "https://fedzk.north.example".`,
  );
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, '');
}

function portIn(env: NodeJS.ProcessEnv, name: string): number | undefined {
  const variable = `FEDZK_${name.toUpperCase()}_PORT`;
  const text = env[variable];
  if (text === undefined || text === '') return undefined;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new FedzkError('invalid-argument', `${variable} expected a port from 0 to 65535, got ${quoted(text)}.`);
}

function readFile(path: string): ConfigFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
  requireOwned(path);
  return parseConfig(text, path);
}

/**
 * Reads the text of `fedzk.json`.
 *
 * @throws {FedzkError} `invalid-argument`, which names the member
 */
function parseConfig(text: string, path: string): ConfigFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new FedzkError('invalid-argument', `${quoted(path)} is no JSON.`);
  }
  const twice = namedTwice(text);
  if (twice !== undefined)
    throw new FedzkError('invalid-argument', `${quoted(path)}: ${quoted(twice)}: It stands there twice. Leave one.`);
  const read = v.safeParse(configSchema, json);
  if (read.success) return read.output;
  const [issue] = read.issues;
  const place = v.getDotPath(issue) ?? 'the whole';
  // A message ends with what was read: where somebody has put a secret there, it would come into a journal.
  const why =
    issue.expected === 'never' ? 'There is no such member' : issue.message.replace(/(: | but )received .*$/is, '');
  throw new FedzkError('invalid-argument', `${quoted(path)}: ${quoted(place)}: ${why.replace(/\.?$/, '.')}`);
}

/** Finds a name that an object of a JSON text has twice: JSON.parse takes the last of them, and says nothing. */
function namedTwice(text: string): string | undefined {
  const objects: Set<string>[] = [];
  for (const [token, string, colon] of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}]/g)) {
    const names = objects.at(-1);
    if (token === '{') objects.push(new Set());
    else if (token === '}') objects.pop();
    else if (string !== undefined && colon !== undefined) {
      const name: string = JSON.parse(string);
      if (names?.has(name)) return name;
      names?.add(name);
    }
  }
  return undefined;
}
