/** The page's download, from servers that break off, misbehave, or are silent. */
import { afterEach, expect, it, vi } from 'vitest';
import { Download } from '../../page/contribute/download.js';
import type { AfterSilence } from '../../src/ceremony/download-limits.js';
import { type Answer, file, rest, served, start } from './support/server.js';

const CONTENT = Uint8Array.from({ length: 2000 }, (_, i) => i);
const OTHER = Uint8Array.from({ length: 2000 }, (_, i) => i + 7);
const HALF = CONTENT.subarray(0, 1000);
const never: AfterSilence = () => () => {};

/** A download, and what waits until it has told of the first half. */
function download() {
  let heard = () => {};
  const half = new Promise<void>((resolve) => {
    heard = resolve;
  });
  return {
    half: () => half,
    async run(address: string, after = never, signal = new AbortController().signal) {
      const blob = await new Download(address, after).run(
        signal,
        () => heard(),
        () => {},
      );
      return new Uint8Array(await blob.arrayBuffer());
    },
  };
}

it.each<[string, Answer[], Uint8Array]>([
  ['the rest of it', [rest(CONTENT, 1000, '"1"')], CONTENT],
  ['the rest of another version', [rest(OTHER, 1000, '"2"'), file(OTHER, '"2"')], OTHER],
  ['a rest of no version', [rest(OTHER, 1000), file(OTHER, '"2"')], OTHER],
  ['a part from elsewhere', [rest(OTHER, 900, '"1"'), file(OTHER, '"2"')], OTHER],
  ['another version', [file(OTHER, '"2"')], OTHER],
])('after a break it takes %s', async (_, answers, expected) => {
  const { half, run } = download();
  const server = await served(
    start(HALF, '"1"', half, (response) => response.destroy()),
    ...answers,
  );
  expect(await run(server.address)).toEqual(expected);
  expect(server.asked.map(({ range }) => range)).toEqual(
    [undefined, 'bytes=1000-', undefined].slice(0, answers.length + 1),
  );
});

it('takes no part that it did not ask for, no endless file, and no name in the address', async () => {
  const long: Answer = (_, response) => {
    response.writeHead(200, { 'content-length': 2 ** 34 + 1 }).write('a');
  };
  const { run } = download();
  await expect(run((await served(rest(CONTENT, 0, '"1"'))).address)).rejects.toThrow('where all of it was asked for');
  await expect(run((await served(long)).address)).rejects.toThrow('longer than 16 GiB');
  const { address } = await served(file(CONTENT));
  for (const scheme of ['https', 'http']) {
    await expect(run(address.replace('http://127.0.0.1', `${scheme}://me:SECRET@example.org`))).rejects.toThrow(
      /^The download failed: the address has a name or password: [^@]+$/,
    );
  }
});

afterEach(() => {
  vi.restoreAllMocks();
});

it('says that it tries again, and soon gives up where nothing ever answered', async () => {
  // A page is told the same of a server that lets no page read its file.
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('Failed to fetch'));
  const waits: (number | undefined)[] = [];
  vi.spyOn(globalThis, 'setTimeout').mockImplementation((act, milliseconds) => {
    waits.push(milliseconds);
    queueMicrotask(act);
    return {} as NodeJS.Timeout;
  });
  const told: string[] = [];
  const download = new Download('https://example.org/a.zkey', never);
  const run = download.run(
    new AbortController().signal,
    () => {},
    (reason) => told.push(reason),
  );
  const reason = 'the server does not answer, or does not let other pages read the file';
  await expect(run).rejects.toThrow(
    `The download failed: ${reason}. Check the address, or download the file in another way, and choose it.`,
  );
  expect({ told, waits }).toEqual({ told: [reason, reason], waits: [500, 2000] });
});

it('goes on after a silence', async () => {
  const { half, run } = download();
  const server = await served(
    start(HALF, '"1"', half, () => {}),
    rest(CONTENT, 1000, '"1"'),
  );
  let waits = 0;
  // The first wait is for the answer, the second for what comes after the half.
  const after: AfterSilence = (fire) => {
    if (++waits === 2) void half().then(fire);
    return () => {};
  };
  expect(await run(server.address, after)).toEqual(CONTENT);
  expect(server.asked[1]).toMatchObject({ range: 'bytes=1000-', 'if-range': '"1"' });
});
