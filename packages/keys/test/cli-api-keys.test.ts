/** API keys by the command line: shown once, checked from a file or a pipe, never as an argument. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@fedzk/testkit/random';
import { describe, expect, it } from 'vitest';
import { done, file, refused, root, run, runProgram } from './support/command-line.js';

const random = new Random('cli api keys');
const PEPPER = file('pepper', random.bytes(32));
const NO_UNLOCK = { passphrase: undefined };
const TIMEOUT = { timeout: 60_000 };

const command = (name: string, ...rest: readonly string[]): string[] => [
  ...['api-keys', name],
  ...rest,
  ...['--pepper-file', PEPPER],
];
const does = (...words: Parameters<typeof command>): Promise<string> => done(command(...words), NO_UNLOCK);
const says = (code: 1 | 2, ...words: Parameters<typeof command>): Promise<string> =>
  refused(code, command(...words), NO_UNLOCK);
const checked = (input: string, ...rest: readonly string[]) =>
  run(command('check', 'clients', ...rest), { ...NO_UNLOCK, input: new TextEncoder().encode(input) });
const ISSUE = ['clients', '--owner', 'client_001', '--role', 'client'] as const;

describe('api-keys', TIMEOUT, () => {
  it('from its issue to its end', async () => {
    const key = (await does('issue', ...ISSUE, '--scopes', 'reports,me', '--expires', '2099-01-01')).trim();
    const id = key.slice(11, 23);
    expect(key).toMatch(/^fedzk_live_\w{63}$/);
    expect(await checked(`${key}\n`)).toMatchObject({ code: 0, stderr: '' });
    const listed = await does('list', 'clients');
    expect(listed).toMatch(
      new RegExp(
        `^${id} {2}active {2}of "client_001" {2}role "client" {2}scopes "reports","me" {2}issued \\S+ {2}expires 2099-01-01T00:00:00.000Z {2}last used \\S+\n$`,
      ),
    );
    const next = (await does('rotate', 'clients', id, '--overlap-seconds', '600')).trim();
    expect(JSON.parse(await does('list', 'clients', '--json'))).toMatchObject([
      { id, status: 'rotated', replacedBy: next.slice(11, 23) },
      { id: next.slice(11, 23), status: 'active', scopes: ['reports', 'me'] },
    ]);
    expect(await does('rotate', 'clients', '--owner', 'client_001')).toMatch(
      new RegExp(`^${next.slice(11, 23)} fedzk_live_\\w{63}\n$`),
    );
    expect(await does('revoke', 'clients', id)).toBe(`revoked ${id} of "client_001"\n`);
    const answers = await Promise.all([key, next, 'text'].map((one) => checked(one, '--json')));
    expect(answers.map(({ code, stdout }) => [code, JSON.parse(stdout.toString())])).toEqual([
      [1, { valid: false, reason: 'revoked' }],
      [1, { valid: false, reason: 'expired' }],
      [1, { valid: false, reason: 'malformed' }],
    ]);
    expect(await does('delete', 'clients', id)).toBe(`deleted ${id}\n`);
    expect(await says(1, 'delete', 'clients', id)).toContain(id);
    expect(JSON.parse(await does('list', 'clients', '--json'))).not.toContainEqual(expect.objectContaining({ id }));
  });

  it('checks a key of a file of mode 0600, and asks in a terminal', async () => {
    const key = (await does('issue', ...ISSUE)).trim();
    const [closed, open] = [file('an api key', `${key}\n`), file('an open api key', `${key}\n`, 0o644)];
    expect(await does('check', 'clients', closed)).toContain('valid: ');
    expect(await says(2, 'check', 'clients', open)).toContain('chmod it to 0600');
    const asked = { ...NO_UNLOCK, terminals: { input: true }, answers: [key] };
    expect(await run(command('check', 'clients'), asked)).toMatchObject({ code: 0, questions: ['API key: '] });
  });

  it('a key as an argument is refused, and not shown', async () => {
    const key = (await does('issue', ...ISSUE)).trim();
    for (const words of [command('revoke', 'clients', key), command('check', 'clients', 'file', key)]) {
      const { code, stdout, stderr } = await run(words, NO_UNLOCK);
      expect([code, stdout.length]).toEqual([2, 0]);
      expect(stderr).not.toContain(key.slice(24, 67));
    }
  });

  it('a key in the place of a file is hidden in each error, also one that is cut or has more', async () => {
    const key = (await does('issue', ...ISSUE)).trim();
    const secret = key.slice(24, 67);
    for (const words of [
      command('check', 'clients', key),
      command('check', 'clients', key.slice(0, 60)),
      command('check', 'clients', `${key}x`),
      command('list', 'clients', `--${key}`),
      command('issue', ...ISSUE, '--expires', key),
      command('rotate', 'clients', key.slice(11, 23), '--overlap-seconds', key),
      ['api-keys', key],
      [key],
      ['get', 'none', key],
      ['list', 'clients', '--key-file', key],
      ['backup', 'clients', key, '--pepper-file', key],
    ]) {
      const { code, stdout, stderr } = await run(words, NO_UNLOCK);
      expect([code === 0, stdout.length], words.join(' ')).toEqual([false, 0]);
      expect(stderr, words[0]).not.toContain(secret.slice(0, 20));
    }
    const { stderr } = await run(command('check', 'clients', key), NO_UNLOCK);
    expect(stderr).toContain('is no argument');
  });

  it('a rotation keeps the end of the old key, unless --expires says another', async () => {
    const key = (await does('issue', ...ISSUE, '--expires', '2099-01-01')).trim();
    const next = JSON.parse(await does('rotate', 'clients', key.slice(11, 23), '--json'));
    expect(next.record.expiresAt).toBe(Date.UTC(2099, 0, 1));
    const last = JSON.parse(await does('rotate', 'clients', next.id, '--expires', '2099-02-01', '--json'));
    expect(last.record.expiresAt).toBe(Date.UTC(2099, 1, 1));
    expect(await does('list', 'clients')).toMatch(new RegExp(`${next.id} {2}rotated {2}.* {2}expired `));
  });

  it('are backed up, verified, restored and anchored with the pepper', async () => {
    const PEPPERED = ['--pepper-file', PEPPER];
    const by = (...words: readonly string[]): Promise<string> => done([...words, ...PEPPERED], NO_UNLOCK);
    const key = (await does('issue', 'origin', ...ISSUE.slice(1))).trim();
    expect(await by('backup', 'origin', 'origin.backup')).toMatch(/^kept generation \d+, 2 keys, head /);
    expect(await by('verify', 'origin')).toContain('all authentic');
    expect(await by('restore', 'origin.backup', 'copy')).toMatch(/^restored [0-9a-f]{32}, generation /);
    const input = new TextEncoder().encode(key);
    expect(await run(command('check', 'copy'), { ...NO_UNLOCK, input })).toMatchObject({ code: 0, stderr: '' });
    expect(await by('anchor', 'copy', '--anchor', 'copy.anchor')).toContain('copy.anchor');
    expect(await refused(2, ['verify', 'copy', ...PEPPERED], NO_UNLOCK)).toContain('anchor');
    expect(await does('list', 'copy', '--anchor', 'copy.anchor')).toContain('client_001');
    const other = file('a wrong pepper', random.bytes(32));
    const wrong = ['restore', 'origin.backup', 'other', '--pepper-file', other];
    expect(await refused(1, wrong, NO_UNLOCK)).toContain('wrong');
    const short = ['verify', 'origin', '--pepper-file', file('shorter', random.bytes(31))];
    expect(await refused(2, short, NO_UNLOCK)).toContain('got 31');
    const both = ['verify', 'origin', ...PEPPERED, '--key-file', PEPPER];
    expect(await refused(2, both, NO_UNLOCK)).toContain('--pepper-file');
    expect(await refused(2, ['list', 'origin', ...PEPPERED], NO_UNLOCK)).toContain('no option --pepper-file');
  });

  it('says what is wrong', async () => {
    expect(await refused(2, ['api-keys', 'list', 'clients'], NO_UNLOCK)).toContain('--pepper-file FILE');
    expect(await says(1, 'list', 'nowhere')).toContain('There are no API keys here');
    expect(await says(2, 'issue', 'clients', '--owner', 'a')).toContain('--role');
    expect(await says(2, 'issue', ...ISSUE, '--env', 'prod')).toContain('--env expected live or test');
    expect(await says(2, 'issue', 'clients', '--owner', '', '--role', 'a')).toContain('--owner expected');
    expect(await says(2, 'rotate', 'clients')).toContain('either ID or --owner');
    expect(await says(2, 'rotate', 'clients', 'a'.repeat(12), '--overlap-seconds', 'x')).toContain('--overlap-seconds');
    expect(await says(1, 'revoke', 'clients', 'a'.repeat(12))).toContain('aaaaaaaaaaaa');
    expect(await says(2, 'revoke', 'clients', 'short')).toContain('ID expected the id of an API key');
    const other = file('another pepper', random.bytes(32));
    expect(await refused(1, ['api-keys', 'list', 'clients', '--pepper-file', other], NO_UNLOCK)).toContain(
      'pepper is wrong',
    );
    const short = file('a short pepper', random.bytes(31));
    expect(await refused(2, ['api-keys', 'list', 'clients', '--pepper-file', short], NO_UNLOCK)).toContain('got 31');
    const bytes = { ...NO_UNLOCK, input: readFileSync(join(root, PEPPER)) };
    const both = ['api-keys', 'check', 'clients', '--pepper-file', '/dev/stdin'];
    expect(await refused(2, both, bytes)).toContain('Standard input is used for the pepper');
  });

  it('writes events to the audit file, without the key', async () => {
    const key = (await does('issue', ...ISSUE, '--audit', 'api.log')).trim();
    await checked(`${key.slice(0, 68)}000000`, '--audit', 'api.log');
    const log = readFileSync(join(root, 'api.log'), 'utf8');
    expect(log).toMatch(/"user_id":"client_001","actor":"tester","operation":"api_key_issue"/);
    expect(log).toMatch(/"operation":"api_key_refused".*"reason":"checksum"/);
    expect(log).not.toContain(key.slice(24, 67));
  });

  it('as a program', async () => {
    const issued = await runProgram(command('issue', ...ISSUE, '--json'), NO_UNLOCK);
    expect(issued).toMatchObject({ code: 0, stderr: '' });
    const { key } = JSON.parse(issued.stdout.toString());
    const input = new TextEncoder().encode(key);
    expect(await runProgram(command('check', 'clients'), { ...NO_UNLOCK, input })).toMatchObject({
      code: 0,
      stderr: '',
    });
  });
});
