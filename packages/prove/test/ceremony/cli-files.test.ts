/** What the ceremony's commands leave in a folder when they are killed, cancelled, or the disk is full. */
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ROUND } from '@fedzk/testkit/ceremony/manifest';
import { folderOf } from '@fedzk/testkit/folders';
import { program, runNode, type Surroundings } from '@fedzk/testkit/processes';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { newKey, newPowers, prepare } from '../../src/ceremony/index.js';
import { smallR1cs } from './support/circuit.js';
import { filed } from './support/filed.js';
import { type Answer, file, rest, served, start, status } from './support/server.js';
import { OURS } from './support/steps.js';
import { useEngine } from './support/use-engine.js';
import { withoutProgress } from './support/without-progress.js';

const cli = await program(new URL('../../src/cli.ts', import.meta.url));
const stops = await program(new URL('support/stops.ts', import.meta.url));
const TIMEOUT = { timeout: 120_000 };

useEngine();

const STARTING: Record<string, string | Uint8Array> = {};
let root: string;

beforeAll(async () => {
  const r1cs = smallR1cs('bn254');
  const powers = await filed((sink) => newPowers({ curve: 'bn254', power: 2 }, sink));
  const ptau = await OURS.contribute(powers, 'one', 'bn254');
  const final = await filed((sink) => prepare(ptau, sink));
  const key = await filed((sink) => newKey({ r1cs, ptau: final }, sink));
  Object.assign(STARTING, {
    'c.r1cs': r1cs,
    'final.ptau': final,
    '0.zkey': key,
    'typed.txt': 'dice',
    'empty.txt': ' \n',
  });
  root = folderOf(Object.entries(STARTING));
  const made = await run(`new n.zkey ${ANNOUNCE}`);
  expect(made).toMatchObject({ code: 0 });
  STARTING['a.json'] = readFileSync(join(root, 'a.json'));
});

beforeEach(() => {
  root = folderOf(Object.entries(STARTING));
  writeFileSync(join(root, 'alice.key'), '01'.repeat(32), { mode: 0o600 });
});

const ANNOUNCE =
  '--r1cs c.r1cs --ptau final.ptau --announce a.json --closes 2099-01-01T00:00:00Z --name powers --level standard --round 1000 --signals y --source ours --development';
const CONTRIBUTE = 'contribute 0.zkey 1.zkey --name alice --announcement a.json --signer alice.key';

/** Runs a command, which is stopped as {@link stops} says. */
function run(line: string, at = '', more: Surroundings = {}) {
  const args = at === '' ? [cli] : ['--import', stops, cli];
  const env = { ...process.env, AT: at };
  return runNode([...args, 'ceremony', ...line.split(' ')], { cwd: root, env, ...more }).then(withoutProgress);
}

const added = (): string[] => readdirSync(root).filter((name) => !(name in STARTING) && name !== 'alice.key');
const whole = (name: string): boolean => existsSync(join(root, name)) && statSync(join(root, name)).size > 0;

it.each(['write 1.zkey', 'sync 1.zkey', 'write 1.zkey.note', 'sync 1.zkey.note', 'link 1.zkey.note', 'link 1.zkey'])(
  'killed before %s, it leaves no key without its note',
  TIMEOUT,
  async (step) => {
    expect(await run(CONTRIBUTE, `${step} SIGKILL`)).toMatchObject({ code: null });
    expect(existsSync(join(root, '1.zkey'))).toBe(false);
    const hasNote = existsSync(join(root, '1.zkey.note'));
    expect(hasNote).toBe(step === 'link 1.zkey');
    if (hasNote) {
      const again = await run(CONTRIBUTE);
      expect(again).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(
          'If no other run is at work, the run that wrote it was ended before it named "1.zkey"',
        ),
      });
      rmSync(join(root, '1.zkey.note'));
    }
    expect(await run(CONTRIBUTE)).toMatchObject({ code: 0, stderr: '' });
    expect(['1.zkey', '1.zkey.note'].filter(whole)).toEqual(['1.zkey', '1.zkey.note']);
  },
);

it.each(['write', 'sync', 'link'].flatMap((step) => ['1.zkey', '1.zkey.note'].map((name) => [step, name])))(
  'a disk that is full at the %s of %s leaves neither key nor note',
  TIMEOUT,
  async (step, name) => {
    const { code, stderr } = await run(CONTRIBUTE, `${step} ${name} ENOSPC`);
    expect({ code, added: added() }).toEqual({ code: 2, added: [] });
    expect(stderr).toContain(`/${name}" cannot be written: the disk is full. Nothing was left of it.`);
    const other = name === '1.zkey' ? '1.zkey.note' : '1.zkey';
    if (name !== '1.zkey' || step === 'link') expect(stderr).toContain(`Nor was "${other}" kept.`);
  },
);

