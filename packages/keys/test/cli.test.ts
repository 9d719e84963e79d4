/** The command line, as a program of its own: what it does, says and ends with, and what it never says. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headName } from '../src/backends/backend.js';
import { flip, Random } from './support/random.js';
import { hex } from './support/vectors.js';

const program = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'fedzk-keys-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Each test starts processes. */
const TIMEOUT = { timeout: 60_000 };
const PASSPHRASE = 'correct horse battery staple';
const WRONG = 'incorrect horse';
const random = new Random('cli');
const KEY = random.bytes(32);
const LONG = random.bytes(65_536);

interface Ended {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

interface Surroundings {
  readonly passphrase?: string | undefined;
  readonly input?: Uint8Array;
  /** Reads no output, as what has ended does. */
  readonly closed?: boolean;
  /** The output has the key that was asked for. */
  readonly reveals?: boolean;
}

function start(command: string, args: readonly string[], { input, closed, ...rest }: Surroundings): Promise<Ended> {
  const passphrase = 'passphrase' in rest ? rest.passphrase : PASSPHRASE;
  const { FEDZK_MASTER_PASSWORD: _, ...env } = process.env;
  if (passphrase !== undefined) env['FEDZK_MASTER_PASSWORD'] = passphrase;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, timeout: 60_000, killSignal: 'SIGKILL' });
    const stdout: Buffer[] = [];
    let stderr = '';
    if (closed) child.stdout.destroy();
    child.stdout.on('data', (bytes: Buffer) => stdout.push(bytes));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject).on('close', (code) => resolve({ code, stdout: Buffer.concat(stdout), stderr }));
    child.stdin.on('error', () => {}).end(input);
  });
}

async function run(args: readonly string[], surroundings: Surroundings = {}): Promise<Ended> {
  const ended = await start(process.execPath, [program, ...args], surroundings);
  if (!surroundings.reveals) keepsSecrets(Buffer.concat([ended.stdout, Buffer.from(ended.stderr)]));
  return ended;
}

/** No output has a passphrase or a key. */
function keepsSecrets(output: Buffer): void {
  for (const secret of [PASSPHRASE, WRONG, KEY, hex(KEY), Buffer.from(KEY).toString('base64'), LONG.subarray(0, 16)]) {
    expect(output.includes(typeof secret === 'string' ? secret : Buffer.from(secret))).toBe(false);
  }
}

/** What a command prints that is done. */
async function done(args: readonly string[], surroundings?: Surroundings): Promise<string> {
  const { code, stdout, stderr } = await run(args, surroundings);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.toString('utf8');
}

/** What a command says that isn't: words, in one line. */
async function refused(wanted: 1 | 2, args: readonly string[], surroundings?: Surroundings): Promise<string> {
  const { code, stdout, stderr } = await run(args, surroundings);
  expect({ args, code, stdout: stdout.toString() }).toEqual({ args, code: wanted, stdout: '' });
  expect(stderr).toMatch(/^fedzk-keys: [^\n]+\.\n$/);
  return stderr;
}

function file(name: string, content: string | Uint8Array, mode = 0o600): string {
  writeFileSync(join(root, name), content);
  chmodSync(join(root, name), mode);
  return name;
}

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
    expect(await done(['generate', 'store', 'made', '--expires', '2020-01-31'])).toBe('made made\n');
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
    expect(raw).toEqual({ code: 0, stdout: Buffer.from(KEY), stderr: '' });
    expect(digits).toEqual({ code: 0, stdout: Buffer.from(`${hex(KEY)}\n`), stderr: '' });
    expect(long.stdout.equals(LONG)).toBe(true);

    expect(await refused(1, ['get', 'store', 'made'])).toContain('export');
    expect(await refused(1, ['get', 'store', 'nothing'])).toContain('"nothing"');
    expect(await refused(1, ['erase', 'store', 'nothing'])).toContain('"nothing"');
    expect(await refused(1, ['put', 'store', 'piped', 'key'])).toContain('"piped"');
    expect(await refused(1, ['init', 'store'])).toContain('already');
    await done(['put', 'store', 'piped', 'key', '--replace']);
    expect(await done(['list', 'store'])).toMatch(/^"piped" {2}opaque {2}version 2 /m);

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
    await done(['init', 'pbkdf2', '--kdf', 'pbkdf2']);
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
    expect(words.stdout.toString()).toMatch(/^bucket 0, entry 0: .*\ngeneration 1, 1 keys: damaged\n$/);
    const json = await run(['verify', 'damaged', '--json']);
    expect([json.code, JSON.parse(json.stdout.toString())]).toMatchObject([1, { ok: false, entries: 1 }]);
    writeFileSync(path, right);
    expect(await done(['verify', 'damaged'])).toBe('generation 1, 1 keys: all authentic\n');
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

