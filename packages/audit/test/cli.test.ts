/** The command line: what it does, says and ends with. As a program of its own where that matters. */

import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { AuditLog, createSigner, type Signer, verifyEntry } from '@fedzk/audit';
import { missingTerminal, named } from '@fedzk/testkit/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directoryStorage } from '../src/node.js';
import { signStatement } from '../src/writer/statement.js';
import { program, root, run, runProgram } from './support/command-line.js';
import { NoteKey } from './support/logs.js';
import { TestWitness } from './support/witness.js';

const TIMEOUT = { timeout: 60_000 };
const SIZE = 300;
let signer: Signer;
let key: readonly string[];

/** What is said on standard error where nobody's signature is looked at. */
function warningFor(args: readonly string[]): string {
  const words = (options: string): string =>
    `fedzk-audit: nothing was verified: without ${options} no signature is checked.\n`;
  const [command = ''] = args;
  if (args.includes('--key')) return '';
  if (command === 'recover') return words('--key');
  return ['tail', 'export', 'prove'].includes(command) && !args.includes('--policy') ? words('--key or --policy') : '';
}

/** What a command prints that is done. */
async function done(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(args);
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: warningFor(args) });
  return stdout;
}

/** What a command prints that says no. */
async function no(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(args);
  expect({ args, code, stderr }).toEqual({ args, code: 1, stderr: warningFor(args) });
  return stdout;
}

/** What a command says that isn't done: words, in one line. */
async function refused(wanted: 1 | 2, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(args);
  expect({ args, code, stdout }).toEqual({ args, code: wanted, stdout: '' });
  const said = stderr.replace(warningFor(args), '');
  expect(said).toMatch(/^fedzk-audit: [^\n]+\.\n$/);
  return said;
}

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(root, name), content);
  return name;
}

async function write(name: string, from: number, to: number): Promise<void> {
  const log = await AuditLog.open(directoryStorage(join(root, name)), { origin: signer.name, signer });
  await Promise.all(
    Array.from({ length: to - from }, (_, i) =>
      log.append({ user_id: 'client_001', operation: 'key_put', resource: `key ${from + i}`, result: 'success' }),
    ),
  );
  await log.close();
}

beforeAll(async () => {
  signer = await createSigner('example.com/cli', new Uint8Array(32).fill(1));
  key = ['--key', signer.verifierKey];
  await write('log', 0, SIZE);
});

/** A copy in which a file has other bytes, or none. */
function damaged(name: string, path: string, change: (bytes: Uint8Array) => Uint8Array | undefined): string {
  cpSync(join(root, 'log'), join(root, name), { recursive: true });
  const bytes = change(readFileSync(join(root, name, path)));
  if (bytes === undefined) rmSync(join(root, name, path));
  else writeFileSync(join(root, name, path), bytes);
  return name;
}

const flip = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === 100 ? byte ^ 1 : byte));

