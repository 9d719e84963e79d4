/** Logs that a web server of node:http has. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { httpReader, verifyLog } from '@fedzk/audit/verify';
import { code } from '@fedzk/testkit/errors';
import { afterEach, describe, expect, it } from 'vitest';
import { entriesOf, type Files, logOf, TRUST } from './support/logs.js';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(handler: Handler): Promise<string> {
  const server = createServer(handler);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A folder as it is, at /audit/. */
function folder(files: Files): Handler {
  return (request, response) => {
    const bytes = files.get(request.url?.replace(/^\/audit\//, '') ?? '');
    response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
  };
}

const FILES = logOf(entriesOf(1000));

describe('a log behind a server', () => {
  it('is verified, whether its address ends with a slash', async () => {
    const base = await serve(folder(FILES));
    for (const url of [`${base}/audit/`, `${base}/audit`, new URL(`${base}/audit`)]) {
      const report = await verifyLog(httpReader(url), TRUST);
      expect(report).toMatchObject({ ok: true, size: 1000, checked: { entries: 1000, tiles: 5 } });
    }
    expect((await verifyLog(httpReader(base), TRUST)).problems).toEqual([
      { where: 'checkpoint', why: expect.stringMatching(/^it is missing: there is no log here\. Give /) },
    ]);
  });

  it('may be compressed', async () => {
    const base = await serve((request, response) => {
      const bytes = FILES.get(request.url?.slice(1) ?? '');
      response.writeHead(bytes === undefined ? 404 : 200, { 'content-encoding': 'gzip' }).end(gzipSync(bytes ?? ''));
    });
    expect((await verifyLog(httpReader(base), TRUST)).ok).toBe(true);
  });

  it('is not believed either', async () => {
    const files = new Map(FILES).set('tile/0/002', new Uint8Array(8192));
    files.delete('tile/entries/001');
    const report = await verifyLog(httpReader(`${await serve(folder(files))}/audit`), TRUST);
    expect(report.problems.map(({ where }) => where)).toEqual(['tile/entries/001', 'tile/0/002']);
  });

  it('returns existing files, and undefined for 404', async () => {
    const reader = httpReader(`${await serve(folder(FILES))}/audit`);
    for (const [path, bytes] of FILES) expect(await reader.read(path)).toEqual(bytes);
    expect(await reader.read('tile/0/009')).toBeUndefined();
    const empty = httpReader(await serve((_, response) => response.writeHead(200).end()));
    expect(await empty.read('checkpoint')).toEqual(new Uint8Array(0));
  });
});

describe('invalid answers', () => {
  it.each([204, 206, 301, 304, 400, 401, 403, 410, 429, 500, 503])('%i is an error', async (status) => {
    const reader = httpReader(await serve((_, response) => response.writeHead(status).end()));
    await expect(reader.read('checkpoint')).rejects.toMatchObject({ code: 'storage' });
    await expect(verifyLog(reader, TRUST)).rejects.toMatchObject({ code: 'storage' });
  });

  it.each([
    ['checkpoint', 1_000_000],
    ['tile/0/000', 8192],
    ['tile/3/000.p/1', 8192],
    ['tile/entries/000', 256 * 65_537],
  ])('%s has at most %i bytes', async (path, most) => {
    let length = most;
    let closed: () => void = () => undefined;
    const whole = httpReader(await serve((_, response) => response.end(new Uint8Array(length))));
    expect((await whole.read(path))?.length).toBe(most);
    length = most + 1;
    await expect(whole.read(path)).rejects.toMatchObject({ code: 'storage' });
    // One that never ends is left.
    const endless = httpReader(
      await serve((_, response) => {
        response.on('close', () => closed());
        const more = (): void => {
          while (response.write(new Uint8Array(1 << 16)));
        };
        response.on('drain', more);
        more();
      }),
    );
    const left = new Promise<void>((resolve) => {
      closed = resolve;
    });
    await expect(endless.read(path)).rejects.toMatchObject({ code: 'storage' });
    await left;
  });

  it('a bomb of gzip is an error', async () => {
    const bomb = gzipSync(new Uint8Array(1 << 27));
    expect(bomb.length).toBeLessThan(1 << 18);
    const base = await serve((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    await expect(httpReader(base).read('tile/entries/000')).rejects.toMatchObject({ code: 'storage' });
  });

  it('a connection that breaks is an error with its cause', async () => {
    const base = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('x', () => response.destroy());
    });
    const error = await httpReader(base)
      .read('checkpoint')
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'storage', cause: expect.any(Error) });
    const nobody = httpReader('http://127.0.0.1:1/');
    await expect(nobody.read('checkpoint')).rejects.toMatchObject({ code: 'storage', cause: expect.any(Error) });
  });
});

