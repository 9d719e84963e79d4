// Makes the folder of a system: all of it under another name, which is renamed in the end, so that a kill leaves nothing or all.

import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AuditLog } from '@fedzk/audit';
import { directoryStorage } from '@fedzk/audit/node';
import { FedzkError, quoted } from '@fedzk/core';
import { signerOf, subjectKeys } from '@fedzk/keys';
import { type Config, type ConfigFile, type Mode, portsFrom, type Role, readConfig } from '../config.js';
import { createIdentity, Identity, NAMES, readRootKey, type Self } from '../stores/identity.js';
import { type Layout, layoutOf, makeFolder } from '../stores/layout.js';
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

/** Whether a folder has no system, and nothing else. */
export function isEmpty(data: string): boolean {
  return !existsSync(data) || readdirSync(data).filter((name) => !name.endsWith('.sock')).length === 0;
}

/**
 * Makes a system: folders, root keys, key stores, certificates and logs. Where both roles are made, each knows the other's card.
 *
 * @throws {FedzkError} `already-exists`: the folder is not empty
 */
export async function makeSystem({ data, mode, roles, clientsPort }: FirstStart): Promise<void> {
  if (!isEmpty(data)) throw new FedzkError('already-exists', `${quoted(data)} is not empty. Give another folder.`);
  const parent = dirname(data);
  makeParent(parent);
  for (const name of readdirSync(parent))
    if (name.startsWith(partOf(data, ''))) rmSync(join(parent, name), { recursive: true, force: true });
  const part = join(parent, partOf(data, String(process.pid)));
  makeFolder(part);
  const made: Made[] = [];
  try {
    const file = fileOf(roles, clientsPort);
    for (const role of roles) made.push(await makeRole(part, data, { role, mode, file }));
    const [first, second] = made;
    if (first !== undefined && second !== undefined) {
      await first.secrets.put(NAMES.peer, second.card);
      await second.secrets.put(NAMES.peer, first.card);
    }
    for (const { secrets } of made) await secrets.store.close();
    writeFileSync(join(part, 'fedzk.json'), `${JSON.stringify(file, null, 2)}\n`, {
      mode: 0o600,
    });
    await sync(part);
    if (existsSync(data)) for (const name of readdirSync(data)) rmSync(join(data, name), { force: true });
    renameSync(part, data);
    await sync(parent);
  } catch (error) {
    for (const { secrets } of made) secrets.store.lock();
    rmSync(part, { recursive: true, force: true });
    throw error;
  }
}

interface Made {
  readonly secrets: Secrets;
  readonly card: ReturnType<Identity['card']>;
}

/** The name under which a folder is made, beside it. */
function partOf(data: string, end: string): string {
  return `.${data.split('/').at(-1)}.new-${end}`;
}

function makeParent(parent: string): void {
  if (!existsSync(parent)) makeFolder(parent);
}

function fileOf(roles: readonly Role[], port: number | undefined): ConfigFile {
  const [role] = roles;
  return { ...(roles.length === 1 && role && { role }), ...(port !== undefined && portsFrom(port)) };
}

async function makeRole(
  part: string,
  data: string,
  given: { role: Role; mode: Mode; file: ConfigFile },
): Promise<Made> {
  const config: Config = readConfig({ ...given, data });
  const layout: Layout = layoutOf(part, given.role);
  for (const folder of [layout.folder, dirname(layout.database), layout.tasks, layout.log]) makeFolder(folder);
  const rootKey = rootKeyFor(config, layout);
  try {
    const secrets = await createIdentity(layout, config, rootKey);
    await makeLog(layout, secrets);
    const identity = await Identity.open(layout, { ...config, unlock: config.unlock });
    const card = identity.card(config);
    await identity.close();
    return { secrets, card };
  } finally {
    rootKey.fill(0);
  }
}

/** Makes the root key of a development system; in production it is there already, and elsewhere. */
function rootKeyFor(config: Config, layout: Layout): Uint8Array {
  if (config.mode === 'production' || config.unlock !== undefined) return readRootKey(config, layout);
  const key = crypto.getRandomValues(new Uint8Array(32));
  writeFileSync(layout.rootKey, `${Buffer.from(key).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  return key;
}

async function makeLog(layout: Layout, secrets: Secrets): Promise<void> {
  const self = await secrets.json<Self>(NAMES.self);
  if (self === undefined) throw new FedzkError('damaged', 'The key store says nothing about the system.');
  const signer = signerOf(await secrets.store.get(NAMES.log), self.origin);
  const keys = subjectKeys(secrets.store);
  const log = await AuditLog.open(directoryStorage(layout.log), { origin: self.origin, signer, privacy: { keys } });
  const details = { role: self.role, mode: self.mode };
  await log.append({ user_id: 'fedzk', operation: 'service.created', resource: 'system', result: 'success', details });
  await log.close();
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
