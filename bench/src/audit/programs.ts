// Peers that are Go programs, and a library in C that slows syncs.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Missing } from '../runtimes/runtime.js';

const peers = fileURLToPath(new URL('../../peers/', import.meta.url));

/** Builds a Go program of bench/peers. It needs Go 1.25 and, the first time, the module proxy. */
export function goProgram(name: 'tlog' | 'tessera'): string | Missing {
  const { stdout } = spawnSync('go', ['version'], { encoding: 'utf8' });
  const [, minor = '0'] = /go1\.(\d+)/.exec(stdout ?? '') ?? [];
  if (Number(minor) < 25) return { missing: 'Go 1.25 or later is not here' };
  const program = join(peers, name, 'target', name);
  const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly -buildvcs=false' };
  const options = { cwd: join(peers, name), env, encoding: 'utf8' } as const;
  if (spawnSync('go', ['mod', 'download'], options).status !== 0) {
    return { missing: 'its modules are not here, and the module proxy is out of reach' };
  }
  // A program that doesn't compile is an error, not a missing peer.
  const { status, stderr } = spawnSync('go', ['build', '-o', program, '.'], options);
  if (status !== 0) throw new Error(stderr);
  return program;
}

/** Builds the library that delays each sync of the process that preloads it. */
export function slowSync(): string | Missing {
  const folder = join(peers, 'slow-sync');
  const library = join(folder, 'target/slow_sync.so');
  mkdirSync(join(folder, 'target'), { recursive: true });
  const args = ['-shared', '-fPIC', '-O2', '-o', library, 'slow_sync.c', '-ldl'];
  const { status } = spawnSync('cc', args, { cwd: folder });
  return status === 0 ? library : { missing: 'there is no C compiler, or none for this platform' };
}

const SQLITE = fileURLToPath(new URL('../../node_modules/better-sqlite3/', import.meta.url));

/** Loads SQLite if it has been built. */
export async function builtSqlite(): Promise<typeof import('better-sqlite3') | Missing> {
  if (!existsSync(join(SQLITE, 'build/Release/better_sqlite3.node'))) {
    return { missing: 'npm run bench -- audit builds it' };
  }
  return (await import('better-sqlite3')).default;
}

/**
 * Builds SQLite for this Node, which takes some minutes the first time. Installation runs no
 * scripts, so it isn't built then.
 */
export async function sqlite(): Promise<typeof import('better-sqlite3') | Missing> {
  const there = await builtSqlite();
  if (!('missing' in there)) return there;
  const { status } = spawnSync('npm', ['run', 'install'], { cwd: SQLITE, encoding: 'utf8' });
  return status === 0 ? builtSqlite() : { missing: 'it could not be built: it takes a compiler of C++' };
}

/** A program that answers each line with one line. */
export interface Answering extends Disposable {
  ask(line: string): Promise<string>;
}

export function start(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Answering {
  const child: ChildProcess = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let said = '';
  child.stderr?.on('data', (text) => {
    said += text;
  });
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  return {
    async ask(line) {
      child.stdin?.write(`${line}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`${program} ended: ${said}`);
      return value;
    },
    [Symbol.dispose]: () => void child.kill(),
  };
}

/** Makes a folder under bench/wasm, on the bench's disk. Disposal removes it. */
export function scratch(): Disposable & { readonly path: string } {
  const within = fileURLToPath(new URL('../../wasm/', import.meta.url));
  mkdirSync(within, { recursive: true });
  const path = mkdtempSync(join(within, 'audit-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
