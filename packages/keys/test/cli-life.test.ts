/** A key's life at the command line: what is said of it, its versions, and what is told when it leaves. */
import { readFileSync, readlinkSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { FedzkError } from '@fedzk/keys';
import { describe, expect, it, vi } from 'vitest';
import { Trouble } from '../src/cli/trouble.js';
import { wordsOf } from '../src/cli/words.js';
import { done, file, KEY, refused, root, run } from './support/command-line.js';

const TIMEOUT = { timeout: 60_000 };
const json = async (args: readonly string[]): Promise<unknown> => JSON.parse(await done([...args, '--json']));

describe('update', TIMEOUT, () => {
  it('changes what is named, takes away, and leaves the rest and the key', async () => {
    await done(['init', 'updated']);
    await done(['put', 'updated', 'key', file('key', KEY), '--exportable', '--purpose', 'tests', '--owner', 'me']);
    const update = (...words: string[]) => done(['update', 'updated', 'key', ...words]);
    expect(await update('--owner', 'you', '--expires', '2099-01-31', '--metadata', '{"a":1}', '--hold')).toBe(
      'updated key\n',
    );
    expect(await json(['show', 'updated', 'key'])).toMatchObject({
      ...{ version: 1, exportable: true, purpose: 'tests', owner: 'you', hold: true, metadata: { a: 1 } },
      expiresAt: Date.UTC(2099, 0, 31),
    });
    expect(await refused(1, ['delete', 'updated', 'key'])).toContain('hold');
    await update('--owner', '', '--expires', 'never', '--metadata', '', '--no-hold');
    const info = (await json(['show', 'updated', 'key'])) as object;
    expect(Object.keys(info).sort()).toEqual(['created', 'exportable', 'id', 'kind', 'purpose', 'version', 'versions']);
    expect((await run(['get', 'updated', 'key'], { reveals: true })).stdout.equals(KEY)).toBe(true);
  });

  it('that is wrong', async () => {
    await done(['init', 'wrong']);
    await done(['generate', 'wrong', 'key']);
    for (const [code, words, message] of [
      [2, ['key'], 'something to change'],
      [2, ['key', '--hold', '--no-hold'], 'either --hold or --no-hold'],
      [2, ['key', '--expires', 'soon'], '--expires expected a date'],
      [1, ['none', '--hold'], '"none"'],
    ] as const) {
      expect(await refused(code, ['update', 'wrong', ...words])).toContain(message);
    }
  });
});

describe('versions', TIMEOUT, () => {
  it('are put, shown, got and retired', async () => {
    await done(['init', 'versions']);
    const put = (text: string, ...words: string[]) =>
      done(['put', 'versions', 'key', ...words], { input: new Uint8Array(Buffer.from(text)) });
    const get = async (...words: string[]) => (await run(['get', 'versions', 'key', ...words])).stdout.toString();
    await put('first', '--exportable');
    for (const text of ['second', 'third', 'fourth']) await put(text, '--replace');
    expect(await done(['show', 'versions', 'key'])).toContain('\nversions 1, 2, 3, 4\n');
    expect(await Promise.all([get(), get('--key-version', '1'), get('--key-version', '4')])).toEqual([
      'fourth',
      'first',
      'fourth',
    ]);
    expect(await refused(1, ['get', 'versions', 'key', '--key-version', '9'])).toContain('no version 9');
    expect(await refused(2, ['get', 'versions', 'key', '--key-version', 'x'])).toContain('--key-version expected');
    expect(await done(['retire', 'versions', 'key', '2'])).toBe('retired of key: 2\n');
    expect(await json(['retire', 'versions', 'key', '--before', '4'])).toEqual({ id: 'key', retired: [1, 3] });
    expect(await refused(1, ['get', 'versions', 'key', '--key-version', '1'])).toContain('no version 1');
    expect(await get()).toBe('fourth');
    for (const words of [[], ['1', '--before', '2'], ['0'], ['--before', '1.5']]) {
      await refused(2, ['retire', 'versions', 'key', ...words]);
    }
  });
});

it('a key that leaves the store is logged before it leaves', TIMEOUT, async () => {
  const audit = ['--audit', 'audit.ndjson'];
  await done(['init', 'told']);
  await done(['put', 'told', 'key', file('key', KEY), '--exportable']);
  await run(['get', 'told', 'key', ...audit], { reveals: true });
  await done(['list', 'told', ...audit]);
  await refused(1, ['list', 'told', ...audit], { passphrase: 'incorrect horse' });
  const lines = readFileSync(join(root, 'audit.ndjson'), 'utf8').trimEnd().split('\n');
  const told = lines.map((line) => JSON.parse(line) as { operation: string; result: string });
  expect(told.map(({ operation, result }) => `${operation} ${result}`)).toEqual([
    'key_store_open success',
    'key_export success',
    'key_store_open success',
    'key_list success',
    'key_store_open failure',
  ]);
});

const linux = process.platform === 'linux';

it.skipIf(!linux)(
  'an audit file on a full disk is named, whether its event comes before or after',
  TIMEOUT,
  async () => {
    await done(['init', 'full']);
    const probe = await open(join(root, file('probe', 'x')));
    const handles: FileHandle = Object.getPrototypeOf(probe);
    const { sync: real } = handles;
    const full = Object.assign(new Error('ENOSPC: no space left on device, fsync'), { code: 'ENOSPC' });
    const sync = vi.spyOn(handles, 'sync').mockImplementation(function (this: FileHandle) {
      const isAudit = readlinkSync(`/proc/self/fd/${this.fd}`).endsWith('full.ndjson');
      return isAudit ? Promise.reject(full) : real.call(this);
    });
    const said = await refused(2, ['list', 'full', '--audit', 'full.ndjson']).finally(() => sync.mockRestore());
    await probe.close();
    const words = 'The audit file "full.ndjson" cannot be written: there is no space left.';
    expect(said).toBe(`fedzk-keys: ${words}\n`);
    const cause = new Trouble('The audit file "full.ndjson" cannot be written (ENOSPC).');
    const message = `"key_put" is done, but the audit log did not take its event; the error's cause says why.`;
    expect(wordsOf(new FedzkError('not-logged', message, { cause }))).toBe(
      `"key_put" is done, but the audit log did not take its event: ${words}`,
    );
  },
);
