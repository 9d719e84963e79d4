/** A program with keys in its environment: what it gets, and what comes back of it. Processes of their own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { named } from '@fedzk/testkit/tools';
import { beforeAll, describe, expect, it } from 'vitest';
import { done, file, KEY, KEY_FILE, PASSPHRASE, program, refused, root, runProgram } from './support/command-line.js';
import { inTerminal, noPython } from './support/terminal.js';
import { hex } from './support/vectors.js';

const TIMEOUT = { timeout: 60_000 };
const NODE = process.execPath;
const TOKEN = 'a token, grün';

beforeAll(async () => {
  await done(['init', 'store']);
  await done(['put', 'store', 'key', file('key', KEY), '--exportable']);
  await done(['put', 'store', 'to=ken', file('token', TOKEN), '--exportable']);
  await done(['put', 'store', 'zero', file('zero', Uint8Array.of(65, 0, 66)), '--exportable']);
  await done(['generate', 'store', 'stays']);
});

describe('a program', TIMEOUT, () => {
  const tells = [
    '-e',
    'process.stdout.write(JSON.stringify([process.env.A, process.env.B, process.env.FEDZK_MASTER_PASSWORD, process.env.HOME, process.argv.slice(1)]))',
  ];

  it('gets the keys that were named, its arguments and the environment, and no passphrase', async () => {
    const args = [
      'run',
      'store',
      'A=key',
      'B=to=ken',
      '--key-file',
      KEY_FILE,
      '--',
      NODE,
      ...tells,
      '--',
      '--json',
      'A=b',
    ];
    const { code, stdout } = await runProgram(args, { reveals: true, passphrase: undefined });
    expect(code).toBe(0);
    const token = Buffer.from(TOKEN);
    const home = process.env['HOME'] ?? null;
    expect(JSON.parse(stdout.toString())).toEqual([hex(KEY), token.toString('hex'), null, home, ['--json', 'A=b']]);
  });

  it('gets them in the form that was asked for', async () => {
    const as = async (form: string, id: string): Promise<unknown> => {
      const { stdout } = await runProgram(['run', 'store', `A=${id}`, '--as', form, '--', NODE, ...tells], {
        reveals: true,
      });
      return (JSON.parse(stdout.toString()) as unknown[])[0];
    };
    expect(await as('base64', 'key')).toBe(Buffer.from(KEY).toString('base64'));
    expect(await as('text', 'to=ken')).toBe(TOKEN);
  });

  it('has standard input and output, and its exit code is passed on', async () => {
    const script = 'process.stdin.pipe(process.stdout).on("unpipe", () => process.exit(42))';
    const ended = await runProgram(['run', 'store', 'A=key', '--', NODE, '-e', script], {
      input: Buffer.from('piped'),
    });
    expect(ended).toEqual({ code: 42, stdout: Buffer.from('piped'), stderr: '' });
  });

  it('that a signal ends, that is not there, or cannot be run', async () => {
    const codes = await Promise.all(
      [[NODE, '-e', 'process.kill(process.pid, "SIGKILL")'], ['no such program'], [join(root, KEY_FILE)]].map(
        async (words) => (await runProgram(['run', 'store', 'A=key', '--', ...words])).code,
      ),
    );
    expect(codes).toEqual([128 + 9, 127, 126]);
  });

  it('gets signals, each once, and decides what they do', async () => {
    const script = `
      let seen = [];
      for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGUSR2']) process.on(signal, () => {
        seen.push(signal);
        console.log(signal);
        if (seen.length === 4) setTimeout(() => process.exit(seen.length), 200);
      });
      setInterval(() => {}, 1000);
      console.log('ready');`;
    const args = [program, 'run', 'store', 'A=key', '--key-file', KEY_FILE, '--', NODE, '-e', script];
    const child = spawn(NODE, args, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'], detached: true });
    const lines = linesOf(child);
    const seen = [];
    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGUSR2', undefined] as const) {
      seen.push((await lines.next()).value);
      if (signal !== undefined) child.kill(signal);
    }
    expect(seen).toEqual(['ready', 'SIGTERM', 'SIGHUP', 'SIGINT', 'SIGUSR2']);
    const [code] = await once(child, 'exit');
    expect(code).toBe(4);
  });
});

it.skipIf(noPython !== undefined)(named('Ctrl-C reaches a program once', noPython), TIMEOUT, () => {
  const script =
    'process.on("SIGINT", () => { console.log("SIGINT"); setTimeout(() => process.exit(), 300); }); setInterval(() => {}, 1000); console.log("ready: ")';
  const run = `exec '${NODE}' '${program}' run store A=key --key-file '${KEY_FILE}' -- '${NODE}' -e '${script}'`;
  expect(inTerminal(['\x03'], run).match(/SIGINT/g)).toEqual(['SIGINT']);
});

/** The lines of a program's output. */
async function* linesOf(child: ChildProcess): AsyncGenerator<string, undefined> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      yield text.slice(0, end);
      text = text.slice(end + 1);
    }
  }
  return undefined;
}

describe('no program is run', TIMEOUT, () => {
  it.each([
    [1, ['A=stays'], 'not put as exportable'],
    [1, ['A=none'], '"none"'],
    [1, ['A=key', 'B=stays'], 'not put as exportable'],
    [2, ['key'], 'expected NAME=ID'],
    [2, ['=key'], 'expected NAME=ID'],
    [2, ['A='], 'expected NAME=ID'],
    [2, ['A B=key'], 'expected NAME=ID'],
    [2, ['1A=key'], 'expected NAME=ID'],
    [2, ['A=key', 'A=to=ken'], 'A twice'],
    [2, ['A=key', '--as', 'rot13'], '--as expected hex, base64 or text'],
    [2, ['A=key', '--as', 'text'], 'is not UTF-8 text'],
    [2, ['A=zero', '--as', 'text'], 'is not UTF-8 text'],
  ] as const)('%d %j', async (code, words, message) => {
    const touched = join(root, 'touched');
    const said = await refused(code, [
      'run',
      'store',
      ...words,
      '--',
      NODE,
      '-e',
      `require('fs').writeFileSync('${touched}', '')`,
    ]);
    expect(said).toContain(message);
    expect(() => readFileSync(touched)).toThrow('ENOENT');
  });

  it.each([[['--key-file', KEY_FILE]], [[]]])(
    'where it could read the passphrase from its parent: %j',
    async (words) => {
      const touched = join(root, 'read');
      const script = `require('fs').writeFileSync('${touched}', require('fs').readFileSync('/proc/' + process.ppid + '/environ'))`;
      const args = ['run', 'store', 'A=key', ...words, '--', NODE, '-e', script];
      const { code, stderr } = await runProgram(args, { passphrase: PASSPHRASE });
      expect(() => readFileSync(touched)).toThrow('ENOENT');
      expect([code, stderr]).toEqual([2, expect.stringContaining('FEDZK_MASTER_PASSWORD is set')]);
      expect(stderr).toContain('--passphrase-file FILE');
    },
  );

  it('where the export cannot be written to the audit file', async () => {
    const args = ['run', 'store', 'A=key', '--audit', 'token/audit', '--', NODE, '-e', 'process.exit(0)'];
    expect((await runProgram(args)).code).toBe(2);
    await runProgram(['run', 'store', 'A=key', '--audit', 'audit', '--', NODE, '-e', 'process.exit(0)']);
    expect(readFileSync(join(root, 'audit'), 'utf8')).toMatch(/"operation":"key_(?:get|export)"/);
  });
});
