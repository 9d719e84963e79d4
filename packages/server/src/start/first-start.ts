// Makes a system: all of it under another name, which is renamed in the end, so that a kill leaves nothing or all.

import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FedzkError, quoted } from '@fedzk/core';
import { isRunning } from '@fedzk/core/node';
import * as v from 'valibot';
import { type Config, type ConfigFile, type Mode, portsFrom, type Role, readConfig } from '../config.js';
import type { Card } from '../control/card.js';
import { modeSchema, pathSchema, plainData, portSchema, roleSchema } from '../given.js';
import { createTlsKeys, requestCertificates } from '../stores/certificates.js';
import { syncFolder } from '../stores/durable.js';
import { createIdentity, Identity, logOwner, NAMES, readRootKey } from '../stores/identity.js';
import { type Layout, layoutOf, makeFolder, requireOwned } from '../stores/layout.js';
import { openLog } from '../stores/log.js';
import type { Secrets } from '../stores/secrets.js';

/** What to make. */
export interface FirstStart {
  readonly data: string;
  readonly mode: Mode;
  /** Both in development, so that one operator can try the system. */
  readonly roles: readonly Role[];
  /** The port of the leader's clients; the other listeners' ports keep their distance from it. */
  readonly clientsPort?: number | undefined;
}

const startSchema = v.strictObject({
  ...{ data: pathSchema, mode: modeSchema, clientsPort: v.optional(portSchema) },
  roles: v.pipe(v.array(roleSchema), v.minLength(1), v.maxLength(2)),
});

const CONFIG = 'fedzk.json';

/** Sockets, and what says which process runs. */
const OF_PROCESSES = /^(leader|helper|serve)\.(sock|pid)/;

/** Whether a folder has no system, and nothing else but an operator's configuration, and what killed first starts left. */
export function isEmpty(data: string): boolean {
  if (!existsSync(data)) return true;
  return readdirSync(data).every((name) => name === CONFIG || OF_PROCESSES.test(name) || PART.test(name));
}

/**
 * Makes a system: folders, root keys, key stores, certificates and logs. Where both roles are made, each knows the other's card.
 * With an operator's `fedzk.json` in the folder, one role is made beside it; in production there must be one. Its certificates
 * are another machine's to sign.
 *
 * @throws {FedzkError} `already-exists`: the folder is not empty; `invalid-state`: production without an unlock;
 *   `invalid-argument`: the configuration
 */
