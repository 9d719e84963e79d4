/** Downloads from servers that break off, misbehave, or are silent: what is kept, asked for again, and said. */
import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { folderOf } from '@fedzk/testkit/folders';
import { expect, it, vi } from 'vitest';
import { afterSilence } from '../../src/ceremony/download-limits.js';
import { type DownloadOptions, downloaded } from '../../src/cli/ceremony/download/download.js';
import { Trouble, withoutSecrets } from '../../src/cli/files.js';
import { type Answer, file, rest, type Served, served, start, status } from './support/server.js';

const CONTENT = Uint8Array.from({ length: 2000 }, (_, i) => i);
const OTHER = Uint8Array.from({ length: 2000 }, (_, i) => i + 7);
const START = CONTENT.subarray(0, 1000);

/** Downloads to a folder of the test. */
function downloads(dir = folderOf()) {
  const out = join(dir, 'o');
  const told: string[] = [];
  const get = async ({ address }: Pick<Served, 'address'>, options: Partial<DownloadOptions> = {}) => {
    const kept: string[] = [];
    const { signal } = new AbortController();
    const done = downloaded(address, out, { signal, kept, tell: (line) => told.push(line), ...options });
    const error = await done.then(
      () => undefined,
      (reason: unknown) => reason as Error,
    );
    return { error, message: error instanceof Trouble ? error.message : undefined, kept };
  };
  return {
    dir,
    out,
    part: `${out}.part`,
    told,
    get,
    bytes: () => new Uint8Array(readFileSync(out)),
    names: () => readdirSync(dir).sort(),
    /** Waits until so many bytes are stored. */
    stored: (length: number) => async () => {
      while (!(existsSync(`${out}.part`) && statSync(`${out}.part`).size === length)) {
        await new Promise(setImmediate);
      }
    },
  };
}

/** Leaves the first half of a file behind, of a server that then answers as given. */
async function half(etag: string | undefined, ...answers: readonly Answer[]) {
  const own = downloads();
  const breaks = start(START, etag, own.stored(START.length), (response) => response.destroy());
  const server = await served(breaks, ...answers);
  const first = await own.get(server);
  return { ...own, server, first };
}

it('goes on with the same version', async () => {
  const { server, first, get, bytes, names, told } = await half('"1"', rest(CONTENT, 1000, '"1"'));
  expect(first.message).toMatch(/broke off: .+\. Run this again, and it goes on with ".+\/o\.part"\.$/);
  expect(first.kept).toEqual([expect.stringContaining('stays, and the same command goes on from there')]);
  expect(names()).toEqual(['o.json', 'o.part']);
  expect(await get(server)).toMatchObject({ error: undefined });
  expect(server.asked[1]).toMatchObject({ range: 'bytes=1000-', 'if-range': '"1"' });
  expect(bytes()).toEqual(CONTENT);
  expect(told).toEqual([expect.stringContaining('goes on after 1000 bytes')]);
});

