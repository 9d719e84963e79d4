/** The processes of both aggregators: started, killed in the middle of what they do, and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { READY } from './aggregator.js';
import type { Role } from './folder.js';

/** Below what systems give to outgoing connections: one of these could take a port while nobody listens there. */
const PORTS = [20_000, 30_000] as const;

/** An aggregator's process, again and again. */
export class AggregatorProcess {
  readonly role: Role;
  readonly #args: readonly string[];
  #child: ChildProcess | undefined;

  /**
   * @param script runs the aggregator when it is given `--aggregator`, its role and its folder
   * @param folder of `prepareFolder`
   */
  constructor(script: string, role: Role, folder: string) {
    this.role = role;
    // In Node 22 SQLite warns that it is experimental.
    this.#args = ['--no-warnings', script, '--aggregator', role, folder];
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts it, and waits until it listens. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, this.#args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child = child;
    const lines = createInterface({ input: child.stdout });
    await new Promise<void>((resolve, reject) => {
      lines.on('line', (line) => {
        if (line === READY) resolve();
      });
      child.once('error', reject).once('close', (code) => reject(new Error(`the ${this.role} ended with ${code}`)));
    });
  }

  /** Ends it as a power failure does: none of its code runs any more. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'close');
    child.kill('SIGKILL');
    await ended;
  }

  /** The same, where nothing can be waited for any more. */
  killNow(): void {
    this.#child?.kill('SIGKILL');
  }

  /** Has it end by itself. @throws Error where it fails */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const ended = once(child, 'close');
    child.stdin?.end();
    const [code] = await ended;
    if (code !== 0) throw new Error(`the ${this.role} ended with ${code}`);
  }
}

/** A place on this machine where nobody listens. */
export async function freeUrl(): Promise<string> {
  for (;;) {
    const port = randomInt(...PORTS);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return `http://127.0.0.1:${port}`;
  }
}
