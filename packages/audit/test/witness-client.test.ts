/** One witness, asked over HTTP: what it is sent, and which answers are believed. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import '@fedzk/audit';
import { readVerifierKey } from '../src/note/keys.js';
import { Tiles } from '../src/tree/tiles.js';
import { type AskOptions, askWitness, Refusal, type Shown, type WitnessFetch } from '../src/witness/client.js';
import {
  checkpointText,
  consistencyPath,
  entriesOf,
  filesOf,
  LOG_KEY,
  leafOf,
  NoteKey,
  ORIGIN,
  readerOf,
  rootOfLeaves,
} from './support/logs.js';
import { type Reply, TestWitness } from './support/witness.js';

const ENTRIES = entriesOf(700);
const LEAVES = ENTRIES.map(leafOf);
const rootAt = (size: number): Uint8Array => rootOfLeaves(LEAVES.slice(0, size));

function shownAt(size: number): Shown {
  const text = checkpointText(size, rootAt(size));
  const tiles = new Tiles(readerOf(filesOf(ENTRIES.slice(0, size))), size);
  return {
    size,
    text,
    plain: `${text}\n${LOG_KEY.sign(text)}`,
    prove: (old) => tiles.proveGrowth(old, rootAt(size)),
  };
}

let witness: TestWitness;
beforeEach(async () => {
  witness = await new TestWitness('witness.example/w', [LOG_KEY]).start();
});
afterEach(() => witness.stop());

function ask(size: number, seen = 0, options: Partial<AskOptions> = {}): Promise<string> {
  const key = readVerifierKey(witness.key.verifierKey);
  return askWitness({ key, url: witness.url }, shownAt(size), seen, { timeoutMs: 5_000, ...options });
}

/** Why a witness has not cosigned. */
async function refusal(asked: Promise<string>): Promise<string> {
  const error = await asked.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(Refusal);
  return (error as Refusal).message;
}

const olds = (): number[] => witness.requests.map(({ old }) => old);
const isLine = (line: string): boolean =>
  line.startsWith(`— ${witness.key.name} `) && line.endsWith('\n') && line.split('\n').length === 2;

describe('what a witness is sent', () => {
  it('from each size that it has seen to each larger one, the proof of RFC 6962 §2.1.2 and no more', async () => {
    const sizes = [0, 1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, 700];
    for (const [i, old] of sizes.entries()) {
      for (const size of sizes.slice(Math.max(i, 1))) {
        witness.seen.set(ORIGIN, { size: old, root: rootAt(old) });
        expect(isLine(await ask(size, old)), `${old} to ${size}`).toBe(true);
        const { body } = witness.requests.at(-1) ?? { body: '' };
        const path = old === 0 ? [] : consistencyPath(old, LEAVES.slice(0, size));
        const lines = path.map((hash) => `${Buffer.from(hash).toString('base64')}\n`);
        expect(body).toBe(`old ${old}\n${lines.join('')}\n${shownAt(size).plain}`);
      }
    }
    expect(witness.requests.length).toBe(90);
  });

  it('the empty tree, at first and again', async () => {
    expect(isLine(await ask(0))).toBe(true);
    expect(isLine(await ask(0))).toBe(true);
    expect(isLine(await ask(5))).toBe(true);
    expect(olds()).toEqual([0, 0, 0]);
  });

  it('at an address with and without a slash at its end', async () => {
    const key = readVerifierKey(witness.key.verifierKey);
    for (const url of [witness.url, `${witness.url}/`]) {
      expect(isLine(await askWitness({ key, url }, shownAt(9), 0, { timeoutMs: 5_000 }))).toBe(true);
    }
  });

  it.each([
    ['too small', 3, [3, 300]],
    ['too large', 600, [600, 300]],
    ['larger than the log', 701, [0, 300]],
    ['lost', 0, [0, 300]],
    ['right', 300, [300]],
  ])('a size seen that is %s costs one more request at most', async (_, seen, asked) => {
    witness.seen.set(ORIGIN, { size: 300, root: rootAt(300) });
    expect(isLine(await ask(700, seen))).toBe(true);
    expect(olds()).toEqual(asked);
    expect(witness.seen.get(ORIGIN)?.size).toBe(700);
  });
});

