/** The command line: what it says, and above all what it ends with. As a program of its own where that matters. */

import { type ChildProcess, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { folderOf } from '@fedzk/testkit/folders';
import { type Ended, program, programOf, runNode, type Surroundings, run as start } from '@fedzk/testkit/processes';
import { createVerifier } from '@fedzk/verify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../src/cli/main.js';
import { FORMATS, proofIn, signalBytes } from './support/encoding.js';
import { both, onBn254, readVectors, type Statement, semaphore, type Vectors } from './support/vectors.js';

const cli = await program(new URL('../src/cli.ts', import.meta.url));
/** See the file. */
const TELLING = ['./support/tell-calls.mjs', '../src/cli.ts'].map((name) =>
  fileURLToPath(new URL(name, import.meta.url)),
);
const telling = await programOf(TELLING.map((path) => `import ${JSON.stringify(path)};`).join('\n'));
const root = folderOf();

const TIMEOUT = { timeout: 60_000 };

interface Given {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
}

/** In this process. */
async function run(args: readonly string[], { cwd = root, input = '' }: Given = {}): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  process.chdir(cwd);
  const code = await main(args, {
    version: () => 'a version',
    input: Readable.from([Buffer.from(input)]),
    end: (_, line) => {
      stdout += `${line}\n`;
    },
    tell: (line) => {
      stderr += `${line}\n`;
    },
  });
  return { code, stdout, stderr };
}
afterAll(() => process.chdir(tmpdir()));

interface Found extends Surroundings {
  /** Stops reading after the first output, as `head -1` does. */
  readonly readsOnce?: boolean;
}

/** As a program of its own. */
function runProgram(args: readonly string[], { readsOnce, ...found }: Found = {}): Promise<Ended> {
  const onOutput = readsOnce ? (_: string, { stdout }: ChildProcess) => stdout?.destroy() : undefined;
  return runNode([cli, ...args], { cwd: root, ...found, onOutput });
}

/** What a run without a verdict says: a message in words, with `--json` in an object too. */
async function trouble(args: readonly string[], surroundings?: Given): Promise<string> {
  const { code, stdout, stderr } = await run(args, surroundings);
  expect(code).toBe(2);
  const [, message] = /^fedzk-verify: ([^\n]+\.)\n$/.exec(stderr) ?? expect.unreachable();
  if (args.includes('--json')) expect(JSON.parse(stdout)).toEqual({ ok: false, error: message });
  else expect(stdout).toBe('');
  return stderr;
}

function write(folder: string, files: Readonly<Record<string, unknown>>): string {
  for (const [name, content] of Object.entries(files)) {
    const raw = typeof content === 'string' || content instanceof Uint8Array;
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), raw ? content : JSON.stringify(content));
  }
  return folder;
}

const line = ({ proof, publicSignals }: Pick<Statement, 'proof' | 'publicSignals'>): string =>
  JSON.stringify({ proof, publicSignals });

const VALID = 'valid: the proof holds for these public signals\n';

