/** What the ceremony's commands show of files and keys, and what they say to a file of another kind. */
import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf } from '@fedzk/testkit/folders';
import { type Ended, program, runNode } from '@fedzk/testkit/processes';
import { readNoteKey } from '@fedzk/verify/ceremony';
import { beforeAll, expect, it } from 'vitest';
import { applyBeacon, newKey, newPowers, prepare } from '../../src/ceremony/index.js';
import { smallR1cs } from './support/circuit.js';
import { filed } from './support/filed.js';
import { OURS } from './support/steps.js';
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
  const one = await OURS.contribute(powers, 'one', 'bn254');
  const ptau = await filed((sink) => prepare(one, sink));
  const key = await filed((sink) => newKey({ r1cs, ptau }, sink));
  root = folderOf(
    Object.entries({
      'c.r1cs': r1cs,
      'one.ptau': one,
      'final.ptau': ptau,
      'beacon.ptau': onlyBeacon,
      'beacon-final.ptau': await filed((sink) => prepare(onlyBeacon, sink)),
      '0.zkey': key,
      'beacon.zkey': await filed((sink) => applyBeacon(key, sink, BEACON)),
      'other.txt': 'hello',
      'other.json': '{"a":1}',
      'damaged.json': '{"csHash":1}',
      'long.bin': new Uint8Array(2 ** 22 + 1),
      'cut.zkey': key.slice(0, -1),
      'cut.ptau': powers.slice(0, -1),
      'alice.pub': `alice+1a2b3c4d+${'A'.repeat(44)}\n`,
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
  [
    'verify c.r1cs',
    '"c.r1cs" is an r1cs file (a circuit\'s constraints), where a ptau file (powers of τ) was expected.',
  ],
  ['verify other.txt', '"other.txt" is no file of a ceremony, where a ptau file (powers of τ) was expected.'],
  [
    'verify 0.zkey --r1cs final.ptau --ptau final.ptau',
    '"final.ptau" is a ptau file (powers of τ), where an r1cs file (a ',
  ],
  [
    'verify 0.zkey --r1cs c.r1cs --ptau 0.zkey',
    '"0.zkey" is a zkey file (a key), where a ptau file (powers of τ) was expected.',
  ],
  [
    'verify c.r1cs --r1cs c.r1cs --ptau final.ptau',
    '"c.r1cs" is an r1cs file (a circuit\'s constraints), where a zkey file (a key) was expected.',
  ],
  ['prepare 0.zkey x.ptau', '"0.zkey" is a zkey file (a key), where a ptau file (powers of τ) was expected.'],
  [
    'new x.zkey --r1cs c.r1cs --ptau c.r1cs',
    '"c.r1cs" is an r1cs file (a circuit\'s constraints), where a ptau file (powers of τ) ',
  ],
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
  ['show long.bin', '"long.bin" is no file of a ceremony: expected a zkey, ptau or r1cs file, '],
  [
    'show cut.zkey',
    '"cut.zkey" expected a proving key of snarkjs, and this file ends early. Get it again from where it came from.',
  ],
  ['show cut.ptau', '"cut.ptau" can\'t be used: '],
  [
    'sign a.json x.json --signer other.txt --signer-name a',
    '--signer "other.txt" has no private Ed25519 key (64 hexadecimal digits, 32 bytes, or PEM). Give the file that',
  ],
  ['sign a.json x.json --signer alice.pub --signer-name a', 'or PEM), but the public line of one. Give the file that'],
  ['sign a.json x.json --signer alice.key', '"sign" needs --signer-name NAME: of the signer\'s key.'],
  [
    'contribute 0.zkey x.zkey --announcement a.json --signer alice.key --name a+b',
    '--name expected a name without spaces and pluses, which is the key\'s, too, or --signer-name beside it, got "a+b"',
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

it('says in time that a person contributes twice, or under another name', TIMEOUT, async () => {
  const signing = '--announcement a.json --signer alice.key';
  for (const name of ['alice', 'ally']) {
    const { code, stdout, stderr } = await run(`contribute a1.zkey x.zkey --name ${name} ${signing}`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(
      '"alice.key" has signed contribution 0 of "a1.zkey" in "a1.zkey.note", and a key counts once: this contribution would not count. ',
    );
  }
  expect(readdirSync(root).filter((name) => name.startsWith('x.'))).toEqual([]);
  // The coordinator may have taken another's contribution, so that this key has none in the file.
  const again = await run(`contribute a0.zkey b1.zkey --name Zed --signer-name zed ${signing}`);
  expect(again.code).toBe(0);
  expect(again.stderr).toContain(
    '"a1.zkey.note" is signed with the same key under the name "alice", and now it is "zed".',
  );
  expect(again.stderr).toContain('The file will show the name "Zed", and your note "zed".');
  for (const [from, name] of [
    ['a1.zkey', 'alice'],
    ['one.ptau', 'one'],
  ] as const) {
    const { code, stderr } = await run(`contribute ${from} named-${from} --name ${name}`);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining(`Contribution 0 of "${from}" has the name "${name}", too. If that was you, `),
    });
  }
});

it('takes a private key as OpenSSL writes it', TIMEOUT, async () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
  writeFileSync(join(root, 'hex.key'), seed.toString('hex'), { mode: 0o600 });
  writeFileSync(join(root, 'pem.key'), privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  const [hex, pem] = [await done('key hex.key --signer-name a'), await done('key pem.key --signer-name a')];
  expect(pem).toBe(hex);
});
