/** What the command line says of itself, and what it says to words that it doesn't know. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/cli/main.js';
import { run } from './support/cli.js';

/** A file of JSON that is none of those that commands take. */
const MANIFEST = fileURLToPath(new URL('../package.json', import.meta.url));

const groups = [...new Set(Object.keys(COMMANDS).map((name) => name.split(' ')[0] ?? ''))];
const commands = (group: string): string[] => Object.keys(COMMANDS).filter((name) => name.split(' ')[0] === group);

describe('help', () => {
  it.each([[[]], ...groups.map((group) => [[group]]), ...Object.keys(COMMANDS).map((name) => [name.split(' ')])])(
    'of %j fits a screen of 24 lines of 80',
    async (words) => {
      const { code, out } = await run([...words, '--help']);
      expect(code).toBe(0);
      const lines = out.split('\n');
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
      expect(lines.length).toBeLessThanOrEqual(24);
    },
  );

  it('names each group, and each of its commands', async () => {
    const { out } = await run(['--help']);
    for (const group of groups) {
      const [, names = ''] = new RegExp(`^  fedzk ${group} +(.+)$`, 'm').exec(out) ?? [];
      expect(names, group).not.toBe('');
      const page = await run([group, '--help']);
      for (const name of commands(group)) {
        expect(page.out).toContain(`fedzk ${name}`);
        if (name !== group) expect(names, name).toContain(name.split(' ')[1]);
      }
    }
  });
});

it('says why the system refuses a folder, and what to do', async () => {
  const { code, err } = await run(['serve', '--development', '--data', '/sys/fedzk']);
  expect(code).toBe(2);
  expect(err).toMatch(/can't be used: (permission is denied\. Run this as the user|the disk is read-only\. Mount it)/);
});

it.each([
  [['serve', '--development', '--data', MANIFEST]],
  [['serve', '--development', '--data', join(MANIFEST, 'below')]],
  [['client', 'init', '--id', 'client_001', '--home', MANIFEST]],
  [['client', 'init', '--id', 'client_001', '--home', join(MANIFEST, 'below')]],
])('%j: says that a file is where a folder must be', async (words) => {
  const { code, err } = await run(words);
  expect(code).toBe(2);
  expect(err).toMatch(
    /can't be used: it (or a folder above it )?is a file\. Name a folder, or one that is not there yet\.$/,
  );
});

describe('wrong words', () => {
  it.each([
    [[], 'Expected a command: serve'],
    [['tusk'], 'got "tusk". See fedzk --help.'],
    [
      ['task', 'make'],
      '"task" expected one of create, sign, check, hash, list, end, got "make". See fedzk task --help.',
    ],
    [['task', 'hash'], '"task hash" expected TASK-FILE after it. See fedzk task hash --help.'],
    [['status', 'now'], '"status" expected nothing after it.'],
    [['status', '--home', 'x'], '"status" has no option --home.'],
    [['task', 'create', 'x'], '--out is missing. See fedzk task create --help.'],
    [['status', '--data', ''], '--data expected a value, got "". See fedzk status --help.'],
    [
      ['client', 'init', '--id', '--home', 'x'],
      "Option '--id' expected a value; one that begins with - is given as '--id=-…'",
    ],
    [['client', 'revoke', ''], '"client revoke" expected ID after it.'],
    [
      ['client', 'enrol', MANIFEST, '--fingerprint', '0', '--out', '/nowhere/x'],
      'is no request. Give the request.json that fedzk client init has made.',
    ],
    [['status', '--role', 'boss'], '--role expected leader or helper, got "boss"'],
    [['serve', '--port', '99999'], '--port expected a port from 1 to 64000'],
    [['constructor'], 'Expected a command'],
    [['--nothing'], "Unknown option '--nothing'"],
  ])('%j: exit 2', async (words, says) => {
    const { code, out, err } = await run(words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(says);
    const told = await run([...words, '--json']);
    expect(told.code).toBe(2);
    expect(JSON.parse(told.out)).toMatchObject({ ok: false, code: 'wrong-use', error: expect.stringContaining(says) });
  });

  it('says where nothing listens', async () => {
    const { code, err } = await run(['status', '--data', '/nowhere']);
    expect(code).toBe(2);
    expect(err).toContain('Nothing answers at "/nowhere/leader.sock": is the leader running?');
    const { out } = await run(['status', '--data', '/nowhere', '--json']);
    expect(JSON.parse(out)).toMatchObject({ ok: false, code: 'unavailable' });
  });

  it('takes the id of a task that begins as an option does', async () => {
    const id = `-${'aB_-'.repeat(10)}12`;
    for (const words of [
      ['round', 'show', id],
      ['task', 'end', id],
    ]) {
      expect((await run([...words, '--data', '/nowhere'])).err).toContain('Nothing answers at "/nowhere/leader.sock"');
    }
    const told = await run(['client', 'report', '--task', id, '--values', 'none', '--home', '/nowhere']);
    expect(told.err).toContain('"/nowhere" has no client');
    expect((await run(['round', 'show', id.slice(1, 4).padStart(4, '-')])).err).toContain('Unknown option');
  });

  it('asks the helper where the folder has a helper alone', async () => {
    const data = mkdtempSync(join(tmpdir(), 'fedzk-words-'));
    mkdirSync(join(data, 'helper'));
    expect((await run(['status', '--data', data])).err).toContain('is the helper running?');
    mkdirSync(join(data, 'leader'));
    expect((await run(['status', '--data', data])).err).toContain('is the leader running?');
    rmSync(data, { recursive: true });
  });
});