describe.each(both)('on $curve.name', TIMEOUT, ({ curve, slice, otherSlice, updateSlice }: Vectors) => {
  const { verificationKey, proof, publicSignals } = slice;
  const { id, curve: name } = createVerifier(verificationKey);
  const mixed = { proof, publicSignals: otherSlice.publicSignals };
  const folder = join(root, curve.name);

  beforeAll(() => {
    const formats = FORMATS.map((format) => [`${format}.bin`, proofIn(format, proof)] as const);
    write(folder, {
      'vk.json': verificationKey,
      'proof.json': proof,
      'public.json': publicSignals,
      'other.json': otherSlice.publicSignals,
      'public.bin': signalBytes(publicSignals),
      'other.bin': signalBytes(otherSlice.publicSignals),
      'short.bin': signalBytes(publicSignals).slice(1),
      ...Object.fromEntries(formats),
    });
  });

  it('a valid proof', async () => {
    const args = ['vk.json', 'proof.json', 'public.json'];
    expect(await run(args, { cwd: folder })).toEqual({ code: 0, stdout: VALID, stderr: '' });
    expect(await runProgram(args, { cwd: folder })).toEqual({ code: 0, stdout: VALID, stderr: '' });
    const { code, stdout } = await run(['--json', ...args], { cwd: folder });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ ok: true, status: 'ok', id, curve: name });
  });

  it('one that is not valid', async () => {
    const args = ['vk.json', 'proof.json', 'other.json'];
    const { code, stdout, stderr } = await run(args, { cwd: folder });
    expect(await runProgram(args, { cwd: folder })).toEqual({ code, stdout, stderr });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^not valid \(equation\): the pairing equation does not hold [^\n]*\n$/);
    const json = await run([...args, '--json'], { cwd: folder });
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toEqual({ ok: false, status: 'equation', id, curve: name });
  });

  it.each(FORMATS)('bytes, %s', async (format) => {
    const of = (signals: string): Promise<Ended> => run(['vk.json', `${format}.bin`, signals], { cwd: folder });
    expect(await of('public.bin')).toEqual({ code: 0, stdout: VALID, stderr: '' });
    expect(await of('other.bin')).toMatchObject({ code: 1, stdout: expect.stringContaining('(equation)') });
    expect(await of('short.bin')).toMatchObject({ code: 1, stdout: expect.stringContaining('(malformed-signals)') });
  });

  it('lines of a file and of standard input', async () => {
    const texts = [...updateSlice.map(line), '', 'no JSON', line(mixed), 'null', line({ proof, publicSignals: [] })];
    const first = updateSlice.length + 2;
    const failed = ['no-json', 'equation', 'malformed-proof', 'signal-count'].map((status, i) => ({
      line: first + i,
      status,
    }));
    const count = updateSlice.length + failed.length;
    write(folder, { 'all.ndjson': texts.join('\n'), 'good.jsonl': `${updateSlice.map(line).join('\r\n')}\r\n` });
    const input = `\uFEFF${texts.join('\n')}\n`;
    for (const [source, stdin] of [
      ['all.ndjson', ''],
      ['-', input],
    ] as const) {
      const { code, stdout, stderr } = await run(['vk.json', source], { cwd: folder, input: stdin });
      expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
      const shown = stdout.split('\n').map((text) => text.replace(/: (?!not valid).*/, ''));
      expect(shown).toEqual([
        ...failed.map((each) => `line ${each.line}: not valid (${each.status})`),
        `${updateSlice.length} of ${count} valid`,
        '',
      ]);
      const json = await run(['vk.json', source, '--json'], { cwd: folder, input: stdin });
      expect(json.code).toBe(1);
      expect(JSON.parse(json.stdout)).toEqual({ ok: false, count, failed, id, curve: name });
    }
    const good = await run(['vk.json', 'good.jsonl'], { cwd: folder });
    const stdout = `${updateSlice.length} of ${updateSlice.length} valid\n`;
    expect(good).toEqual({ code: 0, stdout, stderr: '' });
  });

  it('a folder', async () => {
    const good = write(join(folder, 'good'), {
      'a.proof.json': proof,
      'a.public.json': publicSignals,
      'b.proof.bin': proofIn('fedzk', proof),
      'b.public.json': publicSignals,
      'c/proof.json': otherSlice.proof,
      'c/public.bin': signalBytes(otherSlice.publicSignals),
      'd/readme.txt': 'neither',
      'vk.json': verificationKey,
    });
    expect(await run(['vk.json', good], { cwd: folder })).toEqual({ code: 0, stdout: '3 of 3 valid\n', stderr: '' });
    const bad = write(join(folder, 'bad'), {
      'a.proof.json': proof,
      'a.public.json': publicSignals,
      'a/proof.json': proof,
      'a/public.json': mixed.publicSignals,
      'b.proof.json': proof,
      'c.public.json': publicSignals,
      'd.proof.json': proof,
      'd.proof.bin': proofIn('fedzk', proof),
      'd.public.json': publicSignals,
      'e.proof.json': '{',
      'e.public.json': publicSignals,
      'f.proof.json/x': '',
      'f.public.json': publicSignals,
      'g.proof.bin': new Uint8Array(1_000_000),
      'g.public.json': publicSignals,
      'h\u001b[2J.proof.json': proof,
    });
    const { code, stdout } = await run(['vk.json', bad, '--json'], { cwd: folder });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      ...{ ok: false, count: 9, id, curve: name },
      failed: [
        { name: 'a/', status: 'equation' },
        { name: 'b', status: 'incomplete' },
        { name: 'c', status: 'incomplete' },
        { name: 'd', status: 'incomplete' },
        { name: 'e', status: 'no-json' },
        { name: 'f', status: 'unreadable' },
        { name: 'g', status: 'too-long' },
        { name: 'h\u001b[2J', status: 'incomplete' },
      ],
    });
    const words = await run(['vk.json', bad], { cwd: folder });
    expect(words.stdout).toContain('h\\u001b[2J: not valid (incomplete): ');
    expect(words.stdout).toMatch(/\n1 of 9 valid\n$/);
  });

  it('thousands of lines, of which 256 are verified together', async () => {
    const texts = Array.from({ length: 2000 }, (_, i) => line(updateSlice[i % updateSlice.length] ?? slice));
    const input = texts.join('\n');
    const args = [telling, 'vk.json', '-'];
    const { code, stdout, stderr } = await start(process.execPath, args, { cwd: folder, input });
    // One by one there would be 2,000 calls.
    const calls = [...Array(7).fill('verifyBatch of 256'), 'verifyBatch of 208'];
    expect({ code, stdout }).toEqual({ code: 0, stdout: '2000 of 2000 valid\n' });
    expect(stderr.trimEnd().split('\n')).toEqual(calls);
    const one = await run(['vk.json', '-'], { cwd: folder, input: texts.with(1500, line(mixed)).join('\n') });
    expect(one).toMatchObject({ code: 1, stdout: expect.stringMatching(/^line 1501: .*\n1999 of 2000 valid\n$/) });
  });
});

