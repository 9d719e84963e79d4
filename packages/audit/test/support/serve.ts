/** Logs behind a server of node:http. */
import { readFileSync, statSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** Serves a folder as it is; what is in `others` is answered otherwise. */
export async function serve(
  dir: string,
  others: Readonly<Record<string, RequestListener>> = {},
): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((request, response) => {
    const path = request.url?.slice(1) ?? '';
    const other = others[path];
    if (other !== undefined) return other(request, response);
    const there = statSync(join(dir, path), { throwIfNoEntry: false })?.isFile() === true;
    response.writeHead(there ? 200 : 404).end(there ? readFileSync(join(dir, path)) : undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