describe('a passphrase', TIMEOUT, () => {
  const none = { passphrase: undefined };
  beforeAll(() => done(['init', 'opened']));

  it('that is wrong or missing', async () => {
    expect(await refused(1, ['list', 'opened'], { passphrase: WRONG })).toContain('a wrong passphrase');
    for (const passphrase of [undefined, '']) {
      expect(await refused(2, ['list', 'opened'], { passphrase })).toContain('set FEDZK_MASTER_PASSWORD');
      await refused(2, ['init', 'not made'], { passphrase });
    }
    expect(existsSync(join(root, 'not made'))).toBe(false);
  });

  it.each([
    ['a line', `${PASSPHRASE}\n`],
    ['its first line', `${PASSPHRASE}\r\n${WRONG}\n`],
    ['no end of line', PASSPHRASE],
  ])('in a file: %s', async (name, content) => {
    expect(await done(['list', 'opened', '--passphrase-file', file(name, content)], none)).toBe('no keys\n');
    // The file is what was said last.
    await done(['list', 'opened', '--passphrase-file', name], { passphrase: WRONG });
  });

  it('in a file makes a store that it alone opens', async () => {
    await done(['init', 'by file', '--passphrase-file', file('right', `${PASSPHRASE}\n`)], none);
    await done(['list', 'by file']);
    const other = PASSPHRASE.replaceAll('o', 'a');
    expect(await refused(1, ['list', 'by file', '--passphrase-file', file('other', other)])).toContain(
      'wrong passphrase',
    );
  });

  it('in a file that is no good', async () => {
    const from = (name: string): readonly string[] => ['list', 'opened', '--passphrase-file', name];
    for (const mode of [0o644, 0o602]) {
      expect(await refused(2, from(file('loose', PASSPHRASE, mode)))).toContain('chmod it to 0600');
    }
    expect(await refused(2, from(file('empty', `\n${PASSPHRASE}`)))).toContain('no first line');
    expect(await refused(2, from('not there'))).toContain('cannot be read');
    expect(await refused(1, from(file('another', WRONG)))).toContain('a wrong passphrase');
  });

  it('is no argument', async () => {
    for (const args of [
      [`--passphrase=${PASSPHRASE}`],
      ['--passphrase', PASSPHRASE],
      [PASSPHRASE],
      [`-p${PASSPHRASE}`],
    ]) {
      await refused(2, ['init', 'not made', ...args], none);
    }
  });

  it('in composed and decomposed letters is one', async () => {
    await done(['init', 'letters'], { passphrase: 'caf\u00e9' });
    await done(['list', 'letters'], { passphrase: 'cafe\u0301' });
  });
});

const pty = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;

