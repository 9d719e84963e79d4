/** The command line of `@fedzk/server`, called as people call it: one process for each command. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stopwatch } from '../stopwatch.js';

/** What a command answers, in JSON. */
export type Answer = Readonly<Record<string, unknown>> & { readonly ok: boolean; readonly error?: string };

/** Below what systems give to outgoing connections. */
const PORTS = [20_000, 30_000] as const;
/** From the port for clients to the others, and from the leader's to the helper's. */
const DISTANCES = [0, 557, 1000, 1021].flatMap((distance) => [distance, distance + 10]);
const PAUSE_MS = 200;
const ATTEMPTS = 150;

/** Calls `fedzk`, and runs its service. */
export class Fedzk {
  readonly #script: string;
  readonly #data: string;
  readonly #watch: Stopwatch;
  #service: ChildProcess | undefined;

  /**
   * @param script of the command line
   * @param data the folder of data
   * @param watch notes how long each command takes
   */
  constructor(script: string, data: string, watch: Stopwatch) {
    this.#script = script;
    this.#data = data;
    this.#watch = watch;
  }

  /** Runs a command to its end. @param name its words, such as `client init` */
  ask(name: string, args: readonly string[], input?: Uint8Array): Promise<Answer> {
    return this.#watch.timeAsync(`fedzk ${name}`, () => this.#answer([...name.split(' '), ...args], input));
  }

  /** The same for a command that must succeed. @throws Error with what it says */
  async must(name: string, args: readonly string[], input?: Uint8Array): Promise<Answer> {
    const answer = await this.ask(name, args, input);
    if (answer.ok) return answer;
    throw new Error(`fedzk ${name} ${args.join(' ')}: ${answer.error ?? JSON.stringify(answer)}`);
  }

  /** Starts both aggregators, and waits until they take requests. @returns their urls */
  async serve(): Promise<Readonly<Record<'leader' | 'helper', string>>> {
    const args = ['serve', '--development', '--port', String(await freePort())];
    const service = this.#spawn(args, ['ignore', 'ignore', 'inherit']);
    this.#service = service;
    return this.#watch.timeAsync('fedzk serve, until it serves', async () => {
      return { leader: await this.#ready(service, 'leader'), helper: await this.#ready(service, 'helper') };
    });
  }

  /** Has both aggregators end. @throws Error where they fail */
  async stop(): Promise<void> {
    const service = this.#service;
    if (service === undefined) return;
    const ended = once(service, 'close');
    service.kill('SIGTERM');
    const [code] = await ended;
    this.#service = undefined;
    if (code !== 0) throw new Error(`fedzk serve ended with ${code}`);
  }

  /** Ends the service where nothing can be waited for: its aggregators end by themselves when it is gone. */
  killNow(): void {
    this.#service?.kill('SIGKILL');
  }

  async #ready(service: ChildProcess, role: string): Promise<string> {
    for (let attempt = 1; attempt <= ATTEMPTS && service.exitCode === null; attempt++) {
      const { ok, urls } = await this.#answer(['status', '--role', role]);
      if (ok) return (urls as { readonly clients: string }).clients;
      await sleep(PAUSE_MS);
    }
    throw new Error(`the ${role} does not take requests`);
  }

  async #answer(args: readonly string[], input?: Uint8Array): Promise<Answer> {
    const child = this.#spawn([...args, '--json'], ['pipe', 'pipe', 'ignore']);
    const ended = once(child, 'close');
    child.stdin?.on('error', () => {}).end(input);
    const said = child.stdout ? await text(child.stdout) : '';
    const [code] = await ended;
    try {
      return JSON.parse(said) as Answer;
    } catch {
      throw new Error(`fedzk ${args.join(' ')} ended with ${code} and said nothing in JSON`);
    }
  }

  #spawn(args: readonly string[], stdio: ('pipe' | 'ignore' | 'inherit')[]): ChildProcess {
    // In Node 22 SQLite warns that it is experimental.
    return spawn(process.execPath, ['--no-warnings', this.#script, ...args, '--data', this.#data], { stdio });
  }
}

/** Finds a port such that nobody listens there, nor at those that go with it. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(...PORTS);
    const free = await Promise.all(DISTANCES.map((distance) => isFree(port + distance)));
    if (!free.includes(false)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
