/** The command line for what opens a store, its copies, its anchor and its audit lines. */
import { execFileSync } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KeyStore } from '@fedzk/keys';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { directoryStorage } from '../src/node.js';
import { done, file, KEY, KEY_FILE, PASSPHRASE, refused, root, run, WRONG } from './support/command-line.js';

const TIMEOUT = { timeout: 60_000 };
const none = { passphrase: undefined };
const by = (passphrase: string) => ({ passphrase });
const json = async (args: readonly string[]): Promise<unknown> => JSON.parse(await done([...args, '--json']));

describe('slots', TIMEOUT, () => {
  const slots = async (store: string) => (await json(['slots', 'list', store])) as { id: string; type: string }[];

  it('are listed, added by each unlocker, and removed', async () => {
    await done(['init', 'slots']);
    const added = await done([
      'slots',
      'add',
      'slots',
      '--kdf',
      'pbkdf2',
      '--new-passphrase-file',
      file('new', PASSPHRASE),
    ]);
    expect(added).toMatch(/^slot [0-9a-f]{32} opens the store too\n$/);
    await done(['slots', 'add', 'slots', '--new-key-file', file('new key', KEY)]);
    expect(await slots('slots')).toMatchObject([
      { type: 'key' },
      { type: 'pbkdf2', cost: '600000 iterations' },
      { type: 'key' },
    ]);
    expect(await done(['list', 'slots'], by(PASSPHRASE))).toBe('no keys\n');
    expect(await done(['list', 'slots', '--key-file', 'new key'], none)).toBe('no keys\n');
    const lines = (await done(['slots', 'list', 'slots'])).split('\n');
    expect(lines[1]).toMatch(/^[0-9a-f]{32} {2}pbkdf2 {2}600000 iterations$/);
    const [, passphrase] = await slots('slots');
    expect(await done(['slots', 'remove', 'slots', passphrase?.id ?? ''])).toBe(`removed ${passphrase?.id}\n`);
    expect(await refused(1, ['list', 'slots'], by(PASSPHRASE))).toContain('it has: key');
  });

  it('of keys have no function of a passphrase', async () => {
    await done(['init', 'keyed']);
    for (const args of [
      ['init', 'keyed too'],
      ['slots', 'add', 'keyed', '--new-key-file', 'new key'],
      ['rotate-root', 'keyed'],
    ]) {
      expect(await refused(2, [...args, '--kdf', 'pbkdf2'])).toContain('--kdf is for a new passphrase');
    }
    expect(existsSync(join(root, 'keyed too'))).toBe(false);
    expect(await slots('keyed')).toHaveLength(1);
  });

  it('of a passphrase that is asked for', async () => {
    await done(['init', 'asking']);
    const added = await run(['slots', 'add', 'asking', '--kdf', 'pbkdf2'], { answers: [PASSPHRASE, PASSPHRASE] });
    expect(added).toMatchObject({ code: 0, questions: ['New passphrase: ', 'Once more: '] });
    await done(['list', 'asking'], by(PASSPHRASE));
    expect(await refused(2, ['slots', 'add', 'asking'])).toContain('--new-passphrase-file');
  });

  it('change their passphrase', async () => {
    await done(['init', 'changing', '--kdf', 'pbkdf2'], by(PASSPHRASE));
    const args = ['passwd', 'changing', '--kdf', 'pbkdf2'];
    // It names the options that passwd takes.
    expect(await refused(2, args, by(PASSPHRASE))).not.toContain('--new-key-file');
    expect(await refused(1, [...args, '--new-passphrase-file', 'new'], by(WRONG))).toContain(
      'the passphrase or key is wrong',
    );
    const changed = await run(args, { passphrase: PASSPHRASE, answers: [WRONG, WRONG] });
    expect(changed).toMatchObject({ code: 0, stderr: '', questions: ['New passphrase: ', 'Once more: '] });
    await done(['list', 'changing'], by(WRONG));
    expect(await refused(1, ['list', 'changing'], by(PASSPHRASE))).toContain('the passphrase or key is wrong');
    const both = await run(args, { ...none, answers: [WRONG, PASSPHRASE, PASSPHRASE] });
    expect(both).toMatchObject({ code: 0, questions: ['Passphrase: ', 'New passphrase: ', 'Once more: '] });
    await done(['list', 'changing'], by(PASSPHRASE));
  });

  it('are all replaced with the root key, others only where that is said', async () => {
    await done(['init', 'root']);
    await done(['generate', 'root', 'key']);
    expect(await done(['rotate-root', 'root'])).toMatch(/^new root key; slot [0-9a-f]{32} opens it/);
    expect(await done(['show', 'root', 'key'])).toContain('aes-256');
    await done(['slots', 'add', 'root', '--new-key-file', 'new key']);
    expect(await refused(2, ['rotate-root', 'root'])).toContain('--drop-slots');
    expect(await slots('root')).toHaveLength(2);
    const args = [
      'rotate-root',
      'root',
      '--drop-slots',
      '--new-key-file',
      file('third key', new Uint8Array(32).fill(3)),
    ];
    const { dropped } = (await json(args)) as { dropped: { type: string }[] };
    expect(dropped.map(({ type }) => type)).toEqual(['key', 'key']);
    expect(await refused(1, ['list', 'root'])).toContain('does not open');
    expect(await done(['show', 'root', 'key', '--key-file', 'third key'], none)).toContain('aes-256');
  });
});