/** Runs it in a terminal, and answers each question when it is asked. */
function inTerminal(args: readonly string[], answers: readonly string[], passphrase?: string) {
  const { FEDZK_MASTER_PASSWORD: _, ...env } = process.env;
  const command = [process.execPath, program, ...args].map((word) => `'${word}'`).join(' ');
  return new Promise<{ code: number | null; screen: string }>((resolve, reject) => {
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      cwd: root,
      env: passphrase === undefined ? env : { ...env, FEDZK_MASTER_PASSWORD: passphrase },
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

describe.skipIf(!pty)(`a terminal${pty ? '' : ' (skipped: no script of util-linux)'}`, TIMEOUT, () => {
  it('is asked for a new passphrase twice, and for another one once', async () => {
    const made = await inTerminal(['init', 'asked'], [`${PASSPHRASE}\r`, `${PASSPHRASE}\r`]);
    keepsSecrets(Buffer.from(made.screen));
    expect(made.screen).toMatch(/^Passphrase: \nOnce more: \nmade [0-9a-f]{32}\n$/);
    expect(made.code).toBe(0);
    const listed = await inTerminal(['list', 'asked'], [`${PASSPHRASE}\r`]);
    expect(listed).toEqual({ code: 0, screen: 'Passphrase: \nno keys\n' });
    expect(await done(['list', 'asked'])).toBe('no keys\n');
    const wrong = await inTerminal(['list', 'asked'], [`${WRONG}\r`]);
    expect(wrong).toMatchObject({ code: 1, screen: expect.stringContaining('a wrong passphrase') });
  });

  it('corrects what is typed, also a character of several bytes', async () => {
    const typed = `${PASSPHRASE.slice(0, -1)}x\u007f\u00e9\b\u20ac\u{1f511}\u007f\u007f${PASSPHRASE.slice(-1)}\n`;
    await done(['init', 'typed']);
    expect(await inTerminal(['list', 'typed'], [typed])).toEqual({ code: 0, screen: 'Passphrase: \nno keys\n' });
  });

  it('makes nothing of two that differ, of none, or of an interruption', async () => {
    for (const [answers, words] of [
      [[`${PASSPHRASE}\r`, `${WRONG}\r`], 'The two are not the same; nothing was made.'],
      [[`${PASSPHRASE}\r`, `${PASSPHRASE} \r`], 'The two are not the same; nothing was made.'],
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
    expect(await inTerminal(['rewrap', 'seen'], [], PASSPHRASE)).toEqual({
      code: 0,
      screen: '\r100 %, 1 keys\n1 keys moved; master keys destroyed: 1\n',
    });
    const { code, screen } = await inTerminal(['get', 'seen', 'key'], [], PASSPHRASE);
    keepsSecrets(Buffer.from(screen, 'latin1'));
    expect({ code, screen }).toMatchObject({ code: 2, screen: expect.stringContaining('--hex') });
    expect(await inTerminal(['get', 'seen', 'key', '--hex'], [], PASSPHRASE)).toEqual({
      code: 0,
      screen: `${hex(KEY)}\n`,
    });
  });
});

describe('use', TIMEOUT, () => {
  it('is told', async () => {
    const help = await done(['--help'], { passphrase: undefined });
    for (const command of ['init', 'put', 'generate', 'get', 'list', 'rotate', 'rewrap', 'verify', 'erase']) {
      expect(help).toContain(`fedzk-keys ${command} FOLDER`);
    }
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(await done(['--version'], { passphrase: undefined })).toBe(`${version}\n`);
  });

  it.each([
    [[], 'Expected a command'],
    [['destroy', 'wrong'], 'Expected a command, got "destroy"'],
    [['constructor', 'wrong'], 'Expected a command'],
    [['init'], '"init" expected other names'],
    [['init', 'wrong', 'more'], '"init" expected other names'],
    [['put', 'wrong'], '"put" expected other names'],
    [['put', 'wrong', 'id', 'file', 'more'], '"put" expected other names'],
    [['list', 'wrong', '--what'], "Unknown option '--what'"],
    [['init', 'wrong', '--kdf', 'scrypt'], '--kdf expected argon2id or pbkdf2, got "scrypt"'],
    [['init', ''], 'the path of a folder'],
  ])('that is wrong: %j', async (args, words) => {
    expect(await refused(2, args)).toContain(words);
    expect(existsSync(join(root, 'wrong'))).toBe(false);
  });

  it('that the store refuses', async () => {
    await done(['init', 'strict']);
    for (const [args, words] of [
      [['put', 'strict', 'id', 'no such file'], '"no such file" (ENOENT)'],
      [['put', 'strict', 'id'], '"key"'],
      [['put', 'strict', 'id', file('short', 'short'), '--kind', 'aes-256'], '32 bytes'],
      [['generate', 'strict', 'id', '--kind', 'opaque'], '"kind" expected aes-256 or hmac-sha256'],
      [['generate', 'strict', 'id', '--expires', 'never'], '--expires expected a date'],
      [['generate', 'strict', ''], '"id"'],
    ] as const) {
      expect(await refused(2, args)).toContain(words);
    }
    expect(await done(['list', 'strict'])).toBe('no keys\n');
  });

  it('by a reader who has gone', async () => {
    await done(['init', 'unread']);
    await done(['put', 'unread', 'key', '--exportable'], { input: LONG });
    for (const args of [['list', 'unread'], ['get', 'unread', 'key'], ['get', 'unread', 'key', '--hex'], ['--help']]) {
      const { code, stderr } = await run(args, { closed: true });
      expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
    }
  });
});
