/** The command line, as a program of its own: what it says, writes, and ends with. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { folderOf } from '@fedzk/testkit/folders';
import { type Ended, program, runNode, type Surroundings } from '@fedzk/testkit/processes';
import { createVerifier, type ProofJson, type VerificationKeyJson } from '@fedzk/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import { instance, keyed, PRODUCT } from './support/keyed.js';
import { snarkjsVerificationKey, snarkjsWitness } from './support/snarkjs.js';

const cli = await program(new URL('../src/cli.ts', import.meta.url));
const root = folderOf();

const TIMEOUT = { timeout: 60_000 };
const SECRET = 31_337;
const BY_INPUTS = ['prove', '--key', 'key.zkey', '--circuit', 'circuit.wasm', '--inputs', 'inputs.json'];
const BY_WITNESS = ['prove', '--key', 'key.zkey', '--witness', 'witness.wtns'];
/** A name that turns the direction of a terminal's line, and begins a command to it. */
const STEERING = '\u202e\u009b31m.zkey';
let verificationKey: VerificationKeyJson;

/** Runs it; `interrupt` is after how many milliseconds it gets a Ctrl-C, `output` what its standard output goes to. */
function run(
  args: readonly string[],
  { interrupt, ...found }: Surroundings & { readonly interrupt?: number } = {},
): Promise<Ended> {
  const onStart = (child: ChildProcess) => {
    if (interrupt !== undefined) setTimeout(() => child.kill('SIGINT'), interrupt);
  };
  return runNode([cli, ...args], { cwd: root, ...found, onStart });
}

/** A run without a proof: it says why in words, has told no secret, and left no file. */
async function trouble(args: readonly string[], code = 2): Promise<string> {
  const before = readdirSync(root);
  const ended = await run(args);
  expect(ended).toMatchObject({ code, stdout: '' });
  expect(ended.stderr).toMatch(/^fedzk-prove: [^\n]+\.\n$/);
  expect(ended.stderr).not.toMatch(/31337|94011|\bat .*:\d+/);
  expect(readdirSync(root)).toEqual(before);
  return ended.stderr;
}

const json = (name: string): unknown => JSON.parse(readFileSync(join(root, name), 'utf8'));

function valid(proof: unknown, publicSignals: unknown): void {
  using verifier = createVerifier(verificationKey);
  expect(verifier.explain(proof as ProofJson, publicSignals as string[])).toBe('ok');
  expect(publicSignals).toEqual([String(3 * SECRET)]);
}

beforeAll(async () => {
  const { wasm, zkey, initial: open } = await keyed(PRODUCT);
  verificationKey = await snarkjsVerificationKey(zkey, 'bn128');
  const wtns = await snarkjsWitness(wasm, { a: SECRET, b: 3 });
  const files: Readonly<Record<string, string | Uint8Array>> = {
    'key.zkey': zkey,
    'short.zkey': zkey.slice(0, -1),
    'circuit.wasm': wasm,
    'witness.wtns': wtns,
    'wrong.wtns': wtns.with(108, 1),
    'inputs.json': JSON.stringify({ a: SECRET, b: '3' }),
    'missing.json': JSON.stringify({ a: SECRET }),
    'short.json': JSON.stringify({ a: [SECRET, 2], b: 1 }),
    'open.zkey': open,
    [STEERING]: zkey,
    'bare.wasm': wasm,
    'circuit_js/circuit.wasm': wasm,
    'circuit.sym': '1,1,0,main.c\n2,2,0,main.a\n3,3,0,main.b\n4,-1,1,main.inner.b\n',
    'text.json': `{ "a": ${SECRET}, `,
    'beyond.json': `{ "a": 9007199254740994, "b": 1 }`,
    'page.html': '<!doctype html><p>Not found',
    'garbled.wasm': wasm,
    'garbled.sym': 'no list',
    'other.wasm': wasm,
    'other.sym': '1,1,0,main.d\n',
  };
  for (const folder of ['folder', 'circuit_js']) mkdirSync(join(root, folder));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(root, name), content);
}, 60_000);

describe('reads standard input', TIMEOUT, () => {
  const last = (args: readonly string[]): string[] => [...args.slice(0, -1), '-', '--json'];

  it.each([
    ['inputs', BY_INPUTS, 'inputs.json'],
    ['a witness', BY_WITNESS, 'witness.wtns'],
  ] as const)('%s', async (_, args, file) => {
    const { code, stdout, stderr } = await run(last(args), { input: readFileSync(join(root, file)) });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { proof, publicSignals } = JSON.parse(stdout);
    valid(proof, publicSignals);
  });

  it('and names it where it is wrong', async () => {
    const { code, stderr } = await run(last(BY_INPUTS), { input: '{ "a": ' });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('standard input is not JSON.') });
    const missing = await run(last(BY_INPUTS), { input: '{ "a": 1 }' });
    expect(missing.stderr).toContain('standard input expected 2 values, got 1: missing: "b".');
  });
});