describe('verify', TIMEOUT, () => {
  it('a log that is right', async () => {
    const words = await done(['verify', 'log', ...key]);
    expect(words).toMatch(
      /^example\.com\/cli, 300 entries, root [0-9a-f]{64}: all is well\nchecked: 300 entries, \d+ tiles\n/,
    );
    expect(words).toContain('not checked: whether others are shown the same log');
    expect(words).toContain('by another one of the same key: pass --since FILE\n');
    const report: unknown = JSON.parse(await done(['verify', 'log', '--json', ...key]));
    expect(report).toMatchObject({ ok: true, problems: [], origin: signer.name, size: SIZE });
  });

  it('a log that is not', async () => {
    const one = damaged('flipped', 'tile/entries/000', flip);
    expect(await no(['verify', one, ...key])).toMatch(
      /^tile\/0\/000: .*\ncheckpoint: its root is not that of the entries\nexample.com\/cli, 300 .*: 3 problems\n/s,
    );
    const gone = damaged('gone', 'tile/entries/000', () => undefined);
    expect(JSON.parse(await no(['verify', gone, '--json', ...key]))).toMatchObject({
      ok: false,
      problems: [{ where: 'tile/entries/000', why: 'it is missing' }],
    });
    expect(await done(['verify', gone, '--minimum', '256', ...key])).toContain('256 pruned entries');
    const unsigned = damaged('unsigned', 'checkpoint', () => undefined);
    expect(await no(['verify', unsigned, ...key])).toContain(
      'checkpoint: it is missing, and by .state/signed a tree of size 300 was signed\n',
    );
    const { verifierKey } = await createSigner(signer.name);
    expect(await no(['verify', 'log', '--key', verifierKey])).toContain(
      'checkpoint: it was not signed with this key, or changed afterwards\n',
    );
  });

  it('that it goes on from before', async () => {
    await write('grown', 0, 10);
    const since = file('since', readFileSync(join(root, 'grown', 'checkpoint')));
    await write('grown', 10, 20);
    expect(await done(['verify', 'grown', '--since', since, ...key])).toContain(', a continuation of --since\n');
    expect(await no(['verify', 'log', '--since', since, ...key])).toContain(
      'not a continuation of the one that was given as --since\n',
    );
  });

  it('by threads, as by one', async () => {
    await write('long', 0, 17_000);
    const words = await done(['verify', 'long', ...key]);
    expect(words).toContain('example.com/cli, 17000 entries, ');
    for (const threads of ['1', '2', '9']) {
      expect(await done(['verify', 'long', '--threads', threads, ...key])).toBe(words);
    }
    const paths = ['tile/0/003', 'tile/entries/065'];
    for (const path of paths) rmSync(join(root, 'long', path));
    for (const threads of ['1', '2']) {
      const { problems } = JSON.parse(await no(['verify', 'long', '--threads', threads, '--json', ...key]));
      expect(problems).toEqual(paths.map((where) => ({ where, why: 'it is missing' })));
    }
    rmSync(join(root, 'long', 'tile/entries/064'));
    mkdirSync(join(root, 'long', 'tile/entries/064'));
    expect(await refused(2, ['verify', 'long', ...key])).toContain(
      'Could not read tile/entries/064 (a folder, not a regular file)',
    );
  });

  it('by a policy', async () => {
    const policy = file('policy', `log ${signer.verifierKey}\nquorum none\n`);
    expect(await done(['verify', 'log', '--policy', policy])).toContain(': all is well\n');
    expect(await refused(2, ['verify', 'log', '--policy', file('wrong', 'log\n')])).toContain('--policy, line 1');
    expect(await refused(2, ['verify', 'log', '--policy', policy, ...key])).toContain('got both: give one of them');
  });
});

