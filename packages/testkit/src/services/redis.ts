import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { PrivateServer, temporaryFolder } from './server.js';
import { findTool, type Tool } from './tool.js';

const run = promisify(execFile);

type Settings = Readonly<Record<string, string>>;

export function findRedis(): Tool {
  return findTool('redis-server');
}

/** A Redis of one test, which writes each change to its disk before it answers. */
export class Redis extends PrivateServer {
  readonly #bin: string;

  private constructor(made: ReturnType<typeof temporaryFolder>, path: string, settings: Settings) {
    const own = { port: '0', unixsocket: join(made.folder, 'socket'), dir: made.folder };
    const durable = { appendonly: 'yes', appendfsync: 'always', save: '' };
    const args = Object.entries({ ...own, ...durable, ...settings }).flatMap(([name, value]) => [`--${name}`, value]);
    super(made, { command: path, args, ready: /Ready to accept connections/i });
    this.#bin = dirname(path);
  }

  /** Starts an empty one. @param path {@link findRedis} @param settings of redis.conf, such as `port` */
  static async create(path: string, settings: Settings = {}): Promise<Redis> {
    const server = new Redis(temporaryFolder('redis'), path, settings);
    return server.begun(() => server.start());
  }

  /** For a client such as `ioredis`, which takes it as its `path`. */
  get socket(): string {
    return join(this.folder, 'socket');
  }

  /** Runs one command by redis-cli. @returns what it prints, a line each */
  async command(...words: readonly string[]): Promise<string[]> {
    const { stdout } = await run(join(this.#bin, 'redis-cli'), ['-s', this.socket, '-e', ...words]);
    return stdout.split('\n').filter((line) => line !== '');
  }
}
