/** The ceremony's command line, as a program of its own: what it says, writes, and ends with. */
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROUND } from '@fedzk/testkit/ceremony/manifest';
import { folderOf } from '@fedzk/testkit/folders';
import { type Ended, program, runNode, type Surroundings } from '@fedzk/testkit/processes';
import { beforeAll, expect, it } from 'vitest';
import { smallR1cs } from './support/circuit.js';
import { clockOf, OPEN, OVER } from './support/clock.js';
import { withoutProgress } from './support/without-progress.js';

const cli = await program(new URL('../../src/cli.ts', import.meta.url));
const root = folderOf();
const TIMEOUT = { timeout: 180_000 };

const run = (args: readonly string[], more: Surroundings = {}): Promise<Ended> =>
  runNode([cli, 'ceremony', ...args], { cwd: root, ...more }).then(withoutProgress);

/** Runs a command that must end with 0. */
async function done(line: string, more: Surroundings = {}): Promise<string> {
  const { code, stdout, stderr } = await run(line.split(' '), more);
  expect({ line, code, stderr }).toEqual({ line, code: 0, stderr: '' });
  return stdout;
}

/** Runs a command that must fail: it says why in a line, and leaves no file. */
async function refused(line: string, { code = 2, ...more }: Surroundings & { code?: number } = {}): Promise<string> {
  const before = readdirSync(root);
  const ended = await run(line.split(' '), more);
  expect({ line, code: ended.code, stdout: ended.stdout }).toEqual({ line, code, stdout: '' });
  expect(ended.stderr).toMatch(/^fedzk-prove: [^\n]+\.\n$/);
  expect(ended.stderr).not.toMatch(/^ +at \S/m);
  expect(readdirSync(root)).toEqual(before);
  return ended.stderr;
}

const has = (name: string): boolean => existsSync(join(root, name));
const HASH = /^contribution hash [0-9a-f]{128}$/m;
/** As many as the level "standard" needs. */
const PEOPLE = ['alice', 'bert', 'carla', 'dana', 'emil'];
const BEACON = '--value 0102030405060708 --iterations 10';

beforeAll(async () => {
  writeFileSync(join(root, 'c.r1cs'), smallR1cs('bn254'));
  writeFileSync(join(root, 'typed.txt'), 'dice: 4 2 6 1');
  writeFileSync(join(root, 'empty.json'), '{}');
  for (const [i, name] of [...PEOPLE, 'vera', 'viktor'].entries()) {
    writeFileSync(join(root, `${name}.key`), Buffer.alloc(32, i + 1).toString('hex'));
    chmodSync(join(root, `${name}.key`), 0o600);
  }
  writeFileSync(join(root, 'open.key'), Buffer.alloc(32, 9).toString('hex'));
  chmodSync(join(root, 'open.key'), 0o644);
  await done('new 0.ptau --curve bn254 --power 2');
  expect(await done('contribute 0.ptau 1.ptau --name one --typed typed.txt')).toMatch(HASH);
  expect(await done(`beacon 1.ptau 2.ptau ${BEACON}`)).toMatch(HASH);
  await done('prepare 2.ptau final.ptau');
  await done('new 0.zkey --r1cs c.r1cs --ptau final.ptau');
}, 180_000);

it('verifies and shows powers and keys', TIMEOUT, async () => {
  expect(await done('verify final.ptau')).toContain('powers of τ over bn254, 2^2, 2 contributions: verified');
  expect(JSON.parse(await done('show final.ptau --json'))).toMatchObject({
    curve: 'bn254',
    contributions: [{ kind: 'person', name: 'one' }, { kind: 'beacon' }],
  });
  expect(await done('contribute 0.zkey 1.zkey --name one --threads 1')).toMatch(HASH);
  const verified = await done('verify 1.zkey --r1cs c.r1cs --ptau final.ptau');
  expect(verified).toContain("the circuit's key, 1 contribution: verified");
  expect(await done('show 1.zkey')).toContain('contribution 0: person "one": ');
});

