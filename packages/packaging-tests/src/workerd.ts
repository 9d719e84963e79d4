import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { BundledFile } from './bundle.js';
import { environment } from './run.js';

/** A worker that runs. */
export interface Worker {
  readonly url: string;
  /** Ends it, and gives what it wrote to standard error. */
  stop(): Promise<string>;
}

/** workerd's main module is the path of its program. */
const { default: program, version } = createRequire(import.meta.url)('workerd') as {
  readonly default: string;
  readonly version: string;
};

export { version };

/** Durable Objects that a Worker has, stored in the folder `objects`. */
export interface WorkerObjects {
  /** The name in the Worker's `env`. */
  readonly binding: string;
  readonly className: string;
}

/** Serves a bundle on a free port, in a folder that is made for it. */
export async function serveWorker(
  dir: string,
  files: readonly BundledFile[],
  date: string,
  objects?: WorkerObjects,
): Promise<Worker> {
  await mkdir(objects === undefined ? dir : join(dir, 'objects'), { recursive: true });
  for (const { name, bytes } of files) await writeFile(join(dir, name), bytes);
  await writeFile(join(dir, 'config.capnp'), config(files, date, objects));

  // workerd calls its storage on a disk experimental.
  const flags = objects === undefined ? [] : ['--experimental'];
  const child = spawn(program, ['serve', 'config.capnp', '--control-fd=3', ...flags], {
    cwd: dir,
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const closed = once(child, 'close');
  const port = await Promise.race([listening(child), closed.then(() => undefined)]);
  if (port === undefined) throw new Error(`workerd did not start:\n${stderr}`);
  return {
    url: `http://127.0.0.1:${port}/`,
    async stop() {
      child.kill('SIGKILL');
      await closed;
      return stderr;
    },
  };
}

/** Reads the port of a socket from workerd's control channel, which has a line of JSON for each event. */
async function listening(child: ChildProcess): Promise<number | undefined> {
  for await (const line of createInterface({ input: child.stdio[3] as Readable })) {
    const { event, port } = JSON.parse(line) as { event: string; port?: number };
    if (event === 'listen') return port;
  }
  return undefined;
}

const DISK = `    (name = "objects", disk = (path = "objects", writable = true)),
`;

function config(files: readonly BundledFile[], date: string, objects: WorkerObjects | undefined): string {
  const modules = files.map(({ name }) => {
    const kind = name.endsWith('.wasm') ? 'wasm' : 'esModule';
    return `    (name = "${name}", ${kind} = embed "${name}"),`;
  });
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    # What it may ask: servers of this machine, such as a test's.
    (name = "internet", network = (allow = ["local"])),
${objects === undefined ? '' : DISK}  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  compatibilityDate = "${date}",
  modules = [
${modules.join('\n')}
  ],${objects === undefined ? '' : stored(objects)}
);
`;
}

function stored({ binding, className }: WorkerObjects): string {
  return `
  durableObjectNamespaces = [(className = "${className}", uniqueKey = "${className}", enableSql = true)],
  durableObjectStorage = (localDisk = "objects"),
  bindings = [(name = "${binding}", durableObjectNamespace = "${className}")],`;
}