describe('what is known of a key', TIMEOUT, () => {
  it('is shown without the key', async () => {
    await done(['init', 'known']);
    const about = ['--purpose', 'tests', '--owner', 'me', '--expires', '2099-01-31', '--metadata', '{"ticket":7}'];
    await done(['put', 'known', 'cafe\u0301', file('key', KEY), '--hold', '--exportable', ...about]);
    expect(await done(['show', 'known', 'caf\u00e9'])).toMatch(
      /^"café"\naes-256\nversion 1\ncreated 20\S+Z\nexpires 2099-01-31T00:00:00.000Z\nexportable\non hold\nfor "tests"\nof "me"\nversions 1\nmetadata \{"ticket":7\}\n$/,
    );
    expect(await json(['show', 'known', 'caf\u00e9'])).toMatchObject({
      id: 'caf\u00e9',
      hold: true,
      metadata: { ticket: 7 },
    });
    expect(JSON.parse(await done(['metadata', 'known', 'caf\u00e9']))).toEqual({ ticket: 7 });
    await done(['generate', 'known', 'plain']);
    expect(await done(['metadata', 'known', 'plain'])).toBe('{}\n');
    expect(await refused(1, ['metadata', 'known', 'none'])).toContain('"none"');
  });

  it('goes with it', async () => {
    await done(['init', 'deleting']);
    await done(['generate', 'deleting', 'key']);
    expect(await done(['delete', 'deleting', 'key'])).toMatch(/^deleted; generation 2, head [0-9a-f]{64}\n$/);
    expect(await refused(1, ['delete', 'deleting', 'key'])).toContain('"key"');
    expect(await done(['list', 'deleting'])).toBe('no keys\n');
  });
});