it('a key without contributions is used where that is asked for', TIMEOUT, async () => {
  const args = BY_INPUTS.map((arg) => (arg === 'key.zkey' ? 'open.zkey' : arg));
  expect(await run([...args, '--allow-insecure', '--json'])).toMatchObject({ code: 0, stderr: '' });
});

it.skipIf(process.platform === 'win32')('Ctrl-C ends the wait for standard input', TIMEOUT, async () => {
  for (const args of [BY_INPUTS, BY_WITNESS]) {
    const before = readdirSync(root);
    for (const name of process.platform === 'win32' ? ['-'] : ['-', '/dev/stdin', '/dev/fd/0']) {
      const ended = await waiting([...args.slice(0, -1), name]);
      expect(ended).toEqual({ code: 130, stdout: '', stderr: 'fedzk-prove: cancelled; nothing was written.\n' });
      expect(readdirSync(root)).toEqual(before);
    }
  }
});

/** Runs it with a standard input that has no end, and interrupts it once it reads. */
function waiting(args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], { cwd: root, timeout: 20_000, killSignal: 'SIGKILL' });
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        said[stream] += text;
      });
    }
    child.on('error', reject).on('close', (code) => resolve({ code, ...said }));
    // No pipe holds so much: the write ends when most of it was read.
    child.stdin.on('error', () => {}).write(' '.repeat(2 ** 22), () => child.kill('SIGINT'));
  });
}

describe('proves', TIMEOUT, () => {
  it.each([
    ['by inputs', BY_INPUTS],
    ['by a witness', BY_WITNESS],
    ['by one thread', [...BY_INPUTS, '--threads', '1']],
  ])('%s', async (_, args) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^proved in \d+ ms and verified: "proof\.json", "public\.json"\n$/);
    valid(json('proof.json'), json('public.json'));
    for (const name of ['proof.json', 'public.json']) rmSync(join(root, name));
  });

  it('into other files', async () => {
    const { code } = await run([...BY_WITNESS, '--proof', 'folder/p', '--public', 'folder/s']);
    expect(code).toBe(0);
    valid(json('folder/p'), json('folder/s'));
    expect(readdirSync(join(root, 'folder'))).toEqual(['p', 's']);
  });

  it('--json writes no file', async () => {
    const { code, stdout } = await run([...BY_INPUTS, '--json']);
    expect(code).toBe(0);
    const { proof, publicSignals, milliseconds } = JSON.parse(stdout);
    valid(proof, publicSignals);
    expect(milliseconds).toBeGreaterThan(0);
    expect(existsSync(join(root, 'proof.json'))).toBe(false);
  });

  it.each([BY_INPUTS.with(2, STEERING), ['info', STEERING]])('%s has JSON that steers no terminal', async (...args) => {
    const { code, stdout } = await run([...args, '--json']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\{[ -~]+\}\n$/);
  });
});