it(
  'a disk that is full leaves no first key without its announcement, and no start of a manifest',
  TIMEOUT,
  async () => {
    const first = await run(`new n.zkey ${ANNOUNCE.replace('a.json', 'b.json')}`, 'write b.json ENOSPC');
    expect(first).toMatchObject({ code: 2, stderr: expect.stringContaining('Nor was "n.zkey" kept.') });
    expect(added()).toEqual([]);
    const made = await run(CONTRIBUTE);
    expect(await run(`beacon 1.zkey 2.zkey --signature ${ROUND.signature}`)).toMatchObject({ code: 0 });
    const before = added();
    const [key] = made.stdout.match(/alice\+\S+(?=;)/) ?? [];
    writeFileSync(join(root, 'keys.txt'), String(key));
    const manifest = `manifest m.json 1.zkey.note --announcement a.json --zkey 2.zkey --keys keys.txt --signature ${ROUND.signature}`;
    const full = await run(manifest, 'write m.json ENOSPC');
    expect(full).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('m.json" cannot be written: the disk is full'),
    });
    expect(added()).toEqual([...before, 'keys.txt'].sort());
  },
);

it('explains an announcement that a killed run left without its key', TIMEOUT, async () => {
  const line = `new n.zkey ${ANNOUNCE.replace('a.json', 'b.json')}`;
  expect(await run(line, 'link n.zkey SIGKILL')).toMatchObject({ code: null });
  const again = await run(line);
  expect(again).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('before it named "n.zkey": remove "b.json"'),
  });
  rmSync(join(root, 'b.json'));
  expect(await run(line)).toMatchObject({ code: 0 });
});

it('fails where a name may not survive a loss of power', TIMEOUT, async () => {
  const { code, stderr } = await run(CONTRIBUTE, 'folder . EIO');
  expect({ code, added: added() }).toEqual({ code: 2, added: [] });
  expect(stderr).toContain('cannot be written: EIO');
  expect(await run(CONTRIBUTE, 'folder . EINVAL')).toMatchObject({ code: 0 });
});

it.skipIf(!existsSync('/dev/full'))('says what was written if the result can’t be told', TIMEOUT, async () => {
  const full = await run(CONTRIBUTE, '', { output: '/dev/full' });
  expect(full).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('"1.zkey", "1.zkey.note": written and whole'),
  });
  expect(['1.zkey', '1.zkey.note'].filter(whole).length).toBe(2);
  // Nobody has contributed to it.
  expect(await run('new bad.ptau --curve bn254 --power 2')).toMatchObject({ code: 0 });
  expect(await run('verify bad.ptau', '', { output: '/dev/full' })).toMatchObject({ code: 1 });
});

it.skipIf(process.platform === 'win32')('is not undone by a signal that comes late', TIMEOUT, async () => {
  expect(await run(CONTRIBUTE, 'end . SIGHUP')).toMatchObject({ code: 0 });
  expect(['1.zkey', '1.zkey.note'].filter(whole).length).toBe(2);
});

it('says which line of the keys is none', TIMEOUT, async () => {
  writeFileSync(join(root, 'keys.txt'), '\nalice+00000000+AAAA\n');
  const line = `manifest m.json --announcement a.json --zkey 0.zkey --keys keys.txt --signature ${ROUND.signature}`;
  const { code, stderr } = await run(line);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining('"keys.txt", line 2, expected the line'),
  });
});

it('downloads to one name in one run at a time', TIMEOUT, async () => {
  const server = await served(file(new Uint8Array(readFileSync(join(root, '0.zkey'))), '"1"'));
  const lock = join(root, '1.zkey.download.lock');
  // This test's process is at work.
  writeFileSync(lock, `${process.pid} ${hostname()}`);
  const line = `contribute ${server.address} 1.zkey --typed typed.txt`;
  const second = await run(line);
  const busy = `Another run (process ${process.pid}) is downloading to "1.zkey.download".`;
  expect(second).toMatchObject({ code: 2, stderr: expect.stringContaining(busy) });
  expect(server.asked).toEqual([]);
  const ended = await runNode(['-p', 'process.pid']);
  writeFileSync(lock, `${ended.stdout.trim()} ${hostname()}`);
  expect(await run(line)).toMatchObject({ code: 0, stderr: '' });
  // What was downloaded is of no more use.
  expect(added()).toEqual(['1.zkey']);
});

it('says what to do about a download that is refused', TIMEOUT, async () => {
  const server = await served(file(new Uint8Array(readFileSync(join(root, '0.zkey'))), '"1"'));
  const text = readFileSync(join(root, 'a.json'), 'utf8').replace(/(?<="csHash":")./, (digit) =>
    digit === '0' ? '1' : '0',
  );
  writeFileSync(join(root, 'other.json'), text);
  const refused = await run(`contribute ${server.address} 1.zkey --typed typed.txt --announcement other.json`);
  expect(refused).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('"1.zkey.download" stays; remove it to download it anew.'),
  });
});

