// A server that one test has to itself: a process in the foreground, its data in a temporary folder. It belongs to the
// test's process group, so Ctrl-C and a suite's limit of time end it too.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** The user of a server. PostgreSQL refuses root, so root's servers run as `nobody`. */
export interface User {
  readonly uid?: number;
  readonly gid?: number;
}

/** How a server is started, and by which line of its output it says that it answers. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly ready: RegExp;
}

/** A server of one test. {@link Symbol.asyncDispose} stops it and removes its folder. */
export class PrivateServer implements AsyncDisposable {
  /** Its data and its socket; mode 0700. */
  readonly folder: string;
  readonly #program: Program;
  readonly #user: User;
  #child: ChildProcess | undefined;
  #said: string[] = [];

  /** @param made by {@link temporaryFolder} */
  constructor(made: { readonly folder: string; readonly user: User }, program: Program) {
    this.folder = made.folder;
    this.#user = made.user;
    this.#program = program;
  }

  /** Its process; undefined while it does not run. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** What it has written, one line each. */
  get output(): readonly string[] {
    return this.#said;
  }

  /** Starts it on the data that it left, and resolves when it answers. */
  async start(): Promise<void> {
    if (this.#child !== undefined) return;
    const { command, args, ready } = this.#program;
    const child = spawn(command, args, { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'], ...this.#user });
    this.#child = child;
    const ended = once(child, 'close').then(() => false);
    const answers = Promise.race([child.stdout, child.stderr].map((stream) => this.#hears(stream, ready)));
    if (await Promise.race([answers, ended])) return;
    this.#child = undefined;
    throw new Error(`${command} did not start:\n${this.#said.slice(-20).join('\n')}`);
  }

  /** Ends it as the end of its machine would: SIGKILL, to its children too. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Shuts it down cleanly, without waiting for its clients. */
  async stop(): Promise<void> {
    await this.#end('SIGINT');
  }

  /** Runs the first steps of a server, which leaves nothing behind where one of them fails. */
  protected async begun(steps: () => Promise<void>): Promise<this> {
    try {
      await steps();
      return this;
    } catch (error) {
      await this[Symbol.asyncDispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #hears(stream: Readable, ready: RegExp): Promise<boolean> {
    return new Promise((resolve) => {
      createInterface({ input: stream }).on('line', (line) => {
        this.#said.push(line);
        if (ready.test(line)) resolve(true);
      });
    });
  }

  async #end(signal: 'SIGKILL' | 'SIGINT'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    const children = signal === 'SIGKILL' ? childrenOf(child.pid) : [];
    child.kill(signal);
    for (const pid of children) killed(pid);
    await closed;
  }
}

/** Makes a folder for a server, and says as whom the server runs: as the tests do, or for root as `nobody`. */
export function temporaryFolder(name: string): { readonly folder: string; readonly user: User } {
  const folder = mkdtempSync(join(tmpdir(), `fedzk-${name}-`));
  chmodSync(folder, 0o700);
  if (process.getuid?.() !== 0) return { folder, user: {} };
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' })));
  const user = { uid: uid ?? 0, gid: gid ?? 0 };
  chownSync(folder, user.uid, user.gid);
  return { folder, user };
}

/** Processes that another has started and that run. */
function childrenOf(pid: number): number[] {
  const listed = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const rows = listed.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  return rows.flatMap(([child = 0, parent]) => (parent === pid ? [child] : []));
}

function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It has ended with its parent.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