export async function makeSystem(given: FirstStart): Promise<void> {
  const start = plainData(given, startSchema, 'start');
  const { data, mode, roles, clientsPort } = start;
  if (!isEmpty(data)) throw new FedzkError('already-exists', `${quoted(data)} is not empty. Give another folder.`);
  if (!existsSync(join(data, CONFIG))) {
    if (mode === 'production') throw noConfig(data);
    const file = fileOf(roles, clientsPort);
    await makeAs(data, async (part) => {
      await makeRoles(start, file, (role) => join(part, role));
      writeFileSync(join(part, CONFIG), `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600, flush: true });
    });
    return;
  }
  const [role, ...others] = roles;
  if (role === undefined || others.length > 0 || clientsPort !== undefined) {
    throw new FedzkError(
      'already-exists',
      `${quoted(data)} has a ${CONFIG}: start each aggregator by itself, by --role, with the ports that it names.`,
    );
  }
  requireOwned(data);
  await makeAs(join(data, role), (part) => makeRoles(start, undefined, () => part));
}

function noConfig(data: string): FedzkError {
  return new FedzkError(
    'invalid-argument',
    `In production ${quoted(join(data, CONFIG))} comes first: write "unlock", and the urls of "clients" and "peer", into it. For trying pass --development.`,
  );
}

/** The name under which a folder is made, beside it, by a process. */
const PART = /^\..+\.new-(\d+)$/;

/** Makes a folder under another name, and renames it. */
async function makeAs(folder: string, make: (part: string) => Promise<void>): Promise<void> {
  const parent = dirname(folder);
  if (!existsSync(parent)) makeFolder(parent);
  removeLeft(parent, basename(folder));
  const part = join(parent, `.${basename(folder)}.new-${process.pid}`);
  makeFolder(part);
  try {
    await make(part);
    await syncFolder(part);
    // Another may have made it meanwhile. What is left of one that is empty is of processes that have ended.
    if (!isEmpty(folder)) throw new FedzkError('already-exists', `${quoted(folder)} was made by another process.`);
    if (existsSync(folder))
      for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
    renameSync(part, folder);
    await syncFolder(parent);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    throw error;
  }
}

/** Removes what first starts that were killed have left beside a folder of data, and in it. */
export function removeUnfinished(data: string): void {
  for (const folder of [data, join(data, 'leader'), join(data, 'helper')]) {
    if (existsSync(dirname(folder))) removeLeft(dirname(folder), basename(folder));
  }
}

/** Removes what first starts that were killed have left. */
function removeLeft(parent: string, name: string): void {
  for (const each of readdirSync(parent)) {
    const pid = Number(PART.exec(each)?.[1]);
    const isOurs = each.startsWith(`.${name}.new-`) && !(pid !== process.pid && isRunning(pid));
    if (isOurs) rmSync(join(parent, each), { recursive: true, force: true });
  }
}

function fileOf(roles: readonly Role[], port: number | undefined): ConfigFile {
  const [role] = roles;
  return { ...(roles.length === 1 && role && { role }), ...(port !== undefined && portsFrom(port)) };
}

interface Made {
  readonly secrets: Secrets;
  readonly card: Card | undefined;
}

async function makeRoles(
  { data, mode, roles }: FirstStart,
  file: ConfigFile | undefined,
  folderOf: (role: Role) => string,
): Promise<void> {
  const made: Made[] = [];
  try {
    for (const role of roles) {
      const config = readConfig({ role, mode, data, file });
      made.push(await makeRole(config, layoutOf(data, role, folderOf(role)), roles.length > 1));
    }
    const [first, second] = made;
    if (first?.card !== undefined && second?.card !== undefined) {
      await first.secrets.put(NAMES.peer, second.card);
      await second.secrets.put(NAMES.peer, first.card);
    }
    for (const { secrets } of made) await secrets.store.close();
  } catch (error) {
    for (const { secrets } of made) secrets.store.lock();
    throw error;
  }
}

async function makeRole(config: Config, layout: Layout, together: boolean): Promise<Made> {
  for (const folder of [layout.folder, dirname(layout.database), layout.tasks, layout.log]) makeFolder(folder);
  const rootKey = rootKeyFor(config, layout);
  try {
    const secrets = await createIdentity(layout, config, rootKey, together);
    await makeLog(layout, secrets);
    if (config.mode === 'development') return { secrets, card: await cardOf(layout, config) };
    await createTlsKeys(secrets);
    const request = await requestCertificates(secrets, config);
    writeFileSync(layout.request, `${JSON.stringify(request)}\n`, { flush: true });
    return { secrets, card: undefined };
  } finally {
    rootKey.fill(0);
  }
}

async function cardOf(layout: Layout, config: Config): Promise<Card> {
  const identity = await Identity.open(layout, config);
  const card = identity.card(config);
  await identity.close();
  return card;
}

/** Makes the root key of a development system; in production it is there already, and elsewhere. */
function rootKeyFor(config: Config, layout: Layout): Uint8Array {
  if (config.mode === 'production' || config.unlock !== undefined) return readRootKey(config, layout);
  const key = crypto.getRandomValues(new Uint8Array(32));
  writeFileSync(layout.rootKey, `${Buffer.from(key).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  return key;
}

async function makeLog(layout: Layout, secrets: Secrets): Promise<void> {
  const owner = await logOwner(secrets);
  const log = await openLog(layout, owner);
  const { role, mode } = owner.self;
  const details = { role, mode };
  await log.append({ user_id: 'fedzk', operation: 'service.created', resource: 'system', result: 'success', details });
  await log.close();
}