it('says what is wrong with a file, and ends with 1', TIMEOUT, async () => {
  const bytes = readFileSync(join(root, '1.ptau'));
  // The last byte of the last contribution's hash: before type, length and name.
  const at = bytes.length - 4 - 4 - 5 - 1;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(join(root, 'bad.ptau'), bytes);
  const { code, stdout } = await run(['verify', 'bad.ptau']);
  expect(code).toBe(1);
  expect(stdout).toContain('WRONG: its last contribution has another hash than its powers');
});

it('refuses a name that is empty', TIMEOUT, async () => {
  for (const [command, from, to] of [
    ['contribute', '', 'x.zkey'],
    ['beacon', '1.ptau', ''],
    ['show', ''],
  ] as const) {
    const { code, stderr } = await run([command, from, ...(to === undefined ? [] : [to])]);
    expect({ command, code, stderr }).toEqual({
      command,
      code: 2,
      stderr: expect.stringMatching(/ expected (IN and OUT|one file), and a name is empty\. See /),
    });
  }
});

it('announces, signs, and puts a manifest together', TIMEOUT, async () => {
  const facts = '--name powers --level standard --round 1000 --signals y --source ours';
  const [open, over] = [{ env: clockOf(OPEN) }, { env: clockOf(OVER) }];
  const files = '--r1cs c.r1cs --ptau final.ptau';
  await done(`new a0.zkey ${files} --announce a.json --closes ${ROUND.closes} ${facts}`, open);
  const keys: string[] = [];
  for (const [i, name] of PEOPLE.entries()) {
    const signing = `--name ${name} --announcement a.json --signer ${name}.key`;
    const said = JSON.parse(await done(`contribute a${i}.zkey a${i + 1}.zkey ${signing} --json`, open));
    expect(said).toMatchObject({ kind: 'key', index: i, note: `a${i + 1}.zkey.note` });
    keys.push(said.key);
  }
  expect(readFileSync(join(root, 'a1.zkey.note'), 'utf8')).toMatch(
    /^fedzk\/ceremony\/contribution\/v1\n[\s\S]+\n\n— alice /,
  );
  writeFileSync(join(root, 'keys.txt'), keys.join('\n'));
  const end = `beacon a5.zkey a6.zkey --signature ${ROUND.signature} --announcement a.json`;
  expect(await refused(end, open)).toContain('takes contributions until');
  expect(await refused(`beacon a5.zkey a6.zkey --value ${'00'.repeat(32)} --announcement a.json`, over)).toContain(
    "not the announced beacon: the signature of drand's round 1000 was announced, not a block",
  );
  await done(end, over);
  expect(await refused('contribute a6.zkey a7.zkey --name late')).toContain('The ceremony has ended');
  expect(await refused('beacon a6.zkey a7.zkey --value 00')).toContain('The ceremony has ended');
  const parts = `--announcement a.json --zkey a6.zkey --keys keys.txt --signature ${ROUND.signature}`;
  const notes = PEOPLE.map((_, i) => `a${i + 1}.zkey.note`);
  expect(await refused(`manifest m0.json ${notes.join(' ')} ${parts}`, open)).toContain('takes contributions until');
  expect(await refused(`manifest m0.json ${notes.toSpliced(1, 1).join(' ')} ${parts}`)).toContain(
    '"notes" are of 4 people, and the announced level "standard" needs 5. No note is given of the contributions with index 1.',
  );
  await done(`manifest m0.json ${notes.join(' ')} ${parts}`);
  const proofs = '--r1cs c.r1cs --ptau final.ptau --zkey a6.zkey';
  const unknown = `sign m0.json m1.json ${proofs} --signer vera.key --signer-name vera`;
  expect(await refused(unknown, { code: 1 })).toContain('give the BLAKE2b hash of their file as --powers');
  const { blake2b } = JSON.parse(await done('verify final.ptau --json'));
  const evidence = `${proofs} --powers ${blake2b}`;
  expect(await done(`sign m0.json m1.json ${evidence} --signer vera.key --signer-name vera`)).toMatch(
    /not checked, read it yourself: the circuit's name ".+", its public signals' names ".+"/,
  );
  const key = JSON.parse(
    await done(`sign m1.json m2.json ${evidence} --signer viktor.key --signer-name viktor --json`),
  );
  const told = await done('show m2.json');
  expect(told).toContain('nothing was verified');
  expect(told).toContain('of powers of τ from "ours", no published file: whoever made them can forge proofs');
  const trust = { contributors: keys.slice(1), verifiers: [key.key] };
  writeFileSync(join(root, 'trust.json'), JSON.stringify(trust));
  // Four people are too few, and so is one verifier.
  const shown = await run(['show', 'm2.json', '--trust', 'trust.json', '--level', 'standard']);
  expect(shown.code).toBe(1);
  for (const problem of ['too-few', 'unknown-signer', 'too-few-verifiers']) {
    expect(shown.stdout).toContain(`WRONG: ${problem}: `);
  }
  const wrong = await run(
    `sign m0.json m9.json --r1cs c.r1cs --ptau final.ptau --zkey 0.zkey --powers ${blake2b} --signer vera.key --signer-name vera`.split(
      ' ',
    ),
  );
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('Nothing was signed') });
  expect(has('m9.json')).toBe(false);

  expect(await refused(`sign m0.json m9.json ${evidence} --signer vera.key --signer-name v`, open)).toContain(
    'takes contributions until',
  );
  // Before anything is downloaded.
  for (const from of ['a0.zkey', 'http://127.0.0.1:9/a0.zkey']) {
    const late = await refused(`contribute ${from} b1.zkey --announcement a.json`);
    expect(late).toContain('"a.json": The ceremony closed');
  }
  const bad = await refused('contribute http://127.0.0.1:9/a0.zkey b1.zkey --announcement empty.json');
  expect(bad).toContain('"empty.json": "announcement" lacks "beacon"');
  writeFileSync(
    join(root, 'wrong.note'),
    readFileSync(join(root, 'a1.zkey.note'), 'utf8').replace('index 0', 'index 1'),
  );
  expect(await refused(`manifest m9.json wrong.note ${parts}`)).toContain('"wrong.note" is of no contribution');
  const signature = /(?<=— alice \S{10})./u;
  const flipped = readFileSync(join(root, 'a1.zkey.note'), 'utf8').replace(signature, (digit) =>
    digit === 'A' ? 'B' : 'A',
  );
  writeFileSync(join(root, 'wrong.note'), flipped);
  expect(await refused(`manifest m9.json wrong.note ${parts}`)).toContain(
    '"wrong.note" has a wrong signature of "alice"',
  );
  expect(
    await refused('sign m0.json m9.json --r1cs c.r1cs --ptau final.ptau --zkey a6.zkey --signer open.key --name x'),
  ).toContain('chmod it to 0600');
});

