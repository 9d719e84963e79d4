/** The command line: what it does, says and ends with, and what it never says. Processes of its own where that matters. */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FedzkError } from '@fedzk/keys';
import { flip } from '@fedzk/testkit/random';
import { missingTerminal, named } from '@fedzk/testkit/tools';
import { beforeAll, describe, expect, it } from 'vitest';
import { OPTIONS } from '../src/cli/arguments.js';
import { COMMANDS } from '../src/cli/main.js';
import { wordsOf } from '../src/cli/words.js';
import { headName } from '../src/storage/storage.js';
import {
  done,
  file,
  KEY,
  KEY_FILE,
  keepsSecrets,
  LONG,
  PASSPHRASE,
  program,
  refused,
  root,
  run,
  runProgram,
  WRONG,
} from './support/command-line.js';
import { hex } from './support/vectors.js';

const TIMEOUT = { timeout: 60_000 };

describe('a store', TIMEOUT, () => {
  it('from its beginning to the end of a key', async () => {
    expect(await done(['init', 'store'])).toMatch(/^made [0-9a-f]{32}\n$/);
    expect(await done(['list', 'store'])).toBe('no keys\n');
    expect(await done(['put', 'store', 'from file', file('key', KEY), '--exportable', '--purpose', 'tests'])).toBe(
      'kept from file\n',
    );
    expect(await done(['put', 'store', 'piped', '--exportable', '--owner', 'me'], { input: LONG })).toBe(
      'kept piped\n',
    );
    expect(await refused(2, ['generate', 'store', 'made', '--expires', '2020-01-31'])).toContain(
      '--expires expected a time in the future',
    );
    expect(await done(['generate', 'store', 'made'])).toBe('made made\n');
    expect(await done(['update', 'store', 'made', '--expires', '2020-01-31'])).toBe('updated made\n');
    expect(await done(['generate', 'store', 'signs', '--kind', 'hmac-sha256', '--json'])).toBe('{"id":"signs"}\n');

    const lines = (await done(['list', 'store'])).split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^"from file" {2}aes-256 {2}version 1 {2}created 20\S+Z {2}exportable {2}for "tests"$/),
      expect.stringMatching(/^"made" {2}aes-256 {2}version 1 {2}created 20\S+Z {2}expired 2020-01-31T00:00:00.000Z$/),
      expect.stringMatching(/^"piped" {2}opaque {2}version 1 {2}created 20\S+Z {2}exportable {2}of "me"$/),
      expect.stringMatching(/^"signs" {2}hmac-sha256 {2}version 1 {2}created 20\S+Z$/),
      '',
    ]);
    const listed: unknown = JSON.parse(await done(['list', 'store', '--json']));
    expect(listed).toMatchObject([
      { id: 'from file', kind: 'aes-256', exportable: true, version: 1, purpose: 'tests' },
      { id: 'made', kind: 'aes-256', exportable: false, expiresAt: Date.UTC(2020, 0, 31) },
      { id: 'piped', kind: 'opaque', owner: 'me' },
      { id: 'signs', kind: 'hmac-sha256' },
    ]);

    const [raw, digits, long] = await Promise.all([
      run(['get', 'store', 'from file'], { reveals: true }),
      run(['get', 'store', 'from file', '--hex'], { reveals: true }),
      run(['get', 'store', 'piped'], { reveals: true }),
    ]);
    expect(raw).toMatchObject({ code: 0, stdout: Buffer.from(KEY), stderr: '' });
    expect(digits).toMatchObject({ code: 0, stdout: Buffer.from(`${hex(KEY)}\n`), stderr: '' });
    expect(long.stdout.equals(LONG)).toBe(true);

    expect(await refused(1, ['get', 'store', 'made'])).toContain('put it again with --exportable --replace.');
    expect(await refused(1, ['get', 'store', 'nothing'])).toContain('"nothing"');
    expect(await refused(1, ['erase', 'store', 'nothing'])).toContain('"nothing"');
    expect(await refused(1, ['put', 'store', 'piped', 'key'])).toContain('"piped"');
    expect(await refused(1, ['init', 'store'])).toContain('already');
    await done(['put', 'store', 'piped', 'key', '--replace', '--kind', 'aes-256']);
    expect(await done(['list', 'store'])).toMatch(/^"piped" {2}aes-256 {2}version 2 /m);

    expect(await done(['rotate', 'store'])).toBe('master key 2 is in use; "rewrap" moves the keys to it\n');
    expect(await done(['rewrap', 'store'])).toBe('4 keys moved; master keys destroyed: 1\n');
    expect(JSON.parse(await done(['rewrap', 'store', '--reencrypt', '--json']))).toEqual({ entries: 4, destroyed: [] });
    expect(await done(['erase', 'store', 'made'])).toMatch(/^erased; generation \d+, head [0-9a-f]{64}\n$/);
    const receipt: unknown = JSON.parse(await done(['erase', 'store', 'signs', '--json']));
    expect(receipt).toMatchObject({ reach: 'erase', head: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await refused(1, ['get', 'store', 'made'])).toContain('"made"');
    expect(await done(['verify', 'store'])).toMatch(/^generation \d+, 2 keys: all authentic\n$/);
    expect(JSON.parse(await done(['verify', 'store', '--json']))).toMatchObject({ ok: true, entries: 2, problems: [] });
  });

  it('by PBKDF2', async () => {
    await done(['init', 'pbkdf2', '--kdf', 'pbkdf2'], { passphrase: PASSPHRASE });
    // The type of the first slot (FORMAT.md, "Head" and "Slot").
    expect(readFileSync(join(root, 'pbkdf2', headName(0)))[228 + 16]).toBe(1);
  });
});