it('info, --help, --version', TIMEOUT, async () => {
  using verifier = createVerifier(verificationKey);
  const { id } = verifier;
  expect(await run(['info', 'key.zkey'])).toEqual({
    code: 0,
    stdout: `bn254, 1 public signal, 1 contribution, key ${id}\n`,
    stderr: '',
  });
  const json = async (key: string): Promise<unknown> => JSON.parse((await run(['info', key, '--json'])).stdout);
  const common = { curve: 'bn254', nPublic: 1 };
  expect(await json('key.zkey')).toEqual({ ...common, contributions: 1, insecure: false, vkeyId: id });
  const open = { ...common, contributions: 0, insecure: true, vkeyId: expect.stringMatching(/^[0-9a-f]{64}$/) };
  expect(await json('open.zkey')).toEqual(open);
  const words = await run(['info', 'open.zkey']);
  expect(words).toMatchObject({ code: 0, stderr: '' });
  expect(words.stdout).toMatch(
    /^bn254, 1 public signal, 0 contributions, key \w+\nINSECURE: nobody has contributed .*\n$/,
  );
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(await run(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  const help = await run(['--help']);
  expect(help).toMatchObject({ code: 0, stderr: '' });
  expect(help.stdout).toContain(
    'Exit code: 0 proved, 1 the inputs or the witness do not satisfy the circuit, 2 wrong use',
  );
  expect(help.stdout).toContain('130 cancelled');
});

it('a witness that satisfies nothing ends with 1', TIMEOUT, async () => {
  const args = ['prove', '--key', 'key.zkey', '--witness', 'wrong.wtns'];
  expect(await trouble(args, 1)).toContain('The witness does not satisfy the circuit');
  expect(await trouble([...args, '--json'], 1)).toContain('The witness does not satisfy the circuit');
});

describe('wrong use and broken input end with 2', TIMEOUT, () => {
  beforeAll(() => {
    symlinkSync('../circuit.wasm', join(root, 'folder/link'));
    linkSync(join(root, 'inputs.json'), join(root, 'folder/hard'));
  });

  const swapped = (from: string, to: string, args = BY_INPUTS): string[] =>
    args.map((arg) => (arg === from ? to : arg));

  it.each<[string[], string]>([
    [[], 'Expected "prove", "info" or "ceremony", got no command. See fedzk-prove --help.'],
    [['verify'], 'Expected "prove", "info" or "ceremony", got "verify".'],
    [['prove'], '"prove" lacks --key. See fedzk-prove --help.'],
    [['prove', '--key', 'key.zkey'], '"prove" lacks --circuit and --inputs, or --witness.'],
    [['prove', '--witness', 'witness.wtns'], '"prove" lacks --key.'],
    [['prove', '--key', 'key.zkey', '--inputs', 'inputs.json'], '"prove" lacks --circuit.'],
    [['prove', 'more'], '"prove" takes only options, got "more".'],
    [['info'], '"info" expected one key, got none.'],
    [['info', 'key.zkey', 'more'], '"info" expected one key, got "key.zkey more".'],
    [['info', '-'], 'A proving key is read in parts, so it cannot come from standard input. Give the name of a file.'],
    [BY_INPUTS.slice(0, -2), '"prove" lacks --inputs.'],
    [
      [...BY_INPUTS, '--witness', 'witness.wtns'],
      'Expected --circuit and --inputs, or --witness, got both: leave one out.',
    ],
    [[...BY_WITNESS, '--inputs', 'inputs.json'], 'or --witness, got both: leave one out.'],
    [[...BY_WITNESS, '--loud'], "Unknown option '--loud'. See fedzk-prove --help."],
    [[...BY_WITNESS, '--threads', 'many'], '--threads expected an integer from 1 to 64, got "many".'],
    [[...BY_WITNESS, '--threads', '0'], '--threads expected an integer from 1 to 64, got 0.'],
    [[...BY_WITNESS, '--threads', '-1'], "Option '--threads' argument is ambiguous. See fedzk-prove --help."],
    [[...BY_WITNESS, '--json', '--proof', 'p'], 'With --json no file is written, so leave out --proof.'],
    [[...BY_WITNESS, '--public', 's', '--json'], 'With --json no file is written, so leave out --public.'],
    [[...BY_WITNESS, '--threads', '65'], '--threads expected an integer from 1 to 64, got 65.'],
    [[...BY_WITNESS, '--proof', 'key.zkey'], '--proof names "key.zkey", which --key reads. Give another name'],
    [[...BY_WITNESS, '--public', './folder/../witness.wtns'], ', which --witness reads.'],
    [[...BY_INPUTS, '--public', 'folder/link'], '--public names "folder/link", which --circuit reads.'],
    [[...BY_INPUTS, '--proof', 'folder/hard'], '--proof names "folder/hard", which --inputs reads.'],
    [swapped('key.zkey', '.'), '"." cannot be read: it is a folder.'],
    [[...BY_WITNESS, '--proof', 'one', '--public', './one'], 'Expected two files for --proof and --public'],
    [swapped('key.zkey', 'none.zkey'), '"none.zkey" cannot be read: there is none. Check the name'],
    [swapped('circuit.wasm', 'none'), '"none" cannot be read: there is none.'],
    [swapped('inputs.json', 'folder'), '"folder" cannot be read: it is a folder.'],
    [swapped('inputs.json', 'text.json'), '"text.json" is not JSON. Pass an object'],
    [
      swapped('inputs.json', 'missing.json'),
      '"missing.json" expected 2 values, got 1: missing: "b". Those given: "a".',
    ],
    [swapped('inputs.json', 'missing.json', swapped('circuit.wasm', 'circuit_js/circuit.wasm')), ': missing: "b".'],
    [
      swapped('inputs.json', 'missing.json', swapped('circuit.wasm', 'bare.wasm')),
      'a signal is missing. To see its name put "bare.sym", which "circom --sym" writes, beside "bare.wasm". Those',
    ],
    [
      swapped('inputs.json', 'missing.json', swapped('circuit.wasm', 'garbled.wasm')),
      'a signal is missing. "garbled.sym" is not a list of symbols, which "circom --sym" writes. Those',
    ],
    [
      swapped('inputs.json', 'missing.json', swapped('circuit.wasm', 'other.wasm')),
      'a signal is missing. "other.sym" does not name it, so it is of another circuit. Those',
    ],
    [swapped('inputs.json', 'beyond.json'), 'a number above 2^53, which is not exact (write it as a decimal string)'],
    [swapped('inputs.json', 'short.json'), '"a" expected 1 value, got 2'],
    [swapped('key.zkey', 'short.zkey'), '"short.zkey" expected a proving key of snarkjs for Groth16: got a file that'],
    [swapped('key.zkey', 'witness.wtns'), '"witness.wtns" expected a proving key of snarkjs'],
    [swapped('key.zkey', 'open.zkey'), '"open.zkey" expected a key that is secure: "vk_delta_2" is plus or minus'],
    [swapped('key.zkey', 'open.zkey'), 'For a test, give --allow-insecure.'],
    [['info', 'witness.wtns'], '"witness.wtns" expected a proving key of snarkjs'],
    [
      swapped('circuit.wasm', 'witness.wtns'),
      '"witness.wtns" expected a WebAssembly module, as "circom --wasm" writes it (',
    ],
    [swapped('circuit.wasm', 'page.html'), ').'],
    [swapped('witness.wtns', 'key.zkey', BY_WITNESS), '"key.zkey" expected the contents of a .wtns file'],
    [[...BY_WITNESS, '--proof', 'none/p'], '"none/p" cannot be written: its folder does not exist.'],
    [[...BY_WITNESS, '--public', 'none/s'], '"none/s" cannot be written: its folder does not exist.'],
    [[...BY_WITNESS, '--public', 'key.zkey/s'], '"key.zkey/s" cannot be written: its folder is a file.'],
    [[...BY_WITNESS, '--public', 'folder'], '"folder" cannot be written: it is a folder.'],
  ])('%j', async (args, message) => {
    const said = await trouble(args);
    expect(said).toContain(message);
    expect(said).not.toMatch(/edge|option "symbols"|EISDIR|NaN/);
  });

  it.skipIf(!existsSync('/dev/full'))('where nobody can read the answer', async () => {
    for (const args of [['info', 'key.zkey'], ['--help']]) {
      const { code, stderr } = await run(args, { output: '/dev/full' });
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: 'fedzk-prove: standard output cannot be written: the disk is full. Check where it goes.\n',
      });
    }
  });
});