describe('the options', () => {
  it('signal ends open requests, and refuses later ones', async () => {
    const reason = new Error('enough');
    const aborter = new AbortController();
    const silent = httpReader(await serve(() => setTimeout(() => aborter.abort(reason), 5)), {
      signal: aborter.signal,
    });
    await expect(silent.read('checkpoint')).rejects.toBe(reason);
    await expect(silent.read('checkpoint')).rejects.toBe(reason);
    const half = new AbortController();
    const base = await serve((_, response) => {
      response.write('half', () => setTimeout(() => half.abort(reason), 5));
    });
    await expect(httpReader(base, { signal: half.signal }).read('checkpoint')).rejects.toBe(reason);
  });

  it('fetch is asked for addresses below the one that was given', async () => {
    const asked: string[] = [];
    const reader = httpReader('https://log.example/a%20b', {
      fetch: async (url) => {
        asked.push(url);
        return new Response(null, { status: 404 });
      },
    });
    await verifyLog(reader, TRUST);
    expect(await reader.read('//other.example/x')).toBeUndefined();
    expect(asked).toEqual(['https://log.example/a%20b/checkpoint', 'https://log.example/a%20b///other.example/x']);
  });

  it.each([
    '',
    'log.example',
    '/audit',
    'ftp://log.example/',
    'file:///audit/',
    'data:,x',
    'https://log.example/?x=1',
    'https://log.example/#x',
    'https://user:password@log.example/',
    undefined,
    null,
    7,
  ])('%s is no address', (url) => {
    expect(code(() => httpReader(url as string))).toBe('invalid-argument');
  });
});

describe('a server that', () => {
  it('does not answer, or not to the end, is given up on after a time', async () => {
    const silent = await serve(() => undefined);
    const slow = await serve((_, response) => void response.writeHead(200).write('x'));
    for (const base of [silent, slow]) {
      await expect(httpReader(base, { timeoutMs: 50 }).read('checkpoint')).rejects.toMatchObject({
        code: 'storage',
        message: expect.stringContaining('timeout'),
      });
    }
    expect(() => httpReader(silent, { timeoutMs: 0 })).toThrow('"timeoutMs" expected');
  });

  it('redirects within its own origin is followed, and no further', async () => {
    let asked = 0;
    const elsewhere = await serve((request, response) => {
      asked++;
      folder(FILES)(request, response);
    });
    const here = await serve((request, response) => {
      const path = request.url ?? '';
      const to = { '/in': '', '/out': `${elsewhere}`, '/loop': '/loop' }[path.replace(/\/(?!in|out|loop).*/, '')];
      const location = path.startsWith('/loop') ? path : `${to}/audit${path.replace(/^\/(in|out)/, '')}`;
      if (to !== undefined) response.writeHead(302, { location }).end('moved');
      else folder(FILES)(request, response);
    });
    expect(await httpReader(`${here}/in`).read('checkpoint')).toEqual(new Uint8Array(FILES.get('checkpoint') ?? []));
    for (const path of ['out', 'loop']) {
      await expect(httpReader(`${here}/${path}`).read('checkpoint')).rejects.toMatchObject({
        code: 'storage',
        message: expect.stringContaining('is not followed'),
      });
    }
    expect(asked).toBe(0);
  });
});