describe('a damaged store', TIMEOUT, () => {
  beforeAll(async () => {
    await done(['init', 'damaged']);
    await done(['generate', 'damaged', 'key']);
  });

  it('is not verified', async () => {
    const [bucket = ''] = readdirSync(join(root, 'damaged', 'b'));
    const path = join(root, 'damaged', 'b', bucket);
    const right = readFileSync(path);
    const wrong = new Uint8Array(right);
    flip(wrong, 8 * wrong.length - 1);
    writeFileSync(path, wrong);
    const words = await run(['verify', 'damaged']);
    expect(words).toMatchObject({ code: 1, stderr: '' });
    expect(words.stdout.toString()).toMatch(/^bucket 0, entry 0: .*\ngeneration 1, 1 key: damaged\n$/);
    expect(words.stdout.toString()).toContain('"fedzk-keys get" of each name tells which key it is');
    expect(words.stdout.toString()).not.toMatch(/\w\(/);
    const json = await run(['verify', 'damaged', '--json']);
    expect([json.code, JSON.parse(json.stdout.toString())]).toMatchObject([1, { ok: false, entries: 1 }]);
    expect(json.stdout.toString()).not.toMatch(/\w\(/);
    expect(await refused(1, ['get', 'damaged', 'key'])).toContain('"fedzk-keys verify" tells what else is');
    writeFileSync(path, right);
    expect(await done(['verify', 'damaged'])).toBe('generation 1, 1 key: all authentic\n');
  });

  it('is told of by verify where opening it removed an older head whose slot was changed', async () => {
    await done(['init', 'changed']);
    await done(['generate', 'changed', 'key']);
    const heads = join(root, 'changed', 'h');
    const [oldest = ''] = readdirSync(heads).sort();
    const path = join(heads, oldest);
    const bytes = readFileSync(path);
    const [{ id } = { id: '' }] = JSON.parse(await done(['slots', 'list', 'changed', '--json']));
    const at = bytes.indexOf(Buffer.from(id, 'hex'));
    chmodSync(path, 0o600);
    writeFileSync(path, bytes.fill((bytes[at] ?? 0) ^ 1, at, at + 1));
    const { code, stdout } = await run(['verify', 'changed']);
    expect(stdout.toString()).toMatch(
      /^h\/0{16}: .*It was removed when the store was opened\..*\ngeneration 2, 1 key: damaged\n$/,
    );
    expect(code).toBe(1);
    expect(await done(['verify', 'changed'])).toBe('generation 2, 1 key: all authentic\n');
  });

  it('is not opened where its head is damaged, or others may read it', async () => {
    const path = join(
      root,
      'damaged',
      'h',
      readdirSync(join(root, 'damaged', 'h'))
        .sort()
        .at(-1) ?? '',
    );
    const right = readFileSync(path);
    const wrong = new Uint8Array(right);
    flip(wrong, 8 * wrong.length - 1);
    writeFileSync(path, wrong);
    expect(await refused(1, ['list', 'damaged'])).toContain('damaged');
    writeFileSync(path, right);
    chmodSync(path, 0o644);
    expect(await refused(2, ['list', 'damaged'])).toContain('chmod it to 0600');
    chmodSync(path, 0o600);
    expect(await done(['list', 'damaged'])).toContain('"key"');
  });

  it('is not made by looking for it', async () => {
    expect(await refused(1, ['list', 'elsewhere'])).toContain('There is no key store here');
    expect(existsSync(join(root, 'elsewhere'))).toBe(false);
  });
});

const noTerminal = missingTerminal();

/** Runs it in a terminal, and answers each question when it is asked. */
function inTerminal(args: readonly string[], answers: readonly string[]) {
  const { FEDZK_MASTER_PASSWORD: _, ...env } = process.env;
  const command = [process.execPath, program, ...args].map((word) => `'${word}'`).join(' ');
  return new Promise<{ code: number | null; screen: string }>((resolve, reject) => {
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      cwd: root,
      env,
      timeout: 60_000,
    });
    let [screen, asked] = ['', 0];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      screen += text;
      const questions = screen.match(/(Passphrase|Once more): /g)?.length ?? 0;
      for (; asked < questions; asked++) child.stdin.write(answers[asked] ?? '\x03');
    });
    child.stdin.on('error', () => {});
    child.on('error', reject).on('close', (code) => {
      child.stdin.destroy();
      resolve({ code, screen: screen.replaceAll('\r\n', '\n') });
    });
  });
}