describe('an answer that is no cosignature', () => {
  it.each([
    [400, /^it answered 400: it refuses the form of the request/],
    [403, /^it answered 403: it knows no such key for this log/],
    [404, /^it answered 404: it does not know this log/],
    [422, /^it answered 422: .*two logs were signed with one key$/],
    [201, /^it answered 201$/],
    [204, /^it answered 204$/],
    [429, /^it answered 429$/],
    [500, /^it answered 500$/],
    [503, /^it answered 503$/],
  ])('%i is told', async (status, words) => {
    witness.answer = () => ({ status });
    expect(await refusal(ask(5))).toMatch(words);
    expect(olds()).toEqual([0]);
  });

  it.each([301, 302, 303, 307, 308])('%i is not followed', async (status) => {
    let visits = 0;
    const other = createServer((_, response) => {
      visits++;
      response.end();
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    const redirecting = createServer((_, response) => response.writeHead(status, { location }).end());
    await new Promise<void>((resolve) => redirecting.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(redirecting.address() as AddressInfo).port}`;
    const key = readVerifierKey(witness.key.verifierKey);
    const asked = askWitness({ key, url }, shownAt(5), 0, { timeoutMs: 5_000 });
    expect(await refusal(asked)).toBe('it answered with a redirection, which is not followed');
    expect(visits).toBe(0);
    for (const server of [other, redirecting]) {
      server.closeAllConnections();
      server.close();
    }
  });

  it('a redirection in a browser is recognised', async () => {
    const opaque = { status: 0, type: 'opaqueredirect', body: null } as unknown as Response;
    const asked: unknown[] = [];
    const fetch: WitnessFetch = async (_, request) => {
      asked.push(request.redirect);
      return opaque;
    };
    expect(await refusal(ask(5, 0, { fetch }))).toBe('it answered with a redirection, which is not followed');
    expect(asked).toEqual(['manual']);
  });

  it('a witness that does not listen is reported', async () => {
    const key = readVerifierKey(witness.key.verifierKey);
    const asked = askWitness({ key, url: 'http://127.0.0.1:1' }, shownAt(5), 0, { timeoutMs: 5_000 });
    expect(await refusal(asked)).toMatch(/^it can't be asked \(.+\)$/);
  });

  it('what the proof is made of is told as it is', async () => {
    const files = filesOf(ENTRIES.slice(0, 300));
    files.set('tile/0/000', new Uint8Array(8192));
    const tiles = new Tiles(readerOf(files), 300);
    const shown = { ...shownAt(300), prove: (old: number) => tiles.proveGrowth(old, rootAt(300)) };
    const key = readVerifierKey(witness.key.verifierKey);
    const asked = askWitness({ key, url: witness.url }, shown, 7, { timeoutMs: 5_000 });
    await expect(asked).rejects.toMatchObject({ code: 'damaged' });
    expect(witness.requests.length).toBe(0);
  });
});

describe('409', () => {
  const conflict = (body: string | Uint8Array, type = 'text/x.tlog.size'): Reply => ({ status: 409, type, body });

  it.each([
    ['', undefined],
    ['\n', undefined],
    ['5', undefined],
    ['05\n', undefined],
    ['-5\n', undefined],
    ['5\n5\n', undefined],
    ['5 \n', undefined],
    ['0x5\n', undefined],
    ['1e2\n', undefined],
    ['5\n', 'text/plain'],
    ['5\n', 'application/json'],
  ])('%j as %s has no size', async (body, type) => {
    witness.answer = () => conflict(body, type);
    expect(await refusal(ask(5))).toBe('it answered 409 without the size that it has seen');
    expect(olds()).toEqual([0]);
  });

  it('more than a size is not read', async () => {
    witness.answer = () => conflict('1'.repeat(33));
    expect(await refusal(ask(5))).toMatch(/more than 32 bytes/);
  });

  it('may have a parameter of its type', async () => {
    witness.seen.set(ORIGIN, { size: 3, root: rootAt(3) });
    witness.answer = (request, right) =>
      request.old === 3 ? right() : conflict('3\n', 'Text/X.Tlog.Size; charset=utf-8');
    expect(isLine(await ask(5))).toBe(true);
  });

  it.each(['6', '9007199254740993', '99999999999999999999999999999'])(
    'with %s of a log of 5 says that it was rolled back or forked, and is not asked again',
    async (size) => {
      witness.answer = () => conflict(`${size}\n`);
      expect(await refusal(ask(5))).toMatch(/^it has seen \S+ entries and this log has 5: .*rolled back, or another/);
      expect(olds()).toEqual([0]);
    },
  );

  it('again and again ends after two requests', async () => {
    witness.answer = ({ old }) => conflict(`${(old + 1) % 5}\n`);
    expect(await refusal(ask(5))).toBe('it says that it has seen 1 entry, and then 2');
    expect(olds()).toEqual([0, 1]);
    witness.answer = () => conflict('1\n');
    expect(await refusal(ask(5, 1))).toBe('it says that it has seen 1 entry, and then 1');
  });

  it('of another log of the same key ends with 422', async () => {
    const other = entriesOf(3, 'other').map(leafOf);
    witness.seen.set(ORIGIN, { size: 3, root: rootOfLeaves(other) });
    expect(await refusal(ask(5))).toMatch(/^it answered 422/);
    expect(olds()).toEqual([0, 3]);
    expect(witness.cosigned).toEqual([]);
  });
});

describe('the lines of an answer', () => {
  const TEXT = checkpointText(5, rootAt(5));
  const now = (): bigint => BigInt(Math.floor(Date.now() / 1000));
  const stranger = new NoteKey('stranger.example/w', 4);

  async function withLines(body: string | Uint8Array): Promise<string> {
    witness.answer = () => ({ status: 200, body });
    return ask(5);
  }

  it('that of the witness is taken, wherever it stands', async () => {
    const own = witness.key.cosign(TEXT, now());
    const namesake = new NoteKey(witness.key.name, 4, 'another seed');
    const others = [stranger.cosign(TEXT), stranger.line(new Uint8Array(3)), namesake.cosign('x'), LOG_KEY.sign(TEXT)];
    expect(await withLines(own)).toBe(own);
    expect(await withLines(others.join('') + own)).toBe(own);
    expect(await withLines(own + others.join(''))).toBe(own);
    expect(await withLines(own + own)).toBe(own);
  });

  it.each([
    ['none', () => ''],
    ['of others only', () => stranger.cosign(TEXT) + LOG_KEY.sign(TEXT)],
    ['of the name, with another key', () => new NoteKey('witness.example/w', 4, 'another seed').cosign(TEXT)],
    ['of the key, with another name', () => new NoteKey('witness.example/v', 4, 'witness.example/w').cosign(TEXT)],
    ['of type 1', () => new NoteKey('witness.example/w', 1).sign(TEXT)],
  ])('%s', async (_, lines) => {
    const words = lines() === '' ? 'it sent something else than lines of signatures' : /policy's key/;
    expect(await refusal(withLines(lines()))).toMatch(words);
  });

  it.each<[string, (key: NoteKey) => string]>([
    ['of another text', (key) => key.cosign(`${TEXT}x\n`, now())],
    ['of another tree', (key) => key.cosign(checkpointText(6, rootAt(6)), now())],
    ['of another time', (key) => changed(key.cosign(TEXT, now()), 11)],
    ['a changed one', (key) => changed(key.cosign(TEXT, now()), 40)],
    ['without a time', (key) => key.sign(TEXT)],
    ['too short', (key) => key.line(new Uint8Array(71))],
    ['too long', (key) => key.line(new Uint8Array(73))],
    ['a right one, and a wrong one', (key) => key.cosign(TEXT, now()) + key.line(new Uint8Array(72))],
    ['a wrong one, and a right one', (key) => key.line(new Uint8Array(72)) + key.cosign(TEXT, now())],
  ])('%s is wrong', async (_, lines) => {
    expect(await refusal(withLines(lines(witness.key)))).toBe('its cosignature is wrong');
  });

  it.each<[string, (line: string) => string | Uint8Array]>([
    ['without a newline at the end', (line) => line.trimEnd()],
    ['after an empty line', (line) => `\n${line}`],
    ['after more text and an empty line', (line) => `more\n\n${line}`],
    ['with an empty line in between', (line) => `${line}\n${line}`],
    ['with a line of text', (line) => `${line}ok\n`],
    ['with CRLF', (line) => line.replace('\n', '\r\n')],
    ['no UTF-8', () => new Uint8Array([0xe2, 0x80, 0x0a])],
    ['64 of strangers beside it', (line) => stranger.line(new Uint8Array(9)).repeat(64) + line],
  ])('%s are none', async (_, lines) => {
    const answer = withLines(lines(witness.key.cosign(TEXT, now())));
    expect(await refusal(answer)).toBe('it sent something else than lines of signatures');
  });

  it('a time that has passed is one, and none is not, nor one to come', async () => {
    for (const time of [1n, now() - 10n ** 8n, now() + 3_500n]) {
      const line = witness.key.cosign(TEXT, time);
      expect(await withLines(line)).toBe(line);
    }
    expect(await refusal(withLines(witness.key.cosign(TEXT, 0n)))).toBe('its cosignature has no time');
    for (const time of [now() + 3_700n, 2n ** 63n - 1n]) {
      expect(await refusal(withLines(witness.key.cosign(TEXT, time)))).toMatch(/^its cosignature is of the future/);
    }
    expect(await refusal(withLines(witness.key.cosign(TEXT, 2n ** 63n)))).toBe('its cosignature is wrong');
  });

  it('have 65,536 bytes at most', async () => {
    const own = witness.key.cosign(TEXT, now());
    const filler = (length: number): string => `— ${'n'.repeat(length - 18)} YWJjZGVmZw==\n`;
    const fits = filler(65_536 - Buffer.byteLength(own));
    expect(Buffer.byteLength(fits + own)).toBe(65_536);
    expect(await withLines(fits + own)).toBe(own);
    expect(await refusal(withLines(filler(65_537 - Buffer.byteLength(own)) + own))).toMatch(/more than 65536 bytes/);
    expect(await refusal(withLines(new Uint8Array(1 << 24)))).toMatch(/more than 65536 bytes/);
  });
});

function changed(line: string, at: number): string {
  const [dash, name, signature = ''] = line.trimEnd().split(' ');
  const bytes = Buffer.from(signature, 'base64');
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return `${dash} ${name} ${bytes.toString('base64')}\n`;
}

describe('time', () => {
  it('a witness that is silent is left', async () => {
    witness.answer = () => undefined;
    expect(await refusal(ask(5, 0, { timeoutMs: 50 }))).toBe('it has not answered within 50 ms');
  });

  it('a witness that stops in its answer is left', async () => {
    const half = createServer((_, response) => void response.write('— '));
    await new Promise<void>((resolve) => half.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(half.address() as AddressInfo).port}`;
    const key = readVerifierKey(witness.key.verifierKey);
    const asked = askWitness({ key, url }, shownAt(5), 0, { timeoutMs: 50 });
    expect(await refusal(asked)).toBe('it has not answered within 50 ms');
    half.closeAllConnections();
    half.close();
  });

  it('it is for both requests together', async () => {
    witness.seen.set(ORIGIN, { size: 3, root: rootAt(3) });
    witness.answer = async (_, right) => {
      await new Promise((resolve) => setTimeout(resolve, 150));
      return right();
    };
    expect(await refusal(ask(5, 0, { timeoutMs: 250 }))).toBe('it has not answered within 250 ms');
    expect(isLine(await ask(5, 5, { timeoutMs: 5_000 }))).toBe(true);
  });

  it('a signal ends it, before and while it is asked', async () => {
    witness.answer = () => undefined;
    const words = 'its caller cancelled the request';
    expect(await refusal(ask(5, 0, { signal: AbortSignal.abort() }))).toBe(words);
    const aborter = new AbortController();
    setTimeout(() => aborter.abort(), 20);
    expect(await refusal(ask(5, 0, { signal: aborter.signal }))).toBe(words);
  });

  it('a fetch that heeds no signal is left too', async () => {
    const fetch: WitnessFetch = () => new Promise(() => undefined);
    expect(await refusal(ask(5, 0, { fetch, timeoutMs: 20 }))).toBe('it has not answered within 20 ms');
  });
});