it('what fails after the first key was made leaves nothing', TIMEOUT, async () => {
  const { code, stderr } = await run(
    `new n.zkey ${ANNOUNCE.replace('a.json', 'b.json').replace('--signals y', '--signals y,z')}`,
  );
  expect({ code, added: added() }).toEqual({ code: 2, added: [] });
  expect(stderr).toContain('public signal');
});

it.skipIf(process.platform === 'win32').each([
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
])('%s cancels, and leaves nothing', TIMEOUT, async (signal, code) => {
  const ended = await run(CONTRIBUTE, `write 1.zkey ${signal}`);
  expect(ended).toEqual({ code, stdout: '', stderr: 'fedzk-prove: cancelled; nothing was written.\n' });
  expect(added()).toEqual([]);
});

it.each([
  'contribute 0.zkey -',
  'beacon 0.zkey - --value 00',
  'prepare final.ptau -',
  'new - --curve bn254 --power 2',
  'new - --r1cs c.r1cs --ptau final.ptau',
  `new n.zkey ${ANNOUNCE.replace('a.json', '-')}`,
  'manifest - --signature 00',
  'sign a.json -',
])('%s is refused: a new file has a name', TIMEOUT, async (line) => {
  const { code, stderr } = await run(line);
  expect({ code, added: added() }).toEqual({ code: 2, added: [] });
  expect(stderr).toContain('A new file cannot be "-"');
});

it('takes no empty text to mix into the secret', TIMEOUT, async () => {
  for (const [typed, name] of [
    ['empty.txt', '"empty.txt"'],
    ['-', 'standard input'],
  ]) {
    const { code, stderr } = await run(`contribute 0.zkey 1.zkey --typed ${typed}`);
    expect({ code, added: added() }).toEqual({ code: 2, added: [] });
    expect(stderr).toContain(`--typed expected a text to mix into the secret, and ${name} is empty.`);
  }
});

it('removes a download that is damaged, so that the next run has another', TIMEOUT, async () => {
  const good = new Uint8Array(readFileSync(join(root, '0.zkey')));
  const bad = good.slice();
  bad[0] = 0;
  const server = await served(file(bad, '"1"'), file(good, '"1"'));
  const line = `contribute ${server.address}?token=SECRET 1.zkey --typed typed.txt`;
  const first = await run(line);
  expect(first).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/What came from "http:\/\/[^?]+" was removed\. /),
  });
  expect(first.stderr).not.toContain('SECRET');
  expect(added()).toEqual([]);
  expect(await run(line)).toMatchObject({ code: 0, stderr: '' });
  expect(server.asked[1]).not.toHaveProperty('if-none-match');
  copyFileSync(join(root, '0.zkey'), join(root, '2.zkey.download'));
  const planted = await run(`contribute ${server.address} 2.zkey`);
  expect(planted).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('"2.zkey.download" exists, and is not known'),
  });
  expect(server.asked.length).toBe(2);
});

it.skipIf(process.platform === 'win32')('says what stays of a download that is cancelled', TIMEOUT, async () => {
  const content = new Uint8Array(readFileSync(join(root, '0.zkey')));
  const half = content.subarray(0, 1000);
  const part = join(root, '1.zkey.download.part');
  const stored = async () => {
    while (!(existsSync(part) && statSync(part).size === half.length)) await new Promise(setImmediate);
  };
  let cancel = () => {};
  const stalls: Answer = start(half, '"1"', stored, () => cancel());
  const server = await served(stalls, rest(content, half.length, '"1"'), status(304));
  const line = `contribute ${server.address} 1.zkey --typed typed.txt`;
  const onStart: Surroundings['onStart'] = (child) => {
    cancel = () => child.kill('SIGTERM');
  };
  const ended = await run(line, '', { onStart });
  const stays = '"1.zkey.download.part" stays, and the same command goes on from there';
  expect(ended).toEqual({ code: 143, stdout: '', stderr: `fedzk-prove: cancelled; ${stays}.\n` });
  const cancelled = await run(line, 'write 1.zkey SIGINT');
  expect(cancelled).toMatchObject({ code: 130, stdout: '' });
  expect(cancelled.stderr).toMatch(
    /goes on after 1000 bytes[^\n]+\n.+cancelled; "1\.zkey\.download" stays, and the same/,
  );
  const last = await run(line);
  expect(last).toMatchObject({ code: 0, stderr: expect.stringContaining('is used again: it is unchanged') });
});

it('shows no secret of an address that stands where none is expected', TIMEOUT, async () => {
  for (const line of ['contribute http://h/p?t=SECRET', 'show http://me:SECRET@h/p', 'http://h/p?t=SECRET']) {
    const { code, stderr } = await run(line);
    expect({ code, hasSecret: stderr.includes('SECRET') }).toEqual({ code: 2, hasSecret: false });
  }
});