describe.skipIf(noTerminal !== undefined)(named('a terminal', noTerminal), TIMEOUT, () => {
  it('is asked for a new passphrase twice, and for another one once', async () => {
    const made = await inTerminal(['init', 'asked'], [`${PASSPHRASE}\r`, `${PASSPHRASE}\r`]);
    keepsSecrets(Buffer.from(made.screen));
    expect(made.screen).toMatch(/^Passphrase: \nOnce more: \nmade [0-9a-f]{32}\n$/);
    expect(made.code).toBe(0);
    const listed = await inTerminal(['list', 'asked'], [`${PASSPHRASE}\r`]);
    expect(listed).toEqual({ code: 0, screen: 'Passphrase: \nno keys\n' });
    expect(await done(['list', 'asked'], { passphrase: PASSPHRASE })).toBe('no keys\n');
    const wrong = await inTerminal(['list', 'asked'], [`${WRONG}\r`]);
    expect(wrong).toMatchObject({ code: 1, screen: expect.stringContaining('the passphrase or key is wrong') });
  });

  it('corrects what is typed, also a character of several bytes', async () => {
    const typed = `${PASSPHRASE.slice(0, -1)}x\u007f\u00e9\b\u20ac\u{1f511}\u007f\u007f${PASSPHRASE.slice(-1)}\n`;
    await done(['init', 'typed'], { passphrase: PASSPHRASE });
    expect(await inTerminal(['list', 'typed'], [typed])).toEqual({ code: 0, screen: 'Passphrase: \nno keys\n' });
  });

  it('makes nothing of two that differ, of none, or of an interruption', async () => {
    for (const [answers, words] of [
      [[`${PASSPHRASE}\r`, `${WRONG}\r`], 'The two passphrases differ; nothing was changed.'],
      [[`${PASSPHRASE}\r`, `${PASSPHRASE} \r`], 'The two passphrases differ; nothing was changed.'],
      [['\r'], 'A passphrase cannot be empty.'],
      [[`${PASSPHRASE}\x03`], 'Stopped.'],
      [[`${PASSPHRASE}\r`, '\x03'], 'Stopped.'],
    ] as const) {
      const { code, screen } = await inTerminal(['init', 'differs'], answers);
      keepsSecrets(Buffer.from(screen));
      expect([code, screen.split('\n').at(-2)]).toEqual([2, `fedzk-keys: ${words}`]);
      expect(existsSync(join(root, 'differs'))).toBe(false);
    }
  });

  it('sees how far rewrap is, and no key', async () => {
    await done(['init', 'seen']);
    await done(['put', 'seen', 'key', '--exportable'], { input: KEY });
    await done(['rotate', 'seen']);
    const byKey = ['--key-file', KEY_FILE];
    expect(await inTerminal(['rewrap', 'seen', ...byKey], [])).toEqual({
      code: 0,
      screen: '\r100 %, 1 key\n1 key moved; master keys destroyed: 1\n',
    });
    const { code, screen } = await inTerminal(['get', 'seen', 'key', ...byKey], []);
    keepsSecrets(Buffer.from(screen, 'latin1'));
    expect({ code, screen }).toMatchObject({ code: 2, screen: expect.stringContaining('--hex') });
    expect(await inTerminal(['get', 'seen', 'key', '--hex', ...byKey], [])).toEqual({
      code: 0,
      screen: `${hex(KEY)}\n`,
    });
  });
});

