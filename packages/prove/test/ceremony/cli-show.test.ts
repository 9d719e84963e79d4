/** What the ceremony's commands show of files and keys, and what they say to a file of another kind. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf } from '@fedzk/testkit/folders';
import { type Ended, program, runNode } from '@fedzk/testkit/processes';
import { readNoteKey } from '@fedzk/verify/ceremony';
import { beforeAll, expect, it } from 'vitest';
import { applyBeacon, newKey, newPowers, prepare } from '../../src/ceremony/index.js';
import { smallR1cs } from './support/circuit.js';
import { filed, OURS } from './support/steps.js';
import { useEngine } from './support/use-engine.js';
import { withoutProgress } from './support/without-progress.js';

const cli = await program(new URL('../../src/cli.ts', import.meta.url));
const TIMEOUT = { timeout: 120_000 };
let root: string;

const run = async (line: string): Promise<Ended> =>
  withoutProgress(await runNode([cli, 'ceremony', ...line.split(' ')], { cwd: root }));

async function done(line: string): Promise<string> {
  const { code, stdout, stderr } = await run(line);
  expect({ line, code, stderr }).toEqual({ line, code: 0, stderr: '' });
  return stdout;
}

useEngine();

const BEACON = { value: new Uint8Array(32).fill(7), iterations: 10 };

beforeAll(async () => {
  const r1cs = smallR1cs('bn254');
  const powers = await filed((sink) => newPowers({ curve: 'bn254', power: 2 }, sink));
  const onlyBeacon = await filed((sink) => applyBeacon(powers, sink, BEACON));
  const ptau = await filed(async (sink) => prepare(await OURS.contribute(powers, 'one', 'bn254'), sink));
  const key = await filed((sink) => newKey({ r1cs, ptau }, sink));
  root = folderOf(
    Object.entries({
      'c.r1cs': r1cs,
      'final.ptau': ptau,
      'beacon.ptau': onlyBeacon,
      'beacon-final.ptau': await filed((sink) => prepare(onlyBeacon, sink)),
      '0.zkey': key,
      'beacon.zkey': await filed((sink) => applyBeacon(key, sink, BEACON)),
      'other.txt': 'hello',
      'other.json': '{"a":1}',
      'damaged.json': '{"csHash":1}',
    }),
  );
  expect(await run('key alice.key --name alice')).toMatchObject({ code: 0 });
  const facts =
    '--closes 2099-01-01T00:00:00Z --name powers --level standard --round 2000000000 --signals y --source ours';
  await done(`new a0.zkey --r1cs c.r1cs --ptau final.ptau --announce a.json --development ${facts}`);
  await done('contribute a0.zkey a1.zkey --name alice --announcement a.json --signer alice.key');
}, 120_000);

it('makes a key to sign with, tells its line, and writes over none', TIMEOUT, async () => {
  const made = await run('key bert.key --name bert');
  expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining('"bert.key" is made: keep it secret.') });
  // Standard output is the line alone, for a list of keys.
  const line = made.stdout.trimEnd();
  expect(readNoteKey(line)).toMatchObject({ name: 'bert' });
  const file = join(root, 'bert.key');
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  const seed = readFileSync(file, 'utf8');
  expect(seed).toMatch(/^[0-9a-f]{64}\n$/);
  expect(made.stdout + made.stderr).not.toContain(seed.trim());
  const told = await run('key bert.key');
  expect(told).toMatchObject({ code: 0, stdout: `${line}\n` });
  expect(told.stderr).toContain('The line is for the name "bert". If the key was made with another --name, give that');
  const other = JSON.parse(await done('key bert.key --signer-name robert --json')).key;
  expect(other).toMatch(/^robert\+/);
  expect(other.slice(-44)).toBe(line.slice(-44));
  expect((await run('key bert.key --name bert')).stderr).toContain('"bert.key" exists');
  expect(readFileSync(file, 'utf8')).toBe(seed);
});

it.each([
  ['key', 'expected one file'],
  ['key none.key', '"none.key" does not exist. To make a key, give its owner\'s --name.'],
  ['key none.key --name a+b', '--name expected a name without spaces and pluses'],
  ['key none.key --name a --signer-name b', 'expected --name to make a key, or --signer-name'],
  [
    'verify 0.zkey',
    '"0.zkey" is a key. To verify it, give its circuit, --r1cs FILE or --circuit NAME, and the powers of τ',
  ],
  ['verify final.ptau --r1cs c.r1cs --ptau final.ptau', '"final.ptau" has powers of τ: leave out'],
  ['verify c.r1cs', '"c.r1cs" expected a file of ptau, and is a file of r1cs.'],
  ['verify other.txt', '"other.txt" expected a file of ptau, and is another file.'],
  ['verify 0.zkey --r1cs final.ptau --ptau final.ptau', '"final.ptau" expected a file of r1cs, and is a file of ptau.'],
  ['verify 0.zkey --r1cs c.r1cs --ptau 0.zkey', '"0.zkey" expected a file of ptau, and is a file of zkey.'],
  ['verify c.r1cs --r1cs c.r1cs --ptau final.ptau', '"c.r1cs" expected a file of zkey, and is a file of r1cs.'],
  ['prepare 0.zkey x.ptau', '"0.zkey" expected a file of ptau, and is a file of zkey.'],
  ['new x.zkey --r1cs c.r1cs --ptau c.r1cs', '"c.r1cs" expected a file of ptau, and is a file of r1cs.'],
  ['new x.zkey --r1cs c.r1cs --ptau final.ptau --name n', '--name is for an announcement: give --announce OUT.json'],
  ['new x.zkey --r1cs c.r1cs --ptau final.ptau --development', '--development is for an announcement'],
  ['new x.ptau --curve bn254 --power 2 --level standard', '--level is for an announcement'],
  [
    'new x.zkey --r1cs c.r1cs --ptau beacon-final.ptau',
    'nobody has contributed to it but a beacon: everybody knows its τ',
  ],
  [
    'show other.txt',
    '"other.txt" is no file of a ceremony: expected a zkey, ptau or r1cs file, an announcement, a note',
  ],
  ['show damaged.json', '"damaged.json" is no announcement. '],
  ['show a.json --trust t.json', '--trust is for manifests, and "a.json" is none.'],
  ['show 0.zkey --trust t.json', '--trust is for manifests, and "0.zkey" is a zkey file.'],
])('%s is refused', TIMEOUT, async (line, words) => {
  const before = readdirSync(root);
  const { code, stdout, stderr } = await run(line);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(words);
  expect(readdirSync(root)).toEqual(before);
});

it('says that nobody contributed to a key, or to powers, and ends with 1', TIMEOUT, async () => {
  const evidence = '--r1cs c.r1cs --ptau final.ptau';
  for (const [line, words] of [
    [
      `verify 0.zkey ${evidence}`,
      'WRONG: all else is right, but nobody has contributed to it: anyone can forge proofs',
    ],
    [`verify beacon.zkey ${evidence}`, 'WRONG: all else is right, but nobody has contributed to it but a beacon'],
    ['verify beacon.ptau', 'WRONG: nobody has contributed to it but a beacon: everybody knows its τ'],
  ] as const) {
    const { code, stdout } = await run(line);
    expect({ line, code }).toEqual({ line, code: 1 });
    expect(stdout).toContain(words);
    expect(stdout).not.toContain('verified');
  }
  expect(await done(`verify a1.zkey ${evidence}`)).toContain(': verified');
});

it('shows each kind of file, and counts contributions from 0', TIMEOUT, async () => {
  expect(await done('show c.r1cs')).toContain('"c.r1cs": a circuit over bn254, ');
  expect(await done('show a1.zkey')).toContain('contribution 0: person "alice": ');
  expect(await done('show final.ptau')).toContain('contribution 0: person "one": ');
  expect(await done('verify a1.zkey --r1cs c.r1cs --ptau final.ptau')).toContain('\ncontribution 0 ');
  const announcement = await done('show a.json');
  expect(announcement).toContain('"powers", level standard, open until 2099-01-01T00:00:00Z');
  expect(announcement).toContain('for development');
  expect(announcement).toMatch(/^announcement hash [0-9a-f]{64}$/m);
  expect(await done('show a1.zkey.note')).toMatch(/^index 0\n.*^signed by "alice", key id [0-9a-f]{8}$/ms);
  writeFileSync(join(root, 'cut-note'), readFileSync(join(root, 'a1.zkey.note')).subarray(0, -9));
  writeFileSync(join(root, 'no-note'), 'fedzk/ceremony/contribution/v1\n');
  expect((await run('show no-note')).stderr).toContain('"no-note" expected a signed note');
  expect((await run('show cut-note')).stderr).toContain(
    '"cut-note" expected a signed note, and its end is missing: take the file as it was published.',
  );
  const other = await run('show other.json');
  expect(other).toMatchObject({ code: 1, stdout: expect.stringContaining('"other.json": WRONG: ') });
});