/** Each option with a value that is right, and the commands that have it. */
const OPTIONS: readonly (readonly [option: readonly string[], commands: readonly string[]])[] = [
  [['--key', 'key.zkey'], ['prove']],
  [['--circuit', 'circuit.wasm'], ['prove']],
  [['--inputs', 'inputs.json'], ['prove']],
  [['--witness', 'witness.wtns'], ['prove']],
  [['--proof', 'p'], ['prove']],
  [['--public', 's'], ['prove']],
  [['--threads', '1'], ['prove']],
  [['--allow-insecure'], ['prove']],
  [['--json'], ['prove', 'info']],
  [['--help'], ['prove', 'info']],
  [['--version'], ['prove', 'info']],
];

describe('options', TIMEOUT, () => {
  it('are those of the help', async () => {
    const { stdout } = await run(['--help']);
    expect([...new Set(stdout.match(/--[a-z-]+/g))].sort()).toEqual(OPTIONS.map(([[name]]) => name).sort());
  });

  it.each(OPTIONS)('%j', async ([name = '', ...value], commands) => {
    if (commands.includes('info')) expect(await run(['info', 'key.zkey', name, ...value])).toMatchObject({ code: 0 });
    else expect(await trouble(['info', 'key.zkey', name, ...value])).toContain(`"info" has no option ${name}.`);
    const ended = await run(['prove', name, ...value]);
    // Alone it isn't enough, but it is one.
    expect(ended.stderr).not.toContain('has no option');
    expect(ended.code).toBe(['--help', '--version'].includes(name) ? 0 : 2);
  });
});