it.each([
  ['--closes 2027-01-31', '--closes must be a time such as "2027-01-31T12:00:00Z", and is "2027-01-31".'],
  ['--closes 2023-08-23T11:59:59Z', '--closes is in the past'],
  ['--closes 2023-08-23T15:00:00Z', 'must come at least an hour after --closes'],
  ['--level maximum', 'The level "maximum" has keys on bls12-381'],
])('%s: nothing is announced that can never count, and no key is made', TIMEOUT, async (wrong, message) => {
  const facts = `--name powers --level standard --closes ${ROUND.closes} --round 1000 --signals y`.split(' ');
  const [option = '', value = ''] = wrong.split(' ');
  facts[facts.indexOf(option) + 1] = value;
  const line = `new w0.zkey --r1cs c.r1cs --ptau final.ptau --announce w.json ${facts.join(' ')}`;
  expect(await refused(line, { env: clockOf(OPEN) })).toContain(message);
});

it('writes a key and its announcement into two files', TIMEOUT, async () => {
  const facts = `--name powers --level standard --closes ${ROUND.closes} --round 1000 --signals y`;
  for (const same of ['w1.zkey', './w1.zkey']) {
    const line = `new w1.zkey --r1cs c.r1cs --ptau final.ptau --announce ${same} ${facts}`;
    expect(await refused(line, { env: clockOf(OPEN) })).toContain('--announce expected another file than "w1.zkey"');
  }
});