describe('a backup', TIMEOUT, () => {
  beforeAll(async () => {
    await done(['init', 'live']);
    await done(['put', 'live', 'key', file('key', KEY), '--exportable']);
  });

  it('is made once, and becomes a store in an empty folder', async () => {
    expect(await done(['backup', 'live', 'live.backup'])).toMatch(/^kept generation 1, 1 key, head [0-9a-f]{64}\n$/);
    expect(statSync(join(root, 'live.backup')).mode & 0o777).toBe(0o600);
    expect(await refused(1, ['backup', 'live', 'live.backup'])).toContain(
      'nothing was written. Use another name, or --replace.',
    );
    expect(await json(['backup', 'live', 'live.backup', '--replace'])).toMatchObject({ generation: 1, entries: 1 });
    expect(await done(['restore', 'live.backup', 'restored'])).toMatch(/^restored [0-9a-f]{32}, generation 1\n$/);
    expect(await done(['verify', 'restored'])).toBe('generation 1, 1 key: all authentic\n');
    const got = await run(['get', 'restored', 'key'], { reveals: true });
    expect(got.stdout.equals(KEY)).toBe(true);
    expect(await refused(1, ['restore', 'live.backup', 'restored'])).toContain('already');
    expect(await refused(2, ['restore', 'live.backup', '.'])).toContain('is not empty');
    expect(await refused(2, ['restore', 'live.backup', 'key'])).toContain('a file that is no folder');
  });

  it("that is damaged, another one's or none makes nothing", async () => {
    await done(['backup', 'live', 'whole']);
    const bytes = readFileSync(join(root, 'whole'));
    file('cut', bytes.subarray(0, -1));
    for (const [code, name, words] of [
      [1, 'cut', 'use another backup'],
      [1, 'key', 'use another backup'],
      [2, 'nowhere', 'there is none'],
    ] as const) {
      expect(await refused(code, ['restore', name, 'nothing'])).toContain(words);
    }
    expect(await refused(1, ['restore', 'whole', 'nothing'], by(PASSPHRASE))).toContain('it has: key');
    expect(existsSync(join(root, 'nothing'))).toBe(false);
  });
});

describe('an anchor', TIMEOUT, () => {
  it('is added, is needed from then on, and says what to do for a store that was lost', async () => {
    await done(['init', 'anchored']);
    await done(['generate', 'anchored', 'first']);
    expect(await refused(2, ['anchor', 'anchored'])).toContain(
      '"anchor" expected --anchor FOLDER: a folder on another disk or machine',
    );
    expect(await done(['anchor', 'anchored', '--anchor', 'elsewhere'])).toContain('opens with --anchor from now on');
    expect(await refused(2, ['list', 'anchored'])).toContain('open it with --anchor');
    const anchor = ['--anchor', 'elsewhere'];
    await done(['backup', 'anchored', 'anchored.backup', ...anchor]);
    await done(['generate', 'anchored', 'second', ...anchor]);
    renameSync(join(root, 'anchored'), join(root, 'lost'));
    const args = ['restore', 'anchored.backup', 'anchored'];
    expect(await refused(2, args)).toContain('restore it with --anchor');
    expect(await refused(1, [...args, ...anchor])).toContain('--accept-rollback accepts that');
    expect(await done([...args, ...anchor, '--accept-rollback'])).toContain('generation 4');
    expect(await done(['list', 'anchored', ...anchor])).toMatch(/^"first"[^\n]*\n$/);
    expect(await refused(1, ['list', 'lost', ...anchor])).toContain('older or another state');
    expect(await done(['restore', 'anchored.backup', 'copy', '--anchor', 'a new one'])).toContain('generation 3');
    expect(await json(['verify', 'copy', '--anchor', 'a new one'])).toMatchObject({ ok: true, freshness: 'anchored' });
  });

  it('belongs to a store from its beginning', async () => {
    await done(['init', 'born', '--anchor', 'born elsewhere']);
    expect(await refused(2, ['list', 'born'])).toContain('--anchor');
    await done(['list', 'born', '--anchor', 'born elsewhere']);
  });

  it('is not in the store', async () => {
    await done(['init', 'outer']);
    await done(['backup', 'outer', 'outer.backup']);
    for (const args of [
      ['init', 'inner', '--anchor', 'inner'],
      ['init', 'inner', '--anchor', 'inner/h'],
      ['anchor', 'outer', '--anchor', './outer/b'],
      ['restore', 'outer.backup', 'inner', '--anchor', 'inner/anchor'],
    ]) {
      expect(await refused(2, args)).toContain('The anchor is in the folder of the store');
    }
    expect(existsSync(join(root, 'inner'))).toBe(false);
    await done(['init', 'inner', '--anchor', 'inner elsewhere']);
  });
});