describe('a URL', TIMEOUT, () => {
  const serve = async (listener: RequestListener): Promise<AsyncDisposable & { readonly url: string }> => {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/logs/one`;
    return { url, [Symbol.asyncDispose]: close };
  };

  it('is read as a folder is', async () => {
    await using server = await serve((request, response) => {
      const path = join(root, 'log', (request.url ?? '').replace(/^\/logs\/one\//, ''));
      if (existsSync(path)) response.end(readFileSync(path));
      else response.writeHead(404).end();
    });
    for (const url of [server.url, `${server.url}/`]) {
      expect(await done(['verify', url, ...key])).toContain(', 300 entries, ');
      expect(await done(['prove', url, '299'])).toBe(await done(['prove', 'log', '299']));
      for (const args of [
        ['recover', url],
        ['prune', url, '0', '--archive', '--signer', file('own', new Uint8Array(32).fill(1))],
        ['unlock', url],
      ]) {
        chmodSync(join(root, 'own'), 0o600);
        expect(await refused(2, args)).toContain(`"${url}" is not a folder: a log at a URL can be read, not changed.`);
      }
      expect(existsSync(join(root, 'http:'))).toBe(false);
    }
  });

  it('that has no log, or answers otherwise', async () => {
    for (const [listener, code, words] of [
      [(_, response) => response.writeHead(404).end(), 1, 'There is no log here'],
      [(_, response) => response.writeHead(500).end(), 2, '(status 500)'],
      [(_, response) => response.destroy(), 2, 'cannot be read'],
      [(_, response) => response.end(new Uint8Array(17_000_000)), 2, '(longer than it can be)'],
    ] as const satisfies readonly (readonly [RequestListener, 1 | 2, string])[]) {
      await using server = await serve(listener);
      expect(await refused(code, ['tail', server.url])).toContain(words);
    }
    const gone = await serve(() => undefined);
    await gone[Symbol.asyncDispose]();
    for (const [url, why] of [
      [gone.url, 'the connection is refused'],
      ['http://127.0.0.1:1', 'bad port'], // which no fetch asks
    ]) {
      expect(await refused(2, ['tail', `${url}/`])).toContain(`${url}/checkpoint cannot be read (${why}).`);
    }
  });
});

describe('prove and check', TIMEOUT, () => {
  it('each other', async () => {
    for (const index of [0, 255, 256, 299]) {
      const proof = await done(['prove', 'log', String(index), '--entry', 'entry', ...key]);
      expect(verifyEntry(readFileSync(join(root, 'entry')), proof, signer)).toBe(true);
      const args = ['check', 'entry', file('proof', proof), ...key];
      expect(await done(args)).toBe(`yes: entry ${index} of example.com/cli, which has 300\n`);
      expect(JSON.parse(await done([...args, '--json']))).toEqual({
        ok: true,
        status: 'ok',
        index,
        origin: signer.name,
        size: SIZE,
      });
      const json: unknown = JSON.parse(await done(['prove', 'log', String(index), '--json']));
      expect(json).toEqual({ index, origin: signer.name, size: SIZE, proof });
    }
  });

  it('say no', async () => {
    const proof = file('proof', await done(['prove', 'log', '7', '--entry', 'entry']));
    const other = file('other', `${readFileSync(join(root, 'entry'), 'utf8')}\n`);
    expect(await no(['check', other, proof, ...key])).toMatch(/^no: the proof does not lead from this entry/);
    expect(await no(['check', 'entry', other, ...key])).toContain('not a text of C2SP tlog-proof');
    expect(await refused(2, ['check', proof, 'entry', ...key])).toContain(
      '"proof" is a proof, and "entry" is not: give ENTRY first, then PROOF.',
    );
    expect(await no(['check', proof, proof, ...key])).toMatch(/^no: the proof does not lead from this entry/);
    const { verifierKey } = await createSigner(signer.name);
    expect(JSON.parse(await no(['check', 'entry', proof, '--key', verifierKey, '--json']))).toMatchObject({
      ok: false,
      status: 'signature',
    });
    expect(await refused(1, ['prove', 'log', '300'])).toContain('There is no entry 300: example.com/cli has 300.');
    expect(await refused(1, ['prove', 'log', '1', '--key', verifierKey])).toContain(
      'was not signed with this key, or changed afterwards',
    );
    const tile = damaged('tile', 'tile/0/000', flip);
    expect(await refused(1, ['prove', tile, '3'])).toContain(
      'do not lead to the root that was signed; rebuild them with fedzk-audit recover.',
    );
    expect(readdirSync(root)).not.toContain('never');
    expect(await refused(2, ['prove', 'log', '1', '--entry', 'no/folder'])).toContain(
      '"no/folder" cannot be written: there is no such folder.',
    );
  });
});

describe('export and tail', TIMEOUT, () => {
  it.each(['ocsf', 'ecs', 'cloudevents', 'cef', 'rfc5424', 'ndjson', 'csv', 'seed'])('as %s', async (format) => {
    const lines = (await done(['export', 'log', '--format', format, '--from', '254', '--to', '258', ...key])).split(
      '\n',
    );
    expect(lines).toHaveLength(format === 'csv' ? 6 : 5);
    expect(lines.at(-1)).toBe('');
    expect(lines.at(-2)).toContain('key 257');
    expect(lines.at(-2)).toContain(format === 'seed' ? '"index":257' : '257');
  });

  it('all, with options, and nothing', async () => {
    const lines = (await done(['export', 'log'])).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { index: number }).index)).toEqual([...Array(SIZE).keys()]);
    const syslog = ['export', 'log', '--from', '299', '--format', 'rfc5424'];
    expect(await done([...syslog, '--hostname', 'here', '--sd-id', 'a@1'])).toMatch(/ here .*\[a@1 /);
    expect(await done(['export', 'log', '--from', '300'])).toBe('');
    const broken = damaged('broken', 'tile/entries/001.p/44', flip);
    const { code, stdout, stderr } = await run(['export', broken]);
    expect([code, stdout.split('\n').length, stderr]).toEqual([1, 257, expect.stringContaining('fedzk-audit recover')]);
  });

  it('the last ones', async () => {
    const lines = (await done(['tail', 'log'])).trimEnd().split('\n');
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toMatch(/^299 {2}20\S+Z {2}success {2}key_put {2}"key 299" {2}by "client_001"$/);
    expect((await done(['tail', 'log', '-n', '2', '--json', ...key])).match(/"index":29[89]/g)).toHaveLength(2);
    expect((await done(['tail', 'log', '--lines', '1000'])).split('\n')).toHaveLength(SIZE + 1);
    expect(await done(['tail', 'log', '-n', '0'])).toBe('');
  });

  it('what comes', async () => {
    await write('followed', 0, 3);
    let seenFirst: (() => void) | undefined;
    const first = new Promise<void>((resolve) => {
      seenFirst = resolve;
    });
    const followed = runProgram(['tail', 'followed', '-n', '1', '--follow'], {
      onOutput(said, child) {
        seenFirst?.();
        if (said.includes('"key 259"')) child.kill('SIGINT');
      },
    });
    await first;
    await write('followed', 3, 5);
    await write('followed', 5, 260);
    const { stdout, stderr } = await followed;
    expect(stderr).toBe(warningFor(['tail']));
    const seen = stdout.trimEnd().split('\n');
    expect(seen.map((line) => Number(line.split(' ')[0]))).toEqual(Array.from({ length: 258 }, (_, i) => i + 2));
  });
});

describe('recover', TIMEOUT, () => {
  it('makes a lost tile again, and says where entries are lost', async () => {
    const lost = damaged('lost tile', 'tile/0/000', () => undefined);
    expect(await no(['verify', lost, ...key])).toContain('tile/0/000: it is missing');
    expect(await done(['recover', lost])).toBe('made again: tile/0/000\n');
    expect(await done(['verify', lost, ...key])).toContain('all is well');
    expect(await done(['recover', lost])).toBe('nothing was lost\n');
    const entries = damaged('lost entries', 'tile/entries/000', flip);
    const { code, stderr } = await run(['recover', entries]);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('nothing was written') });
  });

  it('says that a log is older than what it signed, and how one goes on', async () => {
    const journals = damaged('lost journal', 'tile/0/000', (bytes) => bytes);
    rmSync(join(root, journals, '.state/wal'), { recursive: true });
    expect(await no(['recover', journals, ...key])).toMatch(
      /^300 entries were signed, 300 are there: The log is older than what it signed: .* in a program, with AuditLog\.newEpoch of @fedzk\/audit\.\n$/,
    );
    expect(JSON.parse(await no(['recover', journals, '--json']))).toMatchObject({
      size: SIZE,
      written: [],
      state: 'rolled-back',
      recovered: SIZE,
    });
    const older = damaged('older state', '.state/signed', () => undefined);
    const young = await AuditLog.open(directoryStorage(join(root, 'young')), { origin: signer.name, signer });
    await young.close();
    cpSync(join(root, 'young/.state/signed'), join(root, older, '.state/signed'));
    expect(await refused(1, ['recover', older])).toContain('in a program, with AuditLog.newEpoch of @fedzk/audit');
    expect(existsSync(join(root, older, 'tile/entries/000'))).toBe(true);
  });
});

describe('what an entry says', TIMEOUT, () => {
  const origin = 'example.com/\u202eilc';
  const hidden = /[\p{Bidi_Control}]/u;
  let other: Signer;

  beforeAll(async () => {
    other = await createSigner(origin, new Uint8Array(32).fill(2));
    const log = await AuditLog.open(directoryStorage(join(root, 'turned')), { origin, signer: other });
    const event = { user_id: 'al\u2066ice', operation: 'login', resource: '\u202egnp.exe', result: 'success' } as const;
    await log.append({ ...event, reason: 'a\u200f', details: { turned: '\u061c' } });
    await log.close();
  });

  it('turns no text around, and neither does the name of a log', async () => {
    const trust = ['--key', other.verifierKey];
    const tail = await done(['tail', 'turned', ...trust]);
    expect(tail).toMatch(/"\\u202egnp\.exe" {2}by "al\\u2066ice" {2}"a\\u200f"\n$/);
    const verified = await done(['verify', 'turned', ...trust]);
    expect(verified).toContain('example.com/\\u202eilc, 1 entry');
    expect(verified).toContain('checked: 1 entry, 1 tile\n');
    const proof = await done(['prove', 'turned', '0', '--entry', 'turned-entry', ...trust]);
    const checked = await done(['check', 'turned-entry', file('turned-proof', proof), ...trust]);
    expect(checked).toBe('yes: entry 0 of example.com/\\u202eilc, which has 1\n');
    const missing = await refused(1, ['prove', 'turned', '7', ...trust]);
    expect(missing).toContain('There is no entry 7: example.com/\\u202eilc has 1.');
    // Only a file has it as it is.
    const seen = await run(['prove', 'turned', '0', ...trust], { terminal: true });
    expect(seen.stdout).toBe(proof.replaceAll('\u202e', '\\u202e'));
    for (const text of [tail, verified, checked, missing, seen.stdout]) expect(text).not.toMatch(hidden);
  });

  it('is the same in JSON', async () => {
    const trust = ['--key', other.verifierKey];
    for (const args of [
      ['tail', 'turned', '--json'],
      ['export', 'turned'],
      ['verify', 'turned', '--json'],
      ['prove', 'turned', '0', '--json'],
    ]) {
      const json = await done([...args, ...trust]);
      expect(json).not.toMatch(hidden);
      expect(JSON.parse(json)).toMatchObject({ origin });
    }
    const { entry } = JSON.parse(await done(['export', 'turned', ...trust])) as { entry: object };
    expect(entry).toMatchObject({ resource: '\u202egnp.exe', details: { turned: '\u061c' } });
  });
});

describe('a hostile folder', TIMEOUT, () => {
  it('holds no command up, and fills no memory', async () => {
    const pipe = damaged('pipe', 'tile/0/000', () => undefined);
    execFileSync('mkfifo', [join(root, pipe, 'tile/0/000')]);
    expect(await refused(2, ['verify', pipe, ...key])).toContain('tile/0/000 (a pipe, not a regular file)');
    const link = damaged('link', 'tile/entries/001.p/44', () => undefined);
    symlinkSync('/dev/zero', join(root, link, 'tile/entries/001.p/44'));
    for (const args of [['verify'], ['tail'], ['export'], ['recover']]) {
      const { code, stderr } = await run([...args, link, ...key]);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringContaining('tile/entries/001.p/44 (a symbolic link, not a regular file)'),
      });
    }
    symlinkSync('/dev/zero', join(root, 'endless'));
    for (const args of [
      ['verify', 'log', '--since', 'endless', ...key],
      ['check', 'endless', 'endless', ...key],
    ]) {
      expect(await refused(2, args)).toContain('"endless" cannot be read: it is a device.');
    }
    const long = damaged('long checkpoint', 'checkpoint', () => new Uint8Array(1_000_001));
    for (const command of ['verify', 'tail', 'export', 'recover']) {
      expect(await refused(2, [command, long, ...key])).toContain('it has 1000001 bytes; 1000000 is the most');
    }
  });
});

describe('a number of entries that may be gone, written by somebody without the key', TIMEOUT, () => {
  const forged = async (name: string): Promise<string> => {
    const other = await createSigner(signer.name, new Uint8Array(32).fill(2));
    const copy = damaged(name, 'checkpoint', (bytes) => bytes);
    writeFileSync(join(root, copy, '.state/minimum'), await signStatement('minimum', '256\n', other));
    return copy;
  };

  it('hides none from export and tail', async () => {
    const copy = await forged('forged minimum');
    for (const [command, lines] of [
      ['export', SIZE],
      ['tail', SIZE],
    ] as const) {
      const args = [command, copy, ...(command === 'tail' ? ['-n', '1000'] : [])];
      const { code, stdout, stderr } = await run([...args, ...key]);
      expect([code, stdout.trimEnd().split('\n').length]).toEqual([1, lines]);
      expect(stderr).toMatch(/^fedzk-audit: No entries are left out: \.state\/minimum was not signed with this key/);
      expect((await run(args)).stdout.trimEnd().split('\n')).toHaveLength(lines);
    }
    const { code, stderr } = await run(['verify', copy, ...key]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('.state/minimum') });
  });

  it('is not believed by recover', async () => {
    const copy = await forged('forged minimum, to recover');
    expect(await refused(1, ['recover', copy, ...key])).toContain('.state/minimum was not signed');
  });
});

describe('unlock', TIMEOUT, () => {
  it('frees a log of a writer that cannot be seen from here, and of no other', async () => {
    await write('locked', 0, 3);
    expect(await done(['unlock', 'locked'])).toBe('it is not locked\n');
    writeFileSync(join(root, 'locked/.state/lock/7.1.boot.4026531999.other-host.nonce'), '');
    const open = () => AuditLog.open(directoryStorage(join(root, 'locked')), { origin: signer.name, signer });
    await expect(open()).rejects.toThrow('process 7 on another host (other-host)');
    expect(await refused(1, ['recover', 'locked'])).toContain('fedzk-audit unlock');
    expect(await done(['unlock', 'locked'])).toContain('the lock was removed');
    const log = await open();
    expect(await refused(1, ['unlock', 'locked'])).toContain(`another writer (process ${process.pid})`);
    await log.append({ user_id: 'a', operation: 'b', resource: 'c', result: 'success' });
    await log.close();
    expect(await refused(2, ['unlock', 'no folder'])).toContain('There is no folder "no folder"');
  });
});

describe('witness', TIMEOUT, () => {
  const logKey = new NoteKey('example.com/cli');
  const [w0, w1] = [0, 1].map((i) => new TestWitness(`witness.example/w${i}`, [logKey])) as [TestWitness, TestWitness];
  beforeAll(() => Promise.all([w0.start(), w1.start()]));
  afterAll(() => Promise.all([w0.stop(), w1.stop()]));

  it('has the checkpoint cosigned, without the private key', async () => {
    const own = await createSigner(logKey.name, logKey.secret);
    const log = await AuditLog.open(directoryStorage(join(root, 'seen')), { origin: own.name, signer: own });
    await log.append({ user_id: 'a', operation: 'b', resource: 'c', result: 'success' });
    await log.close();
    const lines = `log ${logKey.verifierKey}\n${w0.line('w0')}${w1.line('w1')}group g all w0 w1\nquorum g\n`;
    const args = ['--policy', file('witnesses', lines)];
    expect(await no(['verify', 'seen', ...args])).toContain('checkpoint: it has too few cosignatures for the policy\n');
    w1.answer = () => ({ status: 503 });
    expect(await no(['witness', 'seen', ...args])).toBe(
      'w1: it answered 503\n1 entry, cosigned by w0: too few for the policy\n',
    );
    w1.answer = undefined;
    expect(await done(['witness', 'seen', ...args])).toBe('1 entry, cosigned by w0, w1: enough for the policy\n');
    expect(await done(['verify', 'seen', ...args])).toContain('witnesses: w0, w1\n');
    const said: unknown = JSON.parse(await done(['witness', 'seen', ...args, '--json']));
    const note = readFileSync(join(root, 'seen', 'checkpoint'), 'utf8');
    expect(said).toEqual({ note, size: 1, witnesses: ['w0', 'w1'], problems: [], quorum: true });
    expect([w0, w1].map(({ requests }) => requests.length)).toEqual([1, 2]);
  });

  it('refuses what it must', async () => {
    const args = ['--policy', file('nobody', `log ${signer.verifierKey}\nquorum none\n`)];
    expect(await refused(2, ['witness', 'log'])).toContain('"witness" expected --policy');
    expect(await refused(2, ['witness', 'no folder', ...args])).toContain('There is no folder "no folder"');
    expect(await refused(2, ['witness', 'http://127.0.0.1:1/', ...args])).toContain('is not a folder');
    expect(await refused(2, ['witness', 'log', '--policy', file('wrong', 'log\n')])).toContain('--policy, line 1');
    expect(await refused(1, ['witness', '.', ...args])).toContain('There is no log here');
    const other = file('others', `log ${logKey.verifierKey}\nquorum none\n`);
    expect(await refused(1, ['witness', 'log', '--policy', other])).toContain('was not signed with the key');
    const log = await AuditLog.open(directoryStorage(join(root, 'log')), { origin: signer.name, signer });
    expect(await refused(1, ['witness', 'log', ...args])).toContain('another writer');
    await log.close();
    expect(await done(['witness', 'log', ...args])).toBe('300 entries, cosigned by nobody: enough for the policy\n');
  });
});

describe('prune', TIMEOUT, () => {
  const signerArgs = ['--signer', 'private'];
  beforeAll(async () => {
    writeFileSync(join(root, 'private'), new Uint8Array(32).fill(1), { mode: 0o600 });
    await write('old', 0, 800);
  });

  it('archives, then prunes, and both can be verified', async () => {
    const archived = await done(['prune', 'old', '256', '--archive', ...signerArgs]);
    expect(archived).toBe('entries before 256 were archived\n');
    expect(readdirSync(join(root, 'old/archive')).sort()).toEqual(['0-255.manifest', '0-255.tar']);
    writeFileSync(join(root, 'hex'), `${Buffer.alloc(32, 1).toString('hex')}\n`, { mode: 0o600 });
    const pruned = await done(['prune', 'old', '512', '--retention', 'policy 7', '--signer', 'hex', '--json']);
    expect(JSON.parse(pruned)).toEqual({ minimum: 512 });
    const words = await no(['verify', 'old', ...key]);
    expect(words).toMatch(/^tile\/entries\/000: it is missing\ntile\/entries\/001: it is missing\n/);
    expect(words).toContain('entries before 512 were archived or pruned; if they may, add --minimum 512\n');
    expect(await done(['verify', 'old', '--minimum', '512', ...key])).not.toContain('add --minimum');
    expect(await done(['tail', 'old', '-n', '1'])).toContain('log.prune');
    // What is left of it, and proofs of all.
    expect((await done(['export', 'old', ...key])).match(/"index":512,/g)).toHaveLength(1);
    expect((await done(['tail', 'old', '-n', '1000', ...key])).split('\n')[0]).toMatch(/^512 /);
    // Without a key nobody knows who says that the others may be gone.
    for (const args of [
      ['export', 'old'],
      ['tail', 'old', '-n', '1000'],
    ]) {
      expect(await refused(1, args)).toMatch(/000 is missing\. .* before 512 were .*: add --key, or --from 512\.\n$/);
    }
    expect((await done(['export', 'old', '--from', '512'])).match(/"index":512,/g)).toHaveLength(1);
    await done(['prove', 'old', '3', ...key]);
    // What is gone by itself is gone, and what is left can be mended.
    const gone = 'entries before 512 were archived or pruned: their hashes are there\n';
    expect(await done(['recover', 'old', ...key])).toBe(`nothing was lost\n${gone}`);
    rmSync(join(root, 'old/tile/1'), { recursive: true });
    expect(await done(['recover', 'old', ...key])).toBe(`made again: tile/1/000.p/3\n${gone}`);
    cpSync(join(root, 'old'), join(root, 'cut'), { recursive: true });
    rmSync(join(root, 'cut/tile/0/000'));
    expect(await refused(1, ['recover', 'cut', ...key])).toContain('unpack their archive into the folder');
    expect(spawnSync('tar', ['-xf', 'cut/archive/0-255.tar', '-C', 'cut'], { cwd: root }).status).toBe(0);
    expect(await done(['recover', 'cut', ...key])).toContain('made again: tile/0/000\n');
    expect(await refused(1, ['prove', 'old', '3', '--entry', 'gone'])).toContain('tile/entries/000 is missing');
  });

  it('refuses what it must', async () => {
    const { minimum } = JSON.parse(await done(['prune', 'old', '256', '--archive', ...signerArgs, '--json'])) as {
      minimum: number;
    };
    expect(await done(['prune', 'old', '256', '--retention', 'x', ...signerArgs])).toBe(
      `nothing to do: entries before ${minimum} were archived or pruned already\n`,
    );
    for (const [code, args, words] of [
      [2, ['512', '--archive'], '"prune" expected --signer'],
      [2, ['512', ...signerArgs], 'expected one of --retention and --archive'],
      [2, ['512', '--archive', '--retention', 'x', ...signerArgs], 'expected one of --retention and --archive'],
      [2, ['500', '--archive', ...signerArgs], 'a multiple of 256'],
      [2, ['1024', '--archive', ...signerArgs], 'N expected a multiple of 256 from 0 to 768 (only full bundles of 256'],
      [2, ['512', '--retention', '', ...signerArgs], '--retention expected the policy'],
      [2, ['512', '--archive', '--signer', 'none'], '"none" cannot be read: there is no such file.'],
      [
        2,
        ['512', '--archive', '--signer', file('short', 'x')],
        '"short" cannot be read: others have access to it; chmod it to 0600.',
      ],
    ] as const) {
      expect(await refused(code, ['prune', 'old', ...args])).toContain(words);
    }
    await write('few', 0, 25);
    expect(await refused(2, ['prune', 'few', '10', '--archive', ...signerArgs])).toContain(
      'N expected 0 (only full bundles of 256 entries can go, and the log has 25 entries), got 10.',
    );
    chmodSync(join(root, 'short'), 0o600);
    expect(await refused(2, ['prune', 'old', '512', '--archive', '--signer', 'short'])).toContain('32 bytes');
    writeFileSync(join(root, 'short'), new Uint8Array(32).fill(2));
    expect(await refused(1, ['prune', 'old', '512', '--archive', '--signer', 'short'])).toContain('this key');
    expect(await done(['verify', 'old', '--minimum', String(minimum), ...key])).toContain('all is well');
  });
});

const noTerminal = missingTerminal();

describe.skipIf(noTerminal !== undefined)(named('a terminal', noTerminal), TIMEOUT, () => {
  it('sees how far verify is', () => {
    const command = [process.execPath, program, 'verify', 'log', ...key].map((word) => `'${word}'`).join(' ');
    const { status, stdout } = spawnSync('script', ['-qec', command, '/dev/null'], { cwd: root, encoding: 'utf8' });
    expect([status, stdout.replaceAll('\r\n', '\n')]).toEqual([
      0,
      expect.stringMatching(/^\r50 %\r100 %\nexample\.com\/cli, 300 entries/),
    ]);
  });
});

describe('use', TIMEOUT, () => {
  it('is told', async () => {
    const help = await done(['--help']);
    for (const command of [
      'verify PLACE',
      'prove PLACE INDEX',
      'check ENTRY PROOF',
      'export PLACE',
      'tail PLACE',
      'witness FOLDER',
      'prune FOLDER N',
    ]) {
      expect(help).toContain(`fedzk-audit ${command} `);
    }
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(await runProgram(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    expect(await done(['-h'])).toBe(help);
    expect((await runProgram(['verify', 'log', '-h'])).stdout).toBe(help);
  });

  it.each([
    [[], 'Expected a command. fedzk-audit --help shows how.'],
    [['destroy', 'log'], 'Expected a command, got "destroy"'],
    [['constructor', 'log'], 'Expected a command'],
    [['verify'], '"verify" expected PLACE after it'],
    [['verify', 'log', 'other', 'more'], '"verify" expected PLACE after it and no more, got also "other" and "more".'],
    [['prove', 'log'], '"prove" expected PLACE and INDEX after it'],
    [['verify', 'log'], 'Expected --key or --policy'],
    [['check', 'log', 'log', '--key', 'x'], '"log" cannot be read: it is a folder.'],
    [['verify', 'log', '--key', 'x'], '--key expected a verifier key: name+id+base64'],
    [['verify', 'log', '--what'], "Unknown option '--what'"],
    [['verify', 'log', '--key', 'x', '--key', 'y'], "Option '--key' is given twice."],
    [['tail', 'log', '-n', '1', '--lines', '2'], "Option '--lines' is given twice."],
    [['tail', 'log', '--json', '--json'], "Option '--json' is given twice."],
    [['prove', 'log', '-1'], "Unknown option '-1'"],
    [['prove', 'log', '1e1'], 'INDEX expected a whole number, got "1e1"'],
    [['tail', 'log', '-n', 'all'], '--lines expected a whole number'],
    [['export', 'log', '--to', ''], '--to expected a whole number'],
    [['export', 'log', '--format', 'xml'], '--format expected one of'],
    [['tail', 'none'], 'There is no folder "none". Give the folder or URL of a log.'],
    [['tail', ''], 'There is no folder "".'],
  ])('that is wrong: %j', async (args, words) => {
    expect(await refused(2, args)).toContain(words);
    expect(existsSync(join(root, 'none'))).toBe(false);
  });

  it('of a key whose id does not fit', async () => {
    const [name = '', id = '', ...base64] = signer.verifierKey.split('+');
    const words =
      '--key expected a verifier key whose id fits its name and its key (one of the three is mistyped or cut';
    for (const wrong of [
      ['example.com/clo', id, ...base64],
      [name, id.replace(/^./, (digit) => (digit === '0' ? '1' : '0')), ...base64],
      [name, id, base64.join('+').slice(0, -3)],
    ]) {
      expect(await refused(2, ['verify', 'log', '--key', wrong.join('+')])).toContain(words);
    }
  });

  it('that the log refuses', async () => {
    for (const [args, words] of [
      [['verify', 'log', '--since', 'no such file', ...key], '"no such file" cannot be read: there is no such file.'],
      [['verify', 'log', '--since', file('no note', 'x'), ...key], '--since expected a signed checkpoint'],
      [['verify', 'log', '--minimum', '100', ...key], 'a multiple of 256'],
      [['verify', 'log', '--threads', '0', ...key], '--threads expected a whole number from 1 on, got "0"'],
      [['verify', 'log', '--threads', '1.5', ...key], '--threads expected a whole number from 1 on, got "1.5"'],
      [['verify', 'http://127.0.0.1:1/', '--threads', '2', ...key], '--threads expected a folder'],
    ] as const) {
      expect(await refused(2, args)).toContain(words);
    }
    expect(await refused(1, ['tail', '.'])).toContain('There is no log here');
  });

  it('by a reader who has gone', async () => {
    for (const args of [
      ['export', 'log'],
      ['tail', 'log'],
      ['verify', 'log', ...key],
      ['prove', 'log', '1'],
      ['--help'],
    ]) {
      const { code, stderr } = await runProgram(args, { closed: true });
      expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: warningFor(args) });
    }
  });

  it.skipIf(!existsSync('/dev/full'))('where nothing can be written', () => {
    const full = openSync('/dev/full', 'w');
    try {
      for (const args of [['export', 'log', ...key], ['verify', 'log', ...key], ['--help']]) {
        const { status, stderr } = spawnSync(process.execPath, [program, ...args], {
          cwd: root,
          stdio: ['ignore', full, 'pipe'],
          encoding: 'utf8',
        });
        const why = 'fedzk-audit: Standard output cannot be written: the disk is full.\n';
        expect({ args, status, stderr }).toEqual({ args, status: 2, stderr: why });
      }
    } finally {
      closeSync(full);
    }
  });

  it('of a log that is being written', async () => {
    const log = await AuditLog.open(directoryStorage(join(root, 'log')), { origin: signer.name, signer });
    expect(await done(['verify', 'log', ...key])).toContain('all is well');
    expect(await done(['tail', 'log', '-n', '1'])).toMatch(/^299 /);
    await log.close();
  });

  it('leaves a log as it was', async () => {
    const files = () => readdirSync(join(root, 'log'), { recursive: true }).sort();
    const before = files();
    for (const args of [
      ['verify', 'log', ...key],
      ['prove', 'log', '1'],
      ['export', 'log'],
      ['tail', 'log'],
    ])
      await done(args);
    expect(files()).toEqual(before);
  });
});
