/** What opens a store at the command line: each way to give a passphrase is one passphrase, and no way shows it. */
import { execFileSync } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { KeyStore } from '@fedzk/keys';
import { directoryStorage } from '@fedzk/keys/node';
import { named } from '@fedzk/testkit/tools';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  done,
  file,
  KEY,
  KEY_FILE,
  PASSPHRASE,
  program,
  refused,
  root,
  run,
  runProgram,
  WRONG,
} from './support/command-line.js';
import { cheap } from './support/stores.js';
import { inTerminal, noPython, watchEcho } from './support/terminal.js';

const TIMEOUT = { timeout: 60_000 };
const none = { passphrase: undefined };
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

/** A store whose passphrase takes little time. */
async function storeBy(name: string, passphrase: string): Promise<void> {
  (await KeyStore.create(directoryStorage(join(root, name)), cheap(passphrase))).lock();
}

describe('a passphrase', TIMEOUT, () => {
  beforeAll(() => storeBy('opened', PASSPHRASE));

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

  it('in a file by a symbolic link, as mounted secrets are', async () => {
    file('linked', PASSPHRASE);
    symlinkSync('linked', join(root, 'link'));
    expect(await done(['list', 'opened', '--passphrase-file', 'link'], none)).toBe('no keys\n');
    file('loose target', PASSPHRASE, 0o644);
    symlinkSync('loose target', join(root, 'loose link'));
    expect(await refused(2, ['list', 'opened', '--passphrase-file', 'loose link'], none)).toContain('chmod it to 0600');
  });

  it('on standard input, by either name, and not beside a key', async () => {
    for (const name of ['/dev/stdin', '-']) {
      const given = { ...none, input: bytes(`${PASSPHRASE}\n`) };
      expect(await done(['list', 'opened', '--passphrase-file', name], given)).toBe('no keys\n');
      const words = await refused(2, ['put', 'opened', 'key', '--passphrase-file', name], given);
      expect(words).toContain('give the key as a FILE');
      const twice = ['passwd', 'opened', '--passphrase-file', name, '--new-passphrase-file', '-'];
      expect(await refused(2, twice, given)).toContain('only one of the files');
      const typed = { ...given, terminals: { input: true } };
      expect(await refused(2, ['list', 'opened', '--passphrase-file', name], typed)).toContain('is a terminal');
    }
    const ended = await runProgram(['list', 'opened', '--passphrase-file', '/dev/stdin'], {
      ...none,
      input: bytes(PASSPHRASE),
    });
    expect(ended).toEqual({ code: 0, stdout: Buffer.from('no keys\n'), stderr: '' });
  });

  it('in a pipe of the shell', async () => {
    const { code, stderr } = await runProgram([], {
      ...none,
      command: [
        'sh',
        '-c',
        `printf '%s' '${PASSPHRASE}' | node "$0" list opened --passphrase-file /dev/stdin`,
        program,
      ],
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('in a pipe whose writer is slow, or writes it in parts', async () => {
    const slowly = `{ sleep 0.5; printf '%s' '${PASSPHRASE.slice(0, 7)}'; sleep 0.5; echo '${PASSPHRASE.slice(7)}'; }`;
    const given = (command: string) => ({
      ...none,
      command: ['sh', '-c', `${slowly} | node "$0" ${command}`, program],
    });
    const read = ['list opened --passphrase-file /dev/stdin', `slots add slow --kdf pbkdf2 --key-file '${KEY_FILE}'`];
    await done(['init', 'slow']);
    for (const command of [read[0] ?? '', `${read[1]} --new-passphrase-file -`]) {
      const { code, stderr } = await runProgram([], given(command));
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    }
    expect(await done(['list', 'slow'], { passphrase: PASSPHRASE })).toBe('no keys\n');
  });

  it('beside a program of run, which finds standard input at its end', async () => {
    await done(['put', 'opened', 'given', file('given', KEY), '--exportable'], { passphrase: PASSPHRASE });
    const script = "require('fs').writeSync(1, String(require('fs').readFileSync(0).length))";
    for (const input of ['<', 'cat']) {
      const open = `run opened A=given --passphrase-file - -- node -e "${script}"`;
      const command = input === '<' ? `node "$0" ${open} < 'at its end'` : `cat 'at its end' | node "$0" ${open}`;
      file('at its end', PASSPHRASE);
      const ended = await runProgram([], { ...none, command: ['sh', '-c', command, program] });
      expect(ended).toEqual({ code: 0, stdout: Buffer.from('0'), stderr: '' });
    }
  });

  it('in a file that is no good', async () => {
    const from = (name: string): readonly string[] => ['list', 'opened', '--passphrase-file', name];
    for (const mode of [0o644, 0o602]) {
      expect(await refused(2, from(file('loose', PASSPHRASE, mode)), none)).toContain('chmod it to 0600');
    }
    expect(await refused(2, from(file('empty', `\n${PASSPHRASE}`)), none)).toContain('no first line');
    expect(await refused(2, from(file('huge', new Uint8Array(65_537).fill(97))), none)).toContain(
      'more than 65536 bytes',
    );
    expect(await refused(2, from('/dev/zero'), none)).toContain('more than 65536 bytes');
    expect(await refused(2, from('.'), none)).toContain('cannot be read: it is a folder');
    expect(await refused(2, from('not there'), none)).toContain('cannot be read: there is none');
    expect(await refused(1, from(file('another', WRONG)), none)).toContain('a wrong passphrase');
  });

  it.skipIf(process.platform === 'win32')('is not waited for in a pipe with a name', async () => {
    execFileSync('mkfifo', ['-m', '600', 'pipe'], { cwd: root });
    for (const option of ['--passphrase-file', '--key-file']) {
      expect(await refused(2, ['list', 'opened', option, 'pipe'], none)).toContain(
        '"pipe", is a pipe with a name; take',
      );
    }
    const key = ['put', 'opened', 'piped', 'pipe'];
    expect(await refused(2, key, { passphrase: PASSPHRASE })).toContain(
      'The file of the key, "pipe", is a pipe with a name',
    );
  });

  it.skipIf(!existsSync('/bin/bash') || !existsSync('/dev/fd'))("is in the pipe of a shell's <(command)", async () => {
    const words = `node "$0" list opened --passphrase-file <(sleep 0.1; echo '${PASSPHRASE}')`;
    const { code, stderr } = await runProgram([], { ...none, command: ['/bin/bash', '-c', words, program] });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
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

  it('is asked for, twice where it is new, whatever standard input is', async () => {
    const listed = await run(['put', 'opened', 'piped'], { ...none, answers: [PASSPHRASE], input: KEY });
    expect(listed).toMatchObject({ code: 0, questions: ['Passphrase: '] });
    const differ = await run(['init', 'differ'], { ...none, answers: [PASSPHRASE, WRONG] });
    expect(differ).toMatchObject({ code: 2, questions: ['Passphrase: ', 'Once more: '] });
    expect(existsSync(join(root, 'differ'))).toBe(false);
  });
});

describe('letters with accents', TIMEOUT, () => {
  const COMPOSED = 'caf\u00e9';
  const DECOMPOSED = 'cafe\u0301';
  beforeAll(async () => {
    await storeBy('composed', COMPOSED);
    await storeBy('decomposed', DECOMPOSED);
  });

  it.each([
    ['composed', COMPOSED],
    ['decomposed', DECOMPOSED],
  ])('are one passphrase, %s, on every path', async (form, typed) => {
    const name = file(`${form} letters`, `${typed}\n`);
    for (const store of ['composed', 'decomposed']) {
      const list = ['list', store];
      expect(await done(list, { passphrase: typed })).toBe('no keys\n');
      expect(await done([...list, '--passphrase-file', name], none)).toBe('no keys\n');
      expect(await done([...list, '--passphrase-file', '/dev/stdin'], { ...none, input: bytes(typed) })).toBe(
        'no keys\n',
      );
      expect(await run(list, { ...none, answers: [typed] })).toMatchObject({ code: 0, stderr: '' });
      (await KeyStore.open(directoryStorage(join(root, store)), { passphrase: typed })).lock();
    }
  });

  it.each([
    ['composed', COMPOSED, DECOMPOSED],
    ['decomposed', DECOMPOSED, COMPOSED],
  ])('that are asked for twice are the same, first %s', async (form, first, second) => {
    const made = await run(['init', `new ${form}`, '--kdf', 'pbkdf2'], { ...none, answers: [first, second] });
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(await done(['list', `new ${form}`], { passphrase: second })).toBe('no keys\n');
  });

  it('in another encoding are the same bytes alone', async () => {
    const latin = Uint8Array.of(0x63, 0xe9);
    (await KeyStore.create(directoryStorage(join(root, 'latin')), { ...cheap(''), passphrase: latin })).lock();
    expect(await done(['list', 'latin', '--passphrase-file', file('latin letters', latin)], none)).toBe('no keys\n');
  });
});

describe('a key file', TIMEOUT, () => {
  it('opens a store that it made, and no other', async () => {
    await done(['init', 'by key']);
    expect(await done(['list', 'by key'])).toBe('no keys\n');
    const other = file('other key', new Uint8Array(32).fill(1));
    expect(await refused(1, ['list', 'by key', '--key-file', other], none)).toContain('does not open with this');
    expect(await refused(1, ['list', 'by key'], { passphrase: PASSPHRASE })).toContain('it has: key');
  });

  it('that is no good', async () => {
    const by = (name: string): readonly string[] => ['init', 'none', '--key-file', name];
    expect(await refused(2, by(file('short key', 'short')), none)).toContain('32 random bytes, got 5');
    expect(await refused(2, by(file('loose key', KEY, 0o640)), none)).toContain('chmod it to 0600');
    expect(await refused(2, by('no key'), none)).toContain('cannot be read: there is none');
    expect(await refused(2, [...by(KEY_FILE), '--passphrase-file', KEY_FILE], none)).toContain('either');
    expect(existsSync(join(root, 'none'))).toBe(false);
  });
});

describe.skipIf(noPython !== undefined)(named('a terminal', noPython), TIMEOUT, () => {
  it('is asked while standard input is a pipe', async () => {
    await storeBy('asked', PASSPHRASE);
    const put = `printf 'a secret' | '${process.execPath}' '${program}' put asked piped --exportable`;
    expect(inTerminal([PASSPHRASE], put)).toBe('Passphrase: \nkept piped\n');
    const got = await run(['get', 'asked', 'piped'], { passphrase: PASSPHRASE });
    expect(got.stdout.toString()).toBe('a secret');
  });

  it('shows nothing that is typed from the first question to the last, and all again after it', async () => {
    await done(['init', 'quiet'], { passphrase: PASSPHRASE });
    const passwd = `'${process.execPath}' '${program}' passwd quiet; stty -a`;
    const { between, screen } = watchEcho([PASSPHRASE, WRONG, WRONG], passwd);
    expect(between).toBe('hidden many');
    expect(screen).toMatch(/^Passphrase: \nNew passphrase: \nOnce more: \nthe passphrase is changed;/);
    expect(screen).toMatch(/[ ;]echo /);
    await done(['list', 'quiet'], { passphrase: WRONG });
  });

  it.each([
    ['a wrong passphrase', [WRONG], 'a wrong passphrase'],
    ['Ctrl-C at the first question', ['\x03'], 'Stopped.'],
    ['Ctrl-C at a later one', [PASSPHRASE, '\x03'], 'Stopped.'],
    ['Ctrl-C between two, with more', [`${PASSPHRASE}\r\x03typed`, ''], 'Passphrase: \n'],
    ['two that differ', [PASSPHRASE, WRONG, PASSPHRASE], 'The two passphrases differ'],
  ])('shows what is typed again after %s', async (_, answers, said) => {
    const name = `ends ${answers.join('').length}`;
    await storeBy(name, PASSPHRASE);
    const passwd = `'${process.execPath}' '${program}' passwd '${name}' || stty -a`;
    const { screen } = watchEcho(answers, passwd);
    expect(screen).toContain(said);
    expect(screen).not.toContain('changed;');
    expect(screen).toMatch(/[ ;]echo /);
    expect(screen).not.toContain('typed');
    await done(['list', name], { passphrase: PASSPHRASE });
  });

  it.each(['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'])('shows what is typed again after %s', async (signal) => {
    const list = `trap : HUP INT QUIT TERM; '${process.execPath}' '${program}' list opened; stty -a`;
    const { screen } = watchEcho([signal], list);
    expect(screen).toMatch(/^Passphrase: [^:]*speed /);
    expect(screen).toMatch(/[ ;]echo /);
  });

  it('gives a key, which it does not show', async () => {
    await done(['init', 'typed']);
    const put = (id: string): string =>
      `'${process.execPath}' '${program}' put typed ${id} --exportable --key-file '${KEY_FILE}'`;
    const shown = 'Key in hexadecimal or base64: \n';
    expect(inTerminal([Buffer.from(KEY).toString('hex')], put('hex'))).toBe(`${shown}kept hex\n`);
    expect(inTerminal([Buffer.from(KEY).toString('base64')], put('base64'))).toBe(`${shown}kept base64\n`);
    for (const id of ['hex', 'base64']) {
      expect((await run(['get', 'typed', id], { reveals: true })).stdout.equals(KEY)).toBe(true);
    }
  });
});

it('takes a typed key in hexadecimal or base64, and nothing else', async () => {
  await done(['init', 'forms']);
  const put = (typed: string) =>
    run(['put', 'forms', 'key', '--exportable', '--replace'], { answers: [typed], terminals: { input: true } });
  for (const typed of ['6b6579', '6B6579', 'a2V5', ' a2V5 ', Buffer.from([251, 255]).toString('base64url'), '+/8=']) {
    expect(await put(typed), typed).toMatchObject({ code: 0, questions: ['Key in hexadecimal or base64: '] });
  }
  expect((await run(['get', 'forms', 'key', '--hex'])).stdout.toString()).toBe('fbff\n');
  for (const typed of ['', 'not a key', 'a2V5!', 'a', 'a2W']) {
    expect(await put(typed), typed).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('neither hexadecimal nor base64'),
    });
  }
  const nobody = await run(['put', 'forms', 'key'], { terminals: { input: true } });
  expect(nobody).toMatchObject({ code: 2, stderr: expect.stringContaining('give it as a FILE, or pipe it') });
});
