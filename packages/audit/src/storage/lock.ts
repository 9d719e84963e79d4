// One writer: a file that names its process, and when that began.

import { randomUUID } from 'node:crypto';
import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { FedzkError } from '@fedzk/core';

interface Holder {
  readonly pid: number;
  /** The machine's start, where it is known: a process of before it is gone. */
  readonly boot: string;
  /** The process's start, where it is known: another one may have its number by now. */
  readonly started: string;
  readonly nonce: string;
}

/**
 * Takes a lock.
 *
 * @returns what gives it back
 * @throws {FedzkError} `invalid-state`: a process that runs has it
 */
export async function takeLock(path: string): Promise<() => Promise<void>> {
  const own = JSON.stringify({ ...(await describeProcess(process.pid)), nonce: randomUUID() });
  for (let attempt = 0; attempt < 10; attempt++) {
    if (await create(path, own)) return () => giveBack(path, own);
    const there = await readText(path);
    if (there === undefined) continue;
    if (await isHeld(there)) {
      throw new FedzkError(
        'invalid-state',
        `The log has another writer (process ${holderOf(there)?.pid}); a log has one. See ${path}.`,
      );
    }
    await removeStale(path, there);
  }
  throw new FedzkError('invalid-state', `Other processes take the log's lock at the same time; see ${path}.`);
}

async function create(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw new FedzkError('storage', `Could not write ${path} (${String(codeOf(error))}).`, { cause: error });
  }
}

/** Another process may have done the same meanwhile, and taken the lock: then it is put back. */
async function removeStale(path: string, stale: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if ((await readText(aside)) !== stale) await link(aside, path).catch(() => undefined);
  await unlink(aside);
}

async function isHeld(text: string): Promise<boolean> {
  const holder = holderOf(text);
  // Half written: its process may be at it.
  if (holder === undefined) return true;
  const now = await describeProcess(holder.pid);
  if (now.boot !== holder.boot || now.started !== holder.started) return false;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function holderOf(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Holder;
    return Number.isSafeInteger(holder.pid) && holder.pid > 0 ? holder : undefined;
  } catch {
    return undefined;
  }
}

async function describeProcess(pid: number): Promise<Omit<Holder, 'nonce'>> {
  const boot = (await readText('/proc/sys/kernel/random/boot_id')) ?? '';
  // Field 22 of proc(5), counted behind the name, which may have anything in it.
  const stat = (await readText(`/proc/${pid}/stat`)) ?? '';
  const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  return { pid, boot: boot.trim(), started };
}

async function giveBack(path: string, own: string): Promise<void> {
  if ((await readText(path)) === own) await unlink(path);
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