describe('use', TIMEOUT, () => {
  it('is told, all of it on one screen', async () => {
    const help = await done(['--help'], { passphrase: undefined });
    const lines = help.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(24);
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
    for (const [name, { usage, options }] of Object.entries(COMMANDS)) {
      const [first = '', second] = name.split(' ');
      expect(help).toMatch(new RegExp(`\\b${first}\\b`));
      if (second !== undefined) expect(help).toContain(second);
      const own = await done([...name.split(' '), '--help'], { passphrase: undefined });
      expect(own.split('\n')[0]).toBe(`fedzk-keys ${name} ${usage}`);
      expect(own.trimEnd().split('\n').length).toBeLessThanOrEqual(24);
      for (const option of options) expect(own).toContain(`--${option}`);
    }
  });

  // Every command with every option: the ones that its help doesn't have are refused.
  it.each(Object.keys(COMMANDS))('"%s" has no options but its own', async (name) => {
    const { options } = COMMANDS[name] ?? expect.unreachable();
    for (const [option, { type }] of Object.entries(OPTIONS)) {
      if (option === 'help' || option === 'version') continue;
      const given = [`--${option}`, ...(type === 'string' ? ['1'] : [])];
      // Without the names that it takes each command ends before it does anything.
      const words = await refused(2, [...name.split(' '), ...given], { passphrase: undefined });
      const foreign = `"${name}" has no option --${option}. "fedzk-keys ${name} --help" shows how.`;
      if (options.some((own) => own === option)) expect(words).not.toContain('has no option');
      else expect(words).toContain(foreign);
    }
  });

  it.each([
    [[], 'Expected a command'],
    [['destroy', 'wrong'], 'Expected a command, got "destroy"'],
    [['constructor', 'wrong'], 'Expected a command'],
    [['slots', 'wrong'], '"slots" expected list, add or remove after it, got "wrong". "fedzk-keys slots --help"'],
    [['slots'], '"slots" expected list, add or remove after it. "fedzk-keys slots --help"'],
    [[], 'Expected a command. '],
    [['list', 'wrong', 'extra'], '"list" expected DIR and nothing more, got 2 words'],
    [['verify', 'wrong', 'a', 'b'], '"verify" expected DIR and nothing more, got 3 words'],
    [['init'], '"init" expected DIR after it'],
    [['init', 'wrong', 'more'], '"init" expected DIR and nothing more'],
    [['put', 'wrong'], '"put" expected DIR ID [FILE]'],
    [['put', 'wrong', 'id', 'file', 'more'], '"put" expected DIR ID [FILE]'],
    [['run', 'wrong', 'A=a'], '"run" expected DIR NAME=ID'],
    [['run', 'wrong', '--', 'true'], '"run" expected DIR NAME=ID'],
    [['list', 'wrong', '--what'], "Unknown option '--what'"],
    [['list', 'wrong', '--hex'], '"list" has no option --hex'],
    [['passwd', 'wrong'], '"passwd" has no option --key-file'],
    [['init', 'wrong', '--kdf', 'scrypt'], '--kdf expected argon2id or pbkdf2, got "scrypt"'],
    [['init', ''], 'DIR expected the path of a folder'],
  ])('that is wrong: %j', async (args, words) => {
    expect(await refused(2, args)).toContain(words);
    expect(existsSync(join(root, 'wrong'))).toBe(false);
  });

  it('of a group of commands is told', async () => {
    const help = await done(['slots', '--help'], { passphrase: undefined });
    for (const usage of ['slots list DIR', 'slots add DIR', 'slots remove DIR SLOT']) {
      expect(help).toContain(`fedzk-keys ${usage}\n`);
    }
  });

  it('is told of each command in its own words', async () => {
    const help = (...names: string[]) => done([...names, '--help'], { passphrase: undefined });
    expect(await help('put')).toMatch(/--replace +if the key exists, make this its next version/);
    expect(await help('generate')).toMatch(/--replace +if the key exists, make this its next version/);
    expect(await help('backup', 'x')).toMatch(/--replace +replace FILE/);
    expect(await help('put')).toMatch(/--kind KIND .*opaque/);
    expect(await help('generate')).not.toContain('opaque');
    expect(await help('update')).toContain('--expires never');
  });

  it('prints the public key of a key that signs', async () => {
    await done(['init', 'signing']);
    await done(['generate', 'signing', 'mine', '--kind', 'ed25519']);
    await done(['generate', 'signing', 'box']);
    const hex = await done(['public', 'signing', 'mine']);
    expect(hex).toMatch(/^[0-9a-f]{64}\n$/);
    const base64url = Buffer.from(hex.trim(), 'hex').toString('base64url');
    expect(await done(['public', 'signing', 'mine', '--as', 'base64url'])).toBe(`${base64url}\n`);
    expect(await refused(2, ['public', 'signing', 'box'])).toContain('is of kind aes-256 and has no public key');
  });

  it('that the store refuses', async () => {
    await done(['init', 'strict']);
    for (const [args, words] of [
      [['put', 'strict', 'id', 'no such file'], '"no such file", cannot be read: there is none.'],
      [['put', 'strict', 'id'], 'A key has 1 to 65,536 bytes, got 0'],
      [['put', 'strict', 'id', file('long', new Uint8Array(65_537))], 'There are more than 65536 bytes in the file of'],
      [['put', 'strict', 'id', '/dev/zero'], 'A key has 1 to 65,536 bytes, got more'],
      [['put', 'strict', 'id', file('short', 'short'), '--kind', 'aes-256'], '32 bytes'],
      [['put', 'strict', 'id', 'short', '--kind', 'rsa'], '--kind expected aes-256 or hmac-sha256 or opaque'],
      [['generate', 'strict', 'id', '--kind', 'opaque'], '--kind expected aes-256 or hmac-sha256'],
      [['generate', 'strict', 'id', '--expires', 'never'], '--expires expected a date'],
      [['generate', 'strict', 'id', '--metadata', '[1]'], '--metadata expected a JSON object'],
      [['generate', 'strict', 'id', '--metadata', '{'], '--metadata expected a JSON object'],
      [['generate', 'strict', ''], 'ID expected'],
      [['public', 'strict', 'id', '--as', 'pem'], '--as expected hex or base64 or base64url'],
    ] as const) {
      expect(await refused(2, args)).toContain(words);
    }
    expect(await done(['list', 'strict'])).toBe('no keys\n');
  });

  it('in words of the command line', async () => {
    await done(['init', 'words']);
    await done(['generate', 'words', 'held', '--hold']);
    const [{ id }] = JSON.parse(await done(['slots', 'list', 'words', '--json'])) as [{ id: string }];
    for (const [code, args, words] of [
      [1, ['generate', 'words', 'held'], '--replace'],
      [1, ['delete', 'words', 'held'], 'on hold'],
      [1, ['show', 'words', 'none'], '"none"'],
      [1, ['slots', 'remove', 'words', 'none'], '"fedzk-keys slots list"'],
      [1, ['slots', 'remove', 'words', id], 'the last slot'],
      [1, ['list', 'elsewhere'], '"fedzk-keys init" makes one'],
      [2, ['init', file('a file', 'x')], 'a file: it is, or lies in, a file that is no folder.'],
      [2, ['backup', 'words', 'nowhere/backup'], 'nowhere/backup: its folder is not there.'],
      [2, ['generate', 'words', 'id', '--audit', 'nowhere/audit'], 'audit file "nowhere/audit" cannot be written'],
    ] as const) {
      const said = await refused(code, args);
      expect(said).toContain(words);
      expect(said).not.toMatch(/\(E[A-Z]+\)|reading again/);
    }
  });

  it('shows no control characters of names', async () => {
    const name = 'a\n\u001b[31mb\u009bc\u202ed';
    const shown = '"a\\n\\u001b[31mb\\u009bc\\u202ed"';
    await done(['init', 'escapes']);
    const about = ['--purpose', name, '--owner', name, '--metadata', JSON.stringify({ a: name })];
    expect(await done(['generate', 'escapes', name, ...about])).toBe(`made ${shown}\n`);
    expect(await done(['put', 'escapes', name, file('a key', KEY), '--replace'])).toBe(`kept ${shown}\n`);
    expect(await done(['update', 'escapes', name, '--hold'])).toBe(`updated ${shown}\n`);
    for (const args of [
      ['list', 'escapes'],
      ['show', 'escapes', name],
      ['metadata', 'escapes', name],
    ]) {
      expect((await done(args)).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
    expect(await refused(1, ['delete', 'escapes', name])).not.toMatch(/[\p{Cc}\p{Cf}](?!$)/u);
    await done(['update', 'escapes', name, '--no-hold']);
    expect(await done(['retire', 'escapes', name, '1'])).toBe(`retired of ${shown}: 1\n`);
    expect(await refused(1, ['get', 'escapes', name])).not.toMatch(/[\p{Cc}\p{Cf}](?!$)/u);
  });
});

it.each([
  ['There is none; KeyStore.create makes one.', 'There is none; "fedzk-keys init" makes one.'],
  [
    'It is on hold; update(id, { hold: false }) lifts the hold.',
    'It is on hold; "fedzk-keys update --no-hold" lifts the hold.',
  ],
  ['No room; retire(id, { before }) removes some.', 'No room; "fedzk-keys retire --before" removes some.'],
  ['rewrap() first; rotateMaster() after.', '"fedzk-keys rewrap" first; "fedzk-keys rotate" after.'],
  ['There is a key; { replace: true } replaces it.', 'There is a key; --replace replaces it.'],
  ['"expiresAt" expected a Date; open it with "anchor".', '--expires expected a Date; open it with --anchor.'],
  ['"key" expected 32 bytes (ENOENT).', 'The key expected 32 bytes: there is none.'],
  ['Could not write x (ENOENT).', 'Could not write x: its folder is not there.'],
  ['Could not write x (EIO).', 'Could not write x (EIO).'],
])('says %j in its own words', (message, words) => {
  expect(wordsOf(new FedzkError('invalid-state', message))).toBe(words);
});

describe('a program of its own', TIMEOUT, () => {
  it('keeps a key, gives it back, says its version, and ends with the code', async () => {
    expect(await runProgram(['init', 'own'])).toMatchObject({ code: 0, stderr: '' });
    expect(await runProgram(['put', 'own', 'key', '--exportable'], { input: KEY })).toMatchObject({ code: 0 });
    const got = await runProgram(['get', 'own', 'key'], { reveals: true });
    expect(got).toEqual({ code: 0, stdout: Buffer.from(KEY), stderr: '' });
    expect(await runProgram(['get', 'own', 'none'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('"none"'),
    });
    expect((await runProgram(['get'])).code).toBe(2);
    const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
    const { version } = JSON.parse(manifest) as { version: string };
    expect((await runProgram(['--version'])).stdout.toString()).toBe(`${version}\n`);
  });

  it('waits for a key that comes late and in parts', async () => {
    await done(['init', 'late']);
    const slowly = '{ sleep 0.5; printf abc; sleep 0.5; printf def; } | node "$0" put late key --exportable';
    const put = ['sh', '-c', `${slowly} --key-file '${KEY_FILE}'`, program];
    const ended = await runProgram([], { passphrase: undefined, command: put });
    expect(ended).toEqual({ code: 0, stdout: Buffer.from('kept key\n'), stderr: '' });
    expect((await run(['get', 'late', 'key'])).stdout.toString()).toBe('abcdef');
  });

  it.skipIf(!existsSync('/dev/full'))('says that its output cannot be written', async () => {
    const command = ['sh', '-c', 'node "$0" --help > /dev/full', program];
    const { code, stderr } = await runProgram([], { passphrase: undefined, command });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'fedzk-keys: Standard output cannot be written: there is no space left.\n',
    });
  });

  it('is read by one who has gone', async () => {
    await done(['init', 'unread']);
    await done(['put', 'unread', 'key', '--exportable'], { input: LONG });
    for (const args of [['list', 'unread'], ['get', 'unread', 'key'], ['--help']]) {
      const { code, stderr } = await runProgram(args, { closed: true });
      expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
    }
  });
});
