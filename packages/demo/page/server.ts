/**
 * Serves the page's files, the demo's data and the proving keys to this machine only. Its headers isolate the page, so that
 * browsers let it share memory between threads.
 */
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Level } from '@fedzk/verify/levels';
import { build } from 'esbuild';
import { dataFile } from '../src/data-file.js';
import { MODELS } from '../src/models.js';

const HOST = '127.0.0.1';
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** A file to serve: its bytes or its path. */
interface Served {
  readonly type: string;
  readonly gzip?: boolean;
  readonly bytes?: Uint8Array;
  readonly path?: string;
}

/** The running server of the page. */
export interface PageServer extends AsyncDisposable {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Bundles the page and serves it.
 *
 * @param keys paths of proving keys
 * @param port 0 for any free one
 */
export async function servePage(keys: ReadonlyMap<Level, string>, port = 0): Promise<PageServer> {
  const files = await bundled();
  files.set('/', { type: 'text/html; charset=utf-8', bytes: readFileSync(here('index.html')) });
  files.set('/page.css', { type: 'text/css', bytes: readFileSync(here('page.css')) });
  for (const { data } of MODELS) {
    const path = fileURLToPath(dataFile(data));
    files.set(`/data/${data}`, { type: 'text/csv', gzip: data.endsWith('.gz'), path });
  }
  for (const [level, path] of keys) files.set(`/keys/${level}.zkey`, { type: 'application/octet-stream', path });

  const server = createServer(({ method, url }, response) => {
    const file = method === 'GET' ? files.get(url ?? '') : undefined;
    if (file === undefined) response.writeHead(404, HEADERS).end();
    else send(file, response);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, HOST, resolve));
  const close = (): Promise<void> => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  const url = `http://${HOST}:${(server.address() as AddressInfo).port}/`;
  return { url, close, [Symbol.asyncDispose]: close };
}

/** Bundles the page's programs: its own, its worker and the prover's, and the files that they fetch when needed. */
async function bundled(): Promise<Map<string, Served>> {
  const { outputFiles } = await build({
    absWorkingDir: here('.'),
    entryPoints: {
      page: here('page.ts'),
      prepare: here('prepare.ts'),
      'threads-worker.web': '@fedzk/prove/threads/worker',
    },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    outdir: 'bundle',
    write: false,
    logLevel: 'warning',
  });
  return new Map(
    outputFiles.map(({ path, contents }) => [`/${basename(path)}`, { type: 'text/javascript', bytes: contents }]),
  );
}

function send({ type, gzip = false, bytes, path = '' }: Served, response: ServerResponse): void {
  const length = bytes?.length ?? statSync(path).size;
  const encoding = gzip ? { 'content-encoding': 'gzip' } : {};
  response.writeHead(200, { ...HEADERS, ...encoding, 'content-type': type, 'content-length': length });
  if (bytes !== undefined) response.end(bytes);
  // A page that cancels closes the connection. The error of the unsent rest is ignored.
  else
    createReadStream(path)
      .on('error', () => response.destroy())
      .pipe(response);
}

function here(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