describe('each status has a sentence', TIMEOUT, () => {
  const { slice, otherSlice, outsideG2 } = onBn254;
  const { proof, publicSignals } = slice;
  const infinity = { ...proof, pi_a: ['0', '1', '0'] };
  const large = String(2n ** 256n - 1n);
  const [outside] = outsideG2;
  const cases: readonly (readonly [string, unknown, unknown])[] = [
    ['malformed-proof', {}, publicSignals],
    ['malformed-signals', proof, publicSignals.map(Number)],
    ['signal-count', proof, publicSignals.slice(1)],
    ['signal-range', proof, publicSignals.with(0, large)],
    ['coordinate-range', { ...proof, pi_a: [large, proof.pi_a[1], '1'] }, publicSignals],
    ['infinity', infinity, publicSignals],
    ['not-on-curve', { ...proof, pi_a: ['1', '1', '1'] }, publicSignals],
    ['not-in-subgroup', { ...proof, pi_b: [...(outside?.point ?? []), ['1', '0']] }, publicSignals],
    ['equation', proof, otherSlice.publicSignals],
  ];

  it.each(cases)('%s', async (status, changed, signals) => {
    const cwd = write(join(root, status), { 'vk.json': slice.verificationKey, p: changed, s: signals });
    const { code, stdout, stderr } = await run(['vk.json', 'p', 's'], { cwd });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^not valid \\(${status}\\): [a-z][^\\n]{20,}\\n$`));
  });
});

const {
  proofs: [{ points: semaphorePoints }],
} = readVectors<{ proofs: [{ points: string[] }] }>('semaphore/depth-16.json');

it("Semaphore's proofs, without z and packed", TIMEOUT, async () => {
  const [{ verificationKey, proof, publicSignals }] = semaphore as [Statement];
  const cwd = write(join(root, 'semaphore'), {
    'vk.json': verificationKey,
    'proof.json': proof,
    'points.json': semaphorePoints,
    'public.json': publicSignals,
    'all.ndjson': [proof, semaphorePoints].map((each) => line({ proof: each as never, publicSignals })).join('\n'),
  });
  for (const file of ['proof.json', 'points.json']) {
    expect(await run(['vk.json', file, 'public.json'], { cwd })).toEqual({ code: 0, stdout: VALID, stderr: '' });
  }
  expect(await run(['vk.json', 'all.ndjson'], { cwd })).toEqual({ code: 0, stdout: '2 of 2 valid\n', stderr: '' });
});

describe('wrong use and broken input', TIMEOUT, () => {
  const { slice } = onBn254;
  const SECRET = 'a-secret-of-this-file';
  const cwd = join(root, 'broken');
  const valid = ['vk.json', 'proof.json', 'public.json'];

  beforeAll(() => {
    const { verificationKey } = slice;
    write(cwd, {
      'vk.json': verificationKey,
      'proof.json': slice.proof,
      'public.json': slice.publicSignals,
      'text.json': SECRET,
      'empty/readme.txt': 'nothing',
      'empty.ndjson': '\n\n',
      'large.json': ' '.repeat(1_000_000),
      'curve.json': { ...verificationKey, curve: SECRET },
      'number.json': { ...verificationKey, nPublic: 31337 },
      'point.json': { ...verificationKey, vk_alpha_1: ['1', '3', '1'] },
      'open.json': { ...verificationKey, vk_delta_2: verificationKey.vk_gamma_2 },
      'plonk.json': { protocol: 'plonk', curve: 'bn128', nPublic: 1, power: 3, k1: '2', k2: '3' },
      'fflonk.json': { protocol: 'fflonk', curve: 'bn128', nPublic: 1 },
      'null.json': 'null',
      'empty.json': '{}',
      'points.json': semaphorePoints,
      'public.bin': signalBytes(slice.publicSignals),
      'fedzk.bin': proofIn('fedzk', slice.proof),
    });
  });

  it.each([
    [[], 'Expected two or three file names, got 0. See fedzk-verify --help.'],
    [['vk.json'], 'got 1'],
    [[...valid, 'more'], 'got 4'],
    [[...valid, '--loud'], "Unknown option '--loud'. See fedzk-verify --help."],
    [[...valid, '--json', '--json'], "Option '--json' is given twice. See fedzk-verify --help."],
    [['none.json', ...valid.slice(1)], '"none.json" cannot be read: there is none. Check the name'],
    [['vk.json', 'none.json', 'public.json'], '"none.json" cannot be read'],
    [['vk.json', 'proof.json', 'none.bin'], '"none.bin" cannot be read'],
    [['vk.json', 'proof.json', 'empty'], '"empty" cannot be read: it is a folder.'],
    [['vk.json', 'none'], '"none" cannot be read'],
    [
      ['vk.json', 'proof.json'],
      '"proof.json" is neither a folder nor a file of lines. For one proof name its public signals too',
    ],
    [
      ['vk.json', 'empty'],
      'There are no proofs in "empty": expected pairs NAME.proof.json and NAME.public.json, or subfolders with a proof.json',
    ],
    [['vk.json', '.'], 'There are no proofs in ".": '],
    [['vk.json', '.'], 'For the proof.json and public.json in it, name both files.'],
    [['vk.json', 'empty.ndjson'], 'There are no proofs in "empty.ndjson".'],
    [['vk.json', '-'], 'There are no proofs in standard input.'],
    [['text.json', ...valid.slice(1)], '"text.json" is not JSON. Pass the file that "snarkjs zkey export'],
    [['vk.json', 'text.json', 'public.json'], '"text.json" is not JSON. Pass the file that snarkjs writes'],
    [['vk.json', 'proof.json', 'text.json'], '"text.json" is not JSON.'],
    [['vk.json', 'large.json', 'public.json'], '"large.json" is longer than'],
    [['proof.json', ...valid.slice(1)], '"proof.json" holds a proof, not a verification key. See fedzk-verify --help.'],
    [['public.json', ...valid.slice(1)], '"public.json" holds public signals, not a verification key.'],
    [['vk.json', 'public.json', 'proof.json'], '"public.json" holds public signals, not a proof. snarkjs takes'],
    [['vk.json', 'points.json', 'proof.json'], '"proof.json" holds a proof, not public signals. snarkjs takes'],
    [['vk.json', 'proof.json', 'vk.json'], '"vk.json" holds a verification key, not public signals. See'],
    [['plonk.json', ...valid.slice(1)], '"plonk.json" is a verification key of PLONK; only Groth16 is verified here.'],
    [['fflonk.json', ...valid.slice(1)], '"fflonk.json" is a verification key of FFLONK; only Groth16 is'],
    [['vk.json', 'public.bin', 'fedzk.bin'], '"public.bin" holds public signals, not a proof.'],
    [['empty.json', ...valid.slice(1)], '"empty.json" is not a usable verification key: '],
    [['null.json', ...valid.slice(1)], '"verificationKey" expected an object, got null. Pass'],
    [['curve.json', ...valid.slice(1)], '"curve" expected "bn128" or "bls12381". Pass'],
    [['number.json', ...valid.slice(1)], '"nPublic" expected 4, one less than the points of IC. Pass'],
    [['open.json', ...valid.slice(1)], 'so anyone can forge proofs for this key: nobody has contributed'],
    [['open.json', ...valid.slice(1)], 'For a test, give --allow-insecure. Pass the file'],
    [['point.json', ...valid.slice(1)], 'got one that is off the curve. Pass'],
  ])('%j', async (args, message) => {
    const said = await trouble(args, { cwd });
    expect(said).toContain(message);
    expect(said).not.toMatch(/a-secret|31337|\bat .*:\d+/);
    if (/plonk/.test(args.join())) expect(said).not.toContain('zkey export');
    // With --json the message is the same.
    expect(await trouble(['--json', ...args], { cwd })).toBe(said);
  });

  it.skipIf(!existsSync('/dev/full'))('where nobody can read the answer', async () => {
    for (const args of [valid, ['vk.json', 'proof.json', 'public.json', '--json'], ['--help']]) {
      const { code, stderr } = await runProgram(args, { cwd, output: '/dev/full' });
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: 'fedzk-verify: standard output cannot be written: the disk is full. Check where it goes.\n',
      });
    }
  });

  it("says where Semaphore's points are in a whole proof of it", async () => {
    write(cwd, {
      'whole.json': { merkleTreeDepth: 16, nullifier: SECRET, points: semaphorePoints },
      'whole.ndjson': line({ proof: { points: semaphorePoints } as never, publicSignals: slice.publicSignals }),
    });
    const hint = /not valid \(malformed-proof\): [^\n]+; for a Semaphore proof pass only its list "points"\n/;
    const one = await run(['vk.json', 'whole.json', 'public.json'], { cwd });
    expect(one).toMatchObject({ code: 1, stdout: expect.stringMatching(hint), stderr: '' });
    expect((await run(['vk.json', 'whole.ndjson'], { cwd })).stdout).toMatch(hint);
  });

  it('a key without contributions is taken where that is asked for', async () => {
    const { code, stdout } = await run(['open.json', ...valid.slice(1), '--allow-insecure'], { cwd });
    expect([code, stdout]).toEqual([1, expect.stringContaining('not valid (equation)')]);
  });

  it('a line without an end is not kept', async () => {
    for (const fill of ['x', ' ']) {
      const { code, stdout } = await run(['vk.json', '-'], { cwd, input: Buffer.alloc(20_000_000, fill) });
      expect(code).toBe(1);
      expect(stdout).toMatch(/^line 1: not valid \(too-long\): .*\n0 of 1 valid\n$/);
    }
  });
});

describe('options', TIMEOUT, () => {
  const { slice, otherSlice } = onBn254;
  const cwd = join(root, 'options');
  const FORMS = [
    ['vk.json', 'proof.json', 'other.json'],
    ['vk.json', '.'],
    ['vk.json', 'lines.ndjson'],
    ['vk.json', '-'],
  ];
  const lines = line({ proof: slice.proof, publicSignals: otherSlice.publicSignals });

  beforeAll(() => {
    const { verificationKey, proof } = slice;
    const { publicSignals } = otherSlice;
    write(cwd, { 'vk.json': { ...verificationKey, vk_delta_2: verificationKey.vk_gamma_2 }, 'lines.ndjson': lines });
    write(cwd, {
      'proof.json': proof,
      'other.json': publicSignals,
      'a.proof.json': proof,
      'a.public.json': publicSignals,
    });
  });

  it.each(FORMS)('%s %s %s: each has its effect, another is refused', async (...form) => {
    const args = form.filter((arg) => arg !== undefined);
    const given = { cwd, input: lines };
    expect(await trouble(args, given)).toContain('give --allow-insecure');
    const allowed = await run([...args, '--allow-insecure'], given);
    expect(allowed).toMatchObject({ code: 1, stdout: expect.stringContaining('not valid (equation)') });
    const { code, stdout } = await run([...args, '--allow-insecure', '--json'], given);
    expect([code, JSON.parse(stdout)]).toEqual([1, expect.objectContaining({ ok: false, curve: 'bn254' })]);
    expect(await run([...args, '--help'], given)).toMatchObject({ code: 0, stderr: '' });
    expect(await run([...args, '--version'], given)).toMatchObject({ code: 0, stderr: '' });
    expect(await trouble([...args, '--threads', '2'], given)).toContain("Unknown option '--threads'");
  });
});

describe('what is no file, or has no end', TIMEOUT, () => {
  const { slice, updateSlice } = onBn254;
  const cwd = join(root, 'no-files');
  const args = ['vk.json', 'proof.json', 'public.json'];

  beforeAll(() => {
    const { verificationKey, proof, publicSignals } = slice;
    write(cwd, { 'vk.json': verificationKey, 'proof.json': proof, 'public.json': publicSignals });
    write(cwd, { 'large.json': '', 'folder/a.public.json': publicSignals });
    truncateSync(join(cwd, 'large.json'), 2 ** 28 + 1);
    if (process.platform === 'win32') return;
    for (const name of ['pipe', 'pipe.ndjson', 'folder/a.proof.json']) execFileSync('mkfifo', [join(cwd, name)]);
    symlinkSync('/dev/zero', join(cwd, 'zero.jsonl'));
  });

  const places = (name: string) => [0, 1, 2].map((i) => [args.with(i, name), name] as const);

  it
    .skipIf(process.platform === 'win32')
    .each([...places('pipe'), [['vk.json', 'pipe.ndjson'], 'pipe.ndjson'] as const])(
    'a pipe with a name, %j',
    async (given, name) => {
      expect(await trouble(given, { cwd })).toContain(`"${name}" cannot be read: it is a pipe, not a file.`);
    },
  );

  it
    .skipIf(!existsSync('/dev/zero'))
    .each([...places('/dev/zero'), [['vk.json', 'zero.jsonl'], 'zero.jsonl'] as const])(
    'a device, %j',
    async (given, name) => {
      expect(await trouble(given, { cwd })).toContain(`"${name}" cannot be read: it is a device.`);
    },
  );

  it.skipIf(process.platform === 'win32')('a pipe in a folder of proofs', async () => {
    const { code, stdout } = await run(['vk.json', 'folder'], { cwd });
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: 'a: not valid (unreadable): a file cannot be read\n0 of 1 valid\n',
    });
  });

  it('a key that is longer than any', async () => {
    expect(await trouble(args.with(0, 'large.json'), { cwd })).toContain(
      '"large.json" is longer than 268435456 bytes.',
    );
  });

  const bash = existsSync('/bin/bash') && existsSync('/dev/fd');

  it.skipIf(!bash)("a shell's <(command) is read, to a bound", async () => {
    const inBash = (words: string) => start('/bin/bash', ['-c', `"$0" "$1" ${words}`, process.execPath, cli], { cwd });
    const each = '<(cat vk.json) <(sleep 0.1; cat proof.json) <(cat public.json)';
    expect(await inBash(each)).toEqual({ code: 0, stdout: VALID, stderr: '' });
    const endless = await inBash('vk.json <(cat /dev/zero) public.json');
    expect(endless).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^fedzk-verify: "\/dev\/fd\/\d+" is longer than/),
    });
    const { code, stdout } = await inBash('vk.json /dev/stdin public.json < proof.json');
    expect({ code, stdout }).toEqual({ code: 0, stdout: VALID });
  });

  it.skipIf(!bash)('a line of standard input without an end', async () => {
    const first = updateSlice.map(line).join('\n');
    write(cwd, { 'first.txt': `${first}\n` });
    const words = '"$0" "$1" vk.json - < <(cat first.txt /dev/zero)';
    const { code, stderr } = await start('/bin/bash', ['-c', words, process.execPath, cli], { cwd });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'fedzk-verify: A line of standard input is longer than 268435456 characters. See fedzk-verify --help.\n',
    });
  });
});

describe('what steers a terminal is escaped', TIMEOUT, () => {
  const STEERING = '\u202e\u001b[2J\u009b';
  const ESCAPED = '\\u202e\\u001b[2J\\u009b';

  it.each([
    ['an option', [`--${STEERING}`]],
    ['a key', [`${STEERING}.json`, 'a', 'b']],
    ['a source', ['vk.json', STEERING]],
  ])('%s', async (_, args) => {
    const cwd = write(join(root, 'steering'), { 'vk.json': onBn254.slice.verificationKey });
    for (const given of [args, [...args, '--json']]) {
      const { code, stdout, stderr } = await run(given, { cwd });
      expect({ code, said: `${stdout}${stderr}` }).toEqual({ code: 2, said: expect.stringContaining(ESCAPED) });
      expect(`${stdout}${stderr}`.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
  });

  it('a name in a folder', async () => {
    const { verificationKey, publicSignals } = onBn254.slice;
    const cwd = write(join(root, 'steering'), {
      'vk.json': verificationKey,
      [`${STEERING}.public.json`]: publicSignals,
    });
    const words = await run(['vk.json', '.'], { cwd });
    expect(words.stdout).toContain(`${ESCAPED}: not valid (incomplete)`);
    const { stdout } = await run(['vk.json', '.', '--json'], { cwd });
    expect(stdout).toContain(ESCAPED);
    expect(JSON.parse(stdout).failed).toEqual([{ name: STEERING, status: 'incomplete' }]);
  });
});

describe('as it is started', TIMEOUT, () => {
  const { slice } = onBn254;
  const cwd = join(root, 'started');
  const valid = ['vk.json', 'proof.json', 'public.json'];

  beforeAll(() => {
    const { verificationKey, proof, publicSignals } = slice;
    write(cwd, { 'vk.json': verificationKey, 'proof.json': proof, 'public.json': publicSignals });
  });

  it.skipIf(process.platform === 'win32')('by a link to it, as npx does', async () => {
    const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect(manifest.bin).toEqual({ 'fedzk-verify': './dist/cli.js' });
    symlinkSync(cli, join(cwd, 'fedzk-verify'));
    expect(await start(join(cwd, 'fedzk-verify'), valid, { cwd })).toEqual({ code: 0, stdout: VALID, stderr: '' });
  });

  it('--help and --version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect(await runProgram(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    const { code, stdout, stderr } = await run(['--help', 'whatever']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('fedzk-verify KEY PROOF SIGNALS');
    expect((await run(['-h'])).stdout).toBe(stdout);
    expect(Math.max(...stdout.split('\n').map((text) => text.length))).toBeLessThanOrEqual(100);
  });

  // The reader goes while much is still to be written: more than a pipe holds.
  it('before a reader that goes', async () => {
    const input = 'no JSON\n'.repeat(20_000);
    const { code, stdout, stderr } = await runProgram(['vk.json', '-'], { cwd, input, readsOnce: true });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^line 1: not valid \(no-json\): it is not JSON\n/);
    expect(stdout).not.toContain('of 20000');
  });

  it.skipIf(process.platform === 'win32')('before head -1', async () => {
    const input = 'no JSON\n'.repeat(20_000);
    const pipe = '"$0" "$1" vk.json - | head -1';
    const { code, stdout, stderr } = await start('sh', ['-c', pipe, process.execPath, cli], { cwd, input });
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: 'line 1: not valid (no-json): it is not JSON\n',
      stderr: '',
    });
  });
});