describe('audit lines', TIMEOUT, () => {
  const events = (): { operation: string; resource: string; user_id: string }[] =>
    readFileSync(join(root, 'audit.ndjson'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('are durable before a key leaves, and nothing leaves where they cannot be', async () => {
    const audit = ['--audit', 'audit.ndjson'];
    await done(['init', 'watched', ...audit]);
    await done(['put', 'watched', 'key', file('key', KEY), '--exportable', ...audit]);
    await run(['get', 'watched', 'key', ...audit], { reveals: true });
    expect(events()).toContainEqual(
      expect.objectContaining({
        operation: expect.stringMatching(/^key_(?:get|export)$/),
        resource: 'key',
        user_id: 'tester',
        time: expect.stringMatching(/Z$/),
      }),
    );
    expect(statSync(join(root, 'audit.ndjson')).mode & 0o777).toBe(0o600);
    writeFileSync(join(root, 'no folder'), '');
    const { code, stdout } = await run(['get', 'watched', 'key', '--audit', 'no folder/audit']);
    expect([code, stdout.length]).toEqual([2, 0]);
  });

  it.skipIf(process.platform === 'win32')('go to a regular file, and wait for no pipe', async () => {
    await done(['init', 'piped']);
    execFileSync('mkfifo', ['-m', '600', 'audit pipe'], { cwd: root });
    for (const path of ['audit pipe', '/dev/null']) {
      const why = await refused(2, ['generate', 'piped', 'key', '--audit', path]);
      expect(why).toContain(`The audit file "${path}" is not a regular file`);
    }
    // One that somebody reads opens, and keeps no line.
    const descriptor = openSync(join(root, 'audit pipe'), constants.O_RDWR | constants.O_NONBLOCK);
    const why = await refused(2, ['generate', 'piped', 'key', '--audit', 'audit pipe']);
    expect(why).toContain('The audit file "audit pipe" is not a regular file');
    closeSync(descriptor);
    expect(await done(['list', 'piped'])).toBe('no keys\n');
  });
});

describe('a backup', TIMEOUT, () => {
  it('is made of the newest state where another process rotates the root key meanwhile', async () => {
    await done(['init', 'rotated']);
    const { backup } = KeyStore.prototype;
    vi.spyOn(KeyStore.prototype, 'backup').mockImplementationOnce(async function (this: KeyStore, ...args) {
      const unlock = { key: new Uint8Array(readFileSync(KEY_FILE)) };
      using other = await KeyStore.open(directoryStorage(join(root, 'rotated')), unlock);
      await other.rotateRoot([unlock]);
      return backup.apply(this, args);
    });
    expect(await done(['backup', 'rotated', 'rotated.backup'])).toMatch(/^kept generation 1, 0 keys, /);
    expect(await done(['restore', 'rotated.backup', 'rotated again'])).toContain('generation 1');
  });

  it.skipIf(process.platform === 'win32')('is read of a file, and no pipe with a name is waited for', async () => {
    execFileSync('mkfifo', ['-m', '600', 'backup pipe'], { cwd: root });
    const why = await refused(2, ['restore', 'backup pipe', 'of a pipe']);
    expect(why).toContain('backup pipe is not a regular file');
    expect(existsSync(join(root, 'of a pipe'))).toBe(false);
  });
});

it('JSON of others steers no terminal', TIMEOUT, async () => {
  const metadata = { note: '\u202ereversed\u009b31m' };
  await done(['init', 'steered']);
  await done(['generate', 'steered', 'key', '--metadata', JSON.stringify(metadata), '--audit', 'steered.ndjson']);
  const shown = await done(['show', 'steered', 'key', '--json']);
  expect(shown).toMatch(/^[ -~]+\n$/);
  expect(JSON.parse(shown)).toMatchObject({ metadata });
});