it.each([
  ['', 'Expected key, new, contribute'],
  ['frob', 'got "frob"'],
  ['new', 'expected one file, got none'],
  ['new x.ptau', '"new" needs --curve CURVE: bn254 or bls12-381. See fedzk-prove ceremony new --help.'],
  ['new x.ptau --curve bn128 --power 3', '--curve expected bn254 or bls12-381'],
  ['new x.ptau --curve bn254 --power 29', '--power expected an integer from 1 to 28'],
  ['new x.zkey --r1cs c.r1cs', '"new" needs --ptau FILE: prepared powers of τ.'],
  ['new x.zkey --r1cs c.r1cs --ptau final.ptau --power 3', '--curve and --power are for powers of τ'],
  ['new x.zkey --ptau final.ptau', 'needs the circuit: --r1cs FILE or --circuit NAME, one of the two, got none'],
  ['new x.zkey --curve bn254 --power 3', '"x.zkey" is a name for a key, and would get powers of τ.'],
  ['new x.ptau --r1cs c.r1cs --ptau final.ptau', '"x.ptau" is a name for powers of τ, and would get a key.'],
  [
    'new x.zkey --circuit gradient-update-64x8 --ptau final.ptau --announce y.json --signals y',
    '--signals is for --r1cs',
  ],
  ['new x.zkey --circuit typo --ptau final.ptau --announce y.json --level standard', '--circuit expected gradient-'],
  [
    'new x.zkey --r1cs c.r1cs --ptau final.ptau --announce y.json --level standard --round 1 --height 1',
    'one of the two, got both',
  ],
  ['new x.zkey --circuit gradient --ptau final.ptau', '--circuit expected gradient-update-64x8 or'],
  ['new x.zkey --circuit gradient-update-64x8 --ptau final.ptau', 'the circuit needs 2^10'],
  ['new x.zkey --r1cs c.r1cs --ptau 2.ptau', 'expected prepared powers'],
  ['new 0.ptau --curve bn254 --power 2', '"0.ptau" exists'],
  ['contribute 0.zkey', 'expected IN and OUT'],
  ['contribute none.zkey x.zkey', 'cannot be read: there is no'],
  ['contribute c.r1cs x.zkey', 'expected a ptau or a zkey file'],
  ['contribute 0.zkey 0.ptau', '"0.ptau" exists'],
  ['contribute 0.zkey x.zkey --signer alice.key', '--signer needs --announcement'],
  ['contribute 0.zkey x.zkey --announcement typed.txt', '"announcement" expected JSON'],
  ['contribute 0.zkey x.zkey --announcement empty.json', '"announcement" lacks "beacon".'],
  ['contribute 0.zkey x.zkey --power 3', '"contribute" has no option --power'],
  ['contribute 0.zkey x.zkey --threads 65', '--threads expected'],
  ['beacon 0.zkey x.zkey', "needs --signature of drand's round or --value, one of the two, got none"],
  ['contribute final.ptau x.ptau', 'prepared for making keys, which ended their ceremony. Take the file that'],
  ['contribute ftp://example.org/0.zkey x.zkey', 'an address of https or http, got one of ftp.'],
  ['contribute - x.zkey', '"-" is standard input, which only --typed reads.'],
  ['contribute 0.zkey x.zkey --name', '--name needs a value. See fedzk-prove ceremony contribute --help.'],
  ['beacon 0.zkey x.zkey --value xyz', '--value expected'],
  ['beacon 0.zkey x.zkey --value 00 --iterations 63', '--iterations expected'],
  ['verify 0.zkey --r1cs c.r1cs', 'needs --ptau FILE: the powers of τ that the key was made of.'],
])('%s is refused', TIMEOUT, async (line, words) => {
  expect(await refused(line)).toContain(words);
});

it('has a help', async () => {
  expect(await done('--help')).toContain('fedzk-prove ceremony contribute IN OUT');
  expect(await done('--version')).toMatch(/^\d+\.\d+\.\d+\n$/);
});