describe('what is no file, or has no end', TIMEOUT, () => {
  const windows = process.platform === 'win32';
  beforeAll(() => {
    writeFileSync(join(root, 'long.json'), '');
    truncateSync(join(root, 'long.json'), 2 ** 28 + 1);
    if (!windows) execFileSync('mkfifo', [join(root, 'pipe')]);
  });

  const swap = (args: readonly string[], from: string, to: string) => args.map((arg) => (arg === from ? to : arg));
  const places = (name: string) => [
    ...['key.zkey', 'circuit.wasm', 'inputs.json'].map((from) => [swap(BY_INPUTS, from, name)] as const),
    [swap(BY_WITNESS, 'witness.wtns', name)] as const,
    [['info', name]] as const,
  ];

  it.skipIf(windows).each(places('pipe'))('a pipe with a name, %j', async (args) => {
    expect(await trouble(args)).toMatch(/"pipe" cannot be read: it is a pipe( or a device)?, not a file\./);
  });

  it.skipIf(!existsSync('/dev/zero')).each(places('/dev/zero'))('a device, %j', async (args) => {
    expect(await trouble(args)).toMatch(/"\/dev\/zero" cannot be read: it is a (pipe or a )?device/);
  });

  it('inputs that are too long', async () => {
    expect(await trouble(swap(BY_INPUTS, 'inputs.json', 'long.json'))).toContain(
      '"long.json" is longer than 268435456 bytes.',
    );
  });

  it.skipIf(!existsSync('/bin/bash') || !existsSync('/dev/fd'))(
    "a shell's <(command) is read, to a bound",
    async () => {
      const inBash = (words: string): string =>
        execFileSync('/bin/bash', ['-c', `"$0" "$1" prove ${words} 2>&1; true`, process.execPath, cli], {
          cwd: root,
          encoding: 'utf8',
        });
      const by = '--key key.zkey --circuit circuit.wasm --json --inputs';
      const { proof, publicSignals } = JSON.parse(inBash(`${by} <(cat inputs.json)`));
      valid(proof, publicSignals);
      expect(inBash(`${by} <(cat /dev/zero)`)).toMatch(/\/dev\/fd\/\d+" is longer than 268435456 bytes\.\n$/);
      expect(inBash(`${by} - < /dev/zero`)).toContain('standard input is longer than 268435456 bytes.');
      expect(inBash('--witness witness.wtns --key <(cat key.zkey)')).toContain('cannot be read: it is a pipe');
    },
  );
});

describe('what steers a terminal is escaped', TIMEOUT, () => {
  const STEERING = '\u202e\u001b[2J\u009b';
  const swapInputs = (to: string): string[] => [...BY_INPUTS.slice(0, -1), to];

  it.each([
    ['an option', [`--${STEERING}`]],
    ['a command', [STEERING]],
    ['a key', ['info', STEERING]],
    ['an input', swapInputs('steering.json')],
  ])('%s', async (_, args) => {
    writeFileSync(join(root, 'steering.json'), JSON.stringify({ a: 1, [STEERING]: 1 }));
    const said = await trouble(args);
    expect(said).toContain('\\u202e\\u001b[2J\\u009b');
    expect(said.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

it.skipIf(process.platform === 'win32')('Ctrl-C cancels, and nothing is written', TIMEOUT, async () => {
  const { zkey, wasm, inputs } = instance('gradient-update-650x8');
  const plain = JSON.stringify(inputs, (_, value) => (typeof value === 'bigint' ? String(value) : value));
  for (const [name, content] of [
    ['large.zkey', zkey],
    ['large.wasm', wasm],
    ['large.json', plain],
  ] as const) {
    writeFileSync(join(root, name), content);
  }
  const args = ['prove', '--key', 'large.zkey', '--circuit', 'large.wasm', '--inputs', 'large.json', '--threads', '1'];
  const before = readdirSync(root);
  const began = performance.now();
  expect((await run([...args, '--json'])).code).toBe(0);
  const whole = performance.now() - began;
  // The machine may be at other work, so that one comes too early or too late.
  for (const part of [0.6, 0.5, 0.7, 0.4, 0.8]) {
    const ended = await run(args, { interrupt: part * whole });
    if (ended.code === 0) for (const name of ['proof.json', 'public.json']) rmSync(join(root, name));
    if (ended.code !== 130) continue;
    expect(ended).toEqual({ code: 130, stdout: '', stderr: 'fedzk-prove: cancelled; nothing was written.\n' });
    expect(readdirSync(root)).toEqual(before);
    return;
  }
  throw new Error('no run was cancelled');
});