it.each([
  ['a part of another version', rest(OTHER, 1000, '"2"')],
  ['a part of no version', rest(OTHER, 1000)],
  ['a part from elsewhere', rest(OTHER, 900, '"1"')],
  ['that there is no such part', status(416)],
])('begins anew where the server answers with %s', async (_, answer) => {
  const { server, get, bytes, told } = await half('"1"', answer, file(OTHER, '"2"'));
  expect(await get(server)).toMatchObject({ error: undefined });
  expect(told).toEqual([expect.stringMatching(/o\.part" begins anew: the server has another version/)]);
  expect(server.asked.map(({ range }) => range)).toEqual([undefined, 'bytes=1000-', undefined]);
  expect(bytes()).toEqual(OTHER);
});

it('begins anew where the server ignores that it was asked for a part', async () => {
  const { server, get, bytes, told } = await half('"1"', file(OTHER, '"2"'));
  expect(await get(server)).toMatchObject({ error: undefined });
  expect(told).toEqual([expect.stringContaining('begins anew')]);
  expect(bytes()).toEqual(OTHER);
});

it.each([[undefined], ['W/"1"']])('keeps nothing where the mark of the version is %s, and says so', async (etag) => {
  const { first, names } = await half(etag, file(CONTENT));
  expect(first.message).toContain('Run this again; it begins anew, since the server marks no version of the file');
  expect(first.kept).toEqual([]);
  expect(names()).toEqual([]);
});

it('says what to do about an answer that is no file', async () => {
  const { get, names } = downloads();
  for (const code of [404, 416]) {
    const { message } = await get(await served(status(code)));
    expect(message).toContain(
      `answered with status ${code}. Check the address, or download the file in another way, and give its name.`,
    );
  }
  const { message } = await get(await served(rest(CONTENT, 0, '"1"')));
  expect(message).toContain('status 206, a part of the file where all of it was asked for. Check the address');
  expect(names()).toEqual([]);
});

it('uses an earlier download only if the server says that it is unchanged', async () => {
  const { get, bytes, told, names } = downloads();
  const server = await served(file(CONTENT, '"1"'), status(304), file(CONTENT, '"1"'), file(OTHER, '"2"'), status(404));
  expect((await get(server)).kept).toEqual([expect.stringContaining('stays, and the same command uses it again')]);
  for (const again of [1, 2]) {
    expect(await get(server)).toMatchObject({ error: undefined });
    expect(server.asked[again]?.['if-none-match']).toBe('"1"');
    expect(told.length).toBe(again);
    expect(told.at(-1)).toContain('is used again: it is unchanged since an earlier run downloaded it.');
  }
  expect(await get(server)).toMatchObject({ error: undefined });
  expect(bytes()).toEqual(OTHER);
  expect((await get(server)).message).toContain('answered with status 404');
  expect(names()).toEqual(['o', 'o.json']);
});

it('downloads again what has no mark of its version', async () => {
  const { get, bytes } = downloads();
  const server = await served(file(CONTENT), file(OTHER));
  await get(server);
  await get(server);
  expect(server.asked[1]).not.toHaveProperty('if-none-match');
  expect(bytes()).toEqual(OTHER);
});

it('uses nothing that is of another address, and leaves it', async () => {
  const server = await served(file(CONTENT, '"1"'));
  const planted = downloads();
  writeFileSync(planted.out, 'mine');
  expect((await planted.get(server)).message).toMatch(/o" exists, and is not known to come from "http:/);
  expect(readFileSync(planted.out, 'utf8')).toBe('mine');

  const { get, server: other, names } = await half('"1"', rest(CONTENT, 1000, '"1"'));
  expect((await get(server)).message).toMatch(/o\.part" exists, and is not known to come from/);
  expect((await get({ address: `${other.address}?of=another` })).message).toContain('Remove it, or give another name');
  expect(names()).toEqual(['o.json', 'o.part']);
  expect(server.asked).toEqual([]);
});

it.skipIf(process.platform === 'win32')('follows no link', async () => {
  const server = await served(file(CONTENT, '"1"'));
  for (const end of ['', '.part', '.json']) {
    const { dir, out, get } = downloads();
    writeFileSync(join(dir, 'precious'), 'mine');
    symlinkSync('precious', `${out}${end}`);
    expect((await get(server)).message).toContain(`o${end}" is no file`);
    expect(readFileSync(join(dir, 'precious'), 'utf8')).toBe('mine');
  }
  expect(server.asked).toEqual([]);
});

it('waits for a silent server no longer than a time, and keeps what came', async () => {
  const own = downloads();
  const server = await served(start(START, '"1"', own.stored(1000), () => {}));
  // Fires once all that the server sends is stored.
  const after = (fire: () => void) => {
    void own.stored(1000)().then(fire);
    return () => {};
  };
  const { message } = await own.get(server, { after });
  expect(message).toMatch(/broke off: nothing came for 30 seconds\. Run this again, and it goes on with/);
  expect(statSync(own.part).size).toBe(1000);

  const fired = (fire: () => void) => {
    fire();
    return () => {};
  };
  const mute = await downloads().get(await served(() => {}), { after: fired });
  expect(mute.message).toMatch(/^"http:.+" cannot be read: nothing came for 30 seconds\. Check/);
});

it('counts 30 seconds of silence, and no second of a wait that has ended', () => {
  vi.useFakeTimers();
  try {
    const fire = vi.fn();
    const stop = afterSilence(fire);
    vi.advanceTimersByTime(29_999);
    expect(fire).not.toHaveBeenCalled();
    stop();
    afterSilence(fire);
    vi.advanceTimersByTime(30_000);
    expect(fire).toHaveBeenCalledTimes(1);
  } finally {
    vi.useRealTimers();
  }
});

it('downloads no file that is longer than a limit', async () => {
  const { get, names } = downloads();
  const told: Answer = (_, response) => {
    response.writeHead(200, { etag: '"1"', 'content-length': 2 ** 34 + 1 });
    response.write('a');
  };
  expect((await get(await served(told))).message).toContain(`has more than ${2 ** 34} bytes`);
  const untold: Answer = (_, response) => {
    response.writeHead(200, { etag: '"1"' });
    response.write(CONTENT);
  };
  expect((await get(await served(untold), { most: 1999 })).message).toContain('has more than 1999 bytes');
  expect(names()).toEqual([]);
});

it('takes no compressed answer, which it did not ask for', async () => {
  const { get, names } = downloads();
  const zipped = gzipSync(CONTENT);
  const answer: Answer = (_, response) => {
    response.writeHead(200, { etag: '"1"', 'content-encoding': 'gzip', 'content-length': zipped.length }).end(zipped);
  };
  const { message } = await get(await served(answer));
  expect(message).toContain('answered with the file compressed ("gzip"). Check the address');
  expect(names()).toEqual([]);
});

const leadsTo =
  (location: string): Answer =>
  (_, response) => {
    response.writeHead(302, { location }).end();
  };

it('follows where an address leads, says so, and asks the same there', async () => {
  const { get, bytes, told } = downloads();
  const other = await served(file(CONTENT, '"1"'));
  const own = await served(leadsTo('/moved'), leadsTo(`${other.address}?token=secret`));
  expect(await get(own)).toMatchObject({ error: undefined });
  expect(bytes()).toEqual(CONTENT);
  expect(told).toEqual([`"${new URL(own.address).origin}/" leads to "${new URL(other.address).origin}/".`]);
  expect(other.asked[0]).toMatchObject({ 'accept-encoding': 'identity' });
});

it.each([
  ['file:///etc/passwd', 'which has no https://'],
  ['data:text/plain,zkey', 'which has no https://'],
  ['http://u:p@127.0.0.1:1/x', "has a user's name or password"],
  ['http://[', 'leads to no address'],
  ['/loop', 'leads from one address to another without an end'],
])('refuses to be led to %s', async (location, message) => {
  const { get, names } = downloads();
  expect((await get(await served(leadsTo(location)))).message).toContain(message);
  expect(names()).toEqual([]);
});

it('is not led from https:// to http://', async () => {
  const { get, names } = downloads();
  const spy = vi.spyOn(globalThis, 'fetch');
  spy.mockResolvedValue(new Response(null, { status: 302, headers: { location: 'http://plain.example/key.zkey' } }));
  try {
    const { message } = await get({ address: 'https://safe.example/key.zkey' });
    expect(message).toContain('leads to "http://plain.example/", which has no https://');
    expect(spy).toHaveBeenCalledTimes(1);
  } finally {
    spy.mockRestore();
  }
  expect(names()).toEqual([]);
});

it('says what stays where it is cancelled', async () => {
  const own = downloads();
  const stop = new AbortController();
  const server = await served(start(START, '"1"', own.stored(1000), () => stop.abort()));
  const { error, kept } = await own.get(server, { signal: stop.signal });
  expect(error).toBe(stop.signal.reason);
  expect(kept).toEqual([expect.stringMatching(/o\.part" stays, and the same command goes on from there$/)]);
  const untied = downloads();
  const again = new AbortController();
  const other = await served(start(START, undefined, untied.stored(1000), () => again.abort()));
  expect((await untied.get(other, { signal: again.signal })).kept).toEqual([]);
  expect(untied.names()).toEqual([]);
});

it('shows no secret of an address, and takes none with a name or password', async () => {
  const { get, names } = downloads();
  const { address } = await served(status(404));
  const asked = await get({ address: `${address}?token=SECRET#SECRET` });
  expect(asked.message).toMatch(/^"http:\/\/127\.0\.0\.1:\d+\/a\/file\.zkey" answered with status 404/);
  const named = await get({ address: address.replace('//', '//me:SECRET@') });
  expect(named.message).toContain("has a user's name or password");
  expect(named.message).not.toContain('SECRET');
  expect(names()).toEqual([]);
  for (const text of ['x http://SECRET@h/p?a=SECRET y', 'HTTPS://h/p#SECRET', 'http://[SECRET', 'http://h:SECRET/p']) {
    expect(withoutSecrets(text)).not.toContain('SECRET');
  }
  expect(withoutSecrets('x http://me@h/p?a y')).toBe('x http://h/p y');
});

it('tells a server that is busy from an address that is wrong', async () => {
  const { message } = await downloads().get(await served(status(503)));
  expect(message).toContain('answered with status 503: the server has a trouble of its own. Run this again later, or');
});

it('says what a server without encryption is, without escapes', async () => {
  const { address } = await served(status(200));
  const { message } = await downloads().get({ address: address.replace('http:', 'https:') });
  expect(message).toMatch(/ cannot be read: [a-z ]+\. Check the address and the network\.$/);
});
