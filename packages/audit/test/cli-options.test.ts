/** What the command line takes: each command has its options, and none is passed over. */

import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { AuditLog, createSigner } from '@fedzk/audit';
import { beforeAll, expect, it } from 'vitest';
import { directoryStorage } from '../src/node.js';
import { program, root, run } from './support/command-line.js';

const LIMIT = { timeout: 120_000 };

let key: string;
beforeAll(async () => {
  const privateKey = new Uint8Array(32).fill(1);
  const signer = await createSigner('example.com/options', privateKey);
  key = signer.verifierKey;
  const log = await AuditLog.open(directoryStorage(join(root, 'log')), { origin: signer.name, signer });
  await log.append({ user_id: 'u', operation: 'op', resource: 'r', result: 'success' });
  await log.close();
  writeFileSync(join(root, 'signer'), privateKey);
  chmodSync(join(root, 'signer'), 0o600);
});

/** All options, each with what it takes. */
const ALL: Readonly<Record<string, readonly string[]>> = {
  key: ['x'],
  policy: ['policy'],
  since: ['since'],
  minimum: ['0'],
  threads: ['1'],
  entry: ['entry'],
  format: ['csv'],
  from: ['0'],
  to: ['1'],
  'sd-id': ['a@1'],
  hostname: ['here'],
  lines: ['1'],
  follow: [],
  signer: ['signer'],
  retention: ['policy'],
  archive: [],
  json: [],
};

const COMMANDS: readonly (readonly [command: string, names: readonly string[], options: readonly string[]])[] = [
  ['verify', ['log'], ['key', 'policy', 'since', 'minimum', 'threads', 'json']],
  ['prove', ['log', '0'], ['key', 'policy', 'entry', 'json']],
  ['check', ['log/checkpoint', 'log/checkpoint'], ['key', 'policy', 'json']],
  ['export', ['log'], ['key', 'policy', 'format', 'from', 'to', 'sd-id', 'hostname']],
  ['tail', ['log'], ['key', 'policy', 'lines', 'follow', 'json']],
  ['backup', ['log', 'copy'], ['key', 'json']],
  ['recover', ['log'], ['key', 'signer', 'json']],
  ['unlock', ['log'], ['json']],
  ['witness', ['log'], ['policy', 'json']],
  ['prune', ['log', '0'], ['signer', 'retention', 'archive', 'json']],
];

it.each(COMMANDS)('%s refuses the options that it does not take, and no others', LIMIT, async (command, names, own) => {
  const foreign = Object.keys(ALL).filter((name) => !own.includes(name));
  const given = (some: readonly string[]): string[] => some.flatMap((name) => [`--${name}`, ...(ALL[name] ?? [])]);
  const refused = await run([command, ...names, ...given(foreign)]);
  const list = (some: readonly string[]): string => some.map((name) => `--${name}`).join(', ');
  expect(refused).toEqual({
    code: 2,
    stdout: '',
    stderr: `fedzk-audit: "${command}" does not take ${list(foreign)}; it takes ${list(own)}. fedzk-audit --help shows how.\n`,
  });
  // Each by itself is told of too.
  const [one = ''] = foreign;
  expect((await run([command, ...names, ...given([one])])).stderr).toContain(`"${command}" does not take --${one};`);
  // With --key and --policy, or a signer's file that is none, the others end here.
  const taken = await run([command, ...names, ...given(own.filter((name) => name !== 'follow'))]);
  expect(taken.stderr).not.toContain('does not take');
  rmSync(join(root, 'copy'), { recursive: true, force: true });
});

it('options of one format are refused with another', LIMIT, async () => {
  for (const option of ['--sd-id', '--hostname']) {
    const { code, stderr } = await run(['export', 'log', '--format', 'csv', option, 'a@1']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining(`${option} belongs to --format rfc5424.`),
    });
  }
  const { stderr } = await run(['verify', 'log', '--threads', '0', '--key', key]);
  expect(stderr).toContain('--threads expected a whole number from 1 on, got "0".');
});

it('backs up, and says what is in the copy', LIMIT, async () => {
  const { code, stdout, stderr } = await run(['backup', 'log', 'copy', '--key', key]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^copy has example\.com\/options, 1 entry, root [0-9a-f]{64}\n$/);
  expect((await run(['verify', 'copy', '--key', key])).code).toBe(0);
  const again = await run(['backup', 'log', 'copy']);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('copy exists already; nothing was written');
  const json = await run(['backup', 'log', 'copy-2', '--json']);
  expect(JSON.parse(json.stdout)).toMatchObject({ size: 1, unsigned: 0, minimum: 0, target: 'copy-2' });
  expect(json.stderr).toContain('nothing was verified: without --key no signature is checked');
  const inside = await run(['backup', 'log', 'log/copy', '--key', key]);
  expect(inside.stderr).toContain('"log/copy" is in the log\'s own folder');
  expect(inside.code).toBe(2);
  expect((await run(['backup', 'none', 'copy-3'])).code).toBe(2);
  expect(existsSync(join(root, 'copy-3'))).toBe(false);
});

it('recover says what still exists if the checkpoint is gone', LIMIT, async () => {
  expect((await run(['backup', 'log', 'gone', '--key', key])).code).toBe(0);
  rmSync(join(root, 'gone/checkpoint'));
  const { code, stdout } = await run(['recover', 'gone', '--key', key]);
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^the checkpoint is missing: the log's writer signs it again, of 1 entry, when it opens the log/,
  );
  rmSync(join(root, 'gone/.state/signed'));
  const nothing = await run(['recover', 'gone', '--key', key]);
  expect(nothing.code).toBe(1);
  expect(nothing.stderr).toContain('.state/signed is missing, and the checkpoint is missing too');
  const empty = mkdtempSync(join(root, 'empty-'));
  const none = await run(['recover', empty, '--key', key]);
  expect({ code: none.code, left: existsSync(join(empty, '.state')) }).toEqual({ code: 1, left: false });
  expect(none.stderr).toContain('There is no log here');
});

it('follows a server to no other origin', LIMIT, async () => {
  const asked: string[] = [];
  const other = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end(readFileSync(join(root, 'log/checkpoint')));
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const elsewhere = `http://localhost:${(other.address() as AddressInfo).port}/`;
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/^\/moved\//, '/log/');
    if (path.startsWith('/away/')) response.writeHead(302, { location: elsewhere }).end();
    else if (path !== request.url) response.writeHead(301, { location: path }).end();
    else if (existsSync(join(root, path))) response.end(readFileSync(join(root, path)));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const away = await run(['tail', `${base}/away/`]);
  expect({ code: away.code, asked }).toEqual({ code: 2, asked: [] });
  expect(away.stderr).toContain('(it leads to another origin, or on and on; give the address that the log is at)');
  expect((await run(['verify', `${base}/moved/`, '--key', key])).stdout).toContain('all is well');
  for (const each of [server, other]) {
    each.closeAllConnections();
    await new Promise((resolve) => each.close(resolve));
  }
});

it('waits for no pipe with a name, and reads no device', LIMIT, async () => {
  execFileSync('mkfifo', ['-m', '600', join(root, 'pipe')]);
  for (const [at, kind] of [
    ['pipe', 'it is a pipe, not a file'],
    ['/dev/zero', 'it is a device'],
    ['log', 'it is a folder'],
  ] as const) {
    for (const args of [
      ['verify', 'log', '--key', key, '--since', at],
      ['verify', 'log', '--policy', at],
      ['check', at, 'log/checkpoint', '--key', key],
      ['check', 'entry', at, '--key', key],
      ...(at === 'pipe' ? [['prove', 'log', '0', '--entry', at, '--key', key]] : []),
      ['prune', 'log', '0', '--signer', at, '--retention', 'test'],
    ]) {
      const { code, stderr } = await run(args);
      expect({ args, code, stderr }).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(RegExp(`^fedzk-audit: "${at}" cannot be (?:read|written): ${kind}\\.\n$`)),
      });
    }
  }
});

it('reads piped input, up to a limit', LIMIT, async () => {
  const since = async (source: string): Promise<string> => {
    const args = [program, 'verify', 'log', '--key', key, '--since', '/dev/stdin'];
    const child = spawn('sh', ['-c', `${source} | "$0" "$@"`, process.execPath, ...args], { cwd: root });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
    await new Promise((resolve) => child.on('close', resolve));
    return said;
  };
  expect(await since('cat log/checkpoint')).toContain('all is well');
  expect(await since('cat /dev/zero')).toContain('"/dev/stdin" expected at most 2097152 bytes, got more.');
});

it('exports no range that ends before it begins', LIMIT, async () => {
  expect(await run(['export', 'log', '--key', key, '--from', '5', '--to', '2'])).toEqual({
    code: 2,
    stdout: '',
    stderr: 'fedzk-audit: --to expected 5 or more, which is --from, got "2".\n',
  });
  expect(await run(['export', 'log', '--key', key, '--from', '1', '--to', '1'])).toMatchObject({ code: 0, stdout: '' });
});

it(
  'recovers a log whose writer was killed, and says what to do about entries that no checkpoint covers',
  LIMIT,
  async () => {
    const signer = await createSigner('example.com/options', new Uint8Array(32).fill(1));
    const live = join(root, 'live');
    const checkpointEvery = { ms: 1_000_000 };
    const log = await AuditLog.open(directoryStorage(live), { origin: signer.name, signer, checkpointEvery });
    await log.append({ user_id: 'u', operation: 'op', resource: 'r', result: 'success' });
    cpSync(live, join(root, 'killed'), { recursive: true });
    await log.close();
    rmSync(join(root, 'killed/.state/lock'), { recursive: true });
    const { code, stdout } = await run(['recover', 'killed', '--key', key]);
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: expect.stringMatching(
        /can't be authenticated without the log's signer\. Add --signer FILE, or open the log, which keeps the authentic ones\n$/,
      ),
    });
    const signed = await run(['recover', 'killed', '--key', key, '--signer', 'signer']);
    expect(signed).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 entry is authentic and in no checkpoint yet'),
    });
    expect((await run(['recover', 'killed', '--signer', 'signer', '--json'])).stdout).toContain('"state":"whole"');
  },
);

it('unlocks no copy of a log whose writer runs, and says what the lock is', LIMIT, async () => {
  const signer = await createSigner('example.com/options', new Uint8Array(32).fill(1));
  const log = await AuditLog.open(directoryStorage(join(root, 'running')), { origin: signer.name, signer });
  await log.append({ user_id: 'u', operation: 'op', resource: 'r', result: 'success' });
  await log.checkpoint();
  cpSync(join(root, 'running'), join(root, 'copied'), { recursive: true });
  const { code, stderr } = await run(['unlock', 'copied']);
  expect(code).toBe(1);
  expect(stderr).toContain(`The log has another writer (process ${process.pid}); a log has one. Wait `);
  expect(stderr).toContain('Only where this is a copy of the log that it writes elsewhere');
  expect(stderr).toMatch(/or remove \S*copied\/\.state\/lock of the copy and run "fedzk-audit recover"\./);
  rmSync(join(root, 'copied/.state/lock'), { recursive: true });
  expect(await run(['recover', 'copied', '--signer', 'signer'])).toMatchObject({ code: 0 });
  await log.close();
});

it('exports from where entries are, and says what became of those before', LIMIT, async () => {
  const signer = await createSigner('example.com/options', new Uint8Array(32).fill(1));
  const log = await AuditLog.open(directoryStorage(join(root, 'rotated')), { origin: signer.name, signer });
  const event = { user_id: 'u', operation: 'op', resource: 'r', result: 'success' } as const;
  await Promise.all(Array.from({ length: 600 }, () => log.append(event)));
  await log.evict(256, { onEvict: 'archive' });
  await log.close();
  const all = await run(['export', 'rotated', '--key', key]);
  expect({ code: all.code, lines: all.stdout.split('\n').length }).toEqual({ code: 0, lines: 345 });
  expect(await run(['export', 'rotated', '--key', key, '--from', '100'])).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'fedzk-audit: tile/entries/000 is missing. Entries before 256 were archived or pruned: give --from 256 or more; unpack ' +
      'what FOLDER/archive has of them into a copy of the log to read them.\n',
  });
  cpSync(join(root, 'rotated'), join(root, 'unpacked'), { recursive: true });
  execFileSync('tar', ['-xf', 'unpacked/archive/0-255.tar', '-C', 'unpacked'], { cwd: root });
  const unpacked = await run(['export', 'unpacked', '--key', key, '--from', '100']);
  expect({ code: unpacked.code, lines: unpacked.stdout.split('\n').length }).toEqual({ code: 0, lines: 501 });
});

it('is cancelled, and leaves nothing half done', LIMIT, async () => {
  const stopped = { cancelled: AbortSignal.abort() };
  for (const args of [
    ['verify', 'log', '--key', key],
    ['backup', 'log', 'cancelled', '--key', key],
    ['recover', 'log', '--key', key],
    ['prune', 'log', '0', '--archive', '--signer', 'signer'],
  ]) {
    expect({ args, ...(await run(args, stopped)) }).toEqual({
      args,
      code: 130,
      stdout: '',
      stderr: 'fedzk-audit: cancelled; nothing was left half done.\n',
    });
  }
  expect(readdirSync(root).filter((name) => name.includes('cancelled'))).toEqual([]);
  expect((await run(['verify', 'log', '--key', key])).code).toBe(0);
});

it('hears of Ctrl-C before it locks a log, and leaves no lock', LIMIT, async () => {
  const locks = (): string[] => readdirSync(join(root, 'log/.state/lock'));
  const before = locks();
  let asked: string[] | undefined;
  const stop = new AbortController();
  const asking = (): AbortSignal => {
    asked = locks();
    return stop.signal;
  };
  // Ctrl-C while the log opens.
  const ended = run(['prune', 'log', '0', '--archive', '--signer', 'signer'], { asking });
  setImmediate(() => stop.abort());
  expect((await ended).code).toBe(130);
  expect({ asked, after: locks() }).toEqual({ asked: before, after: before });
});

it('refuses wrong arguments before it says that nothing was verified', LIMIT, async () => {
  const refused: readonly (readonly [args: readonly string[], why: string])[] = [
    [['export', 'log', '--format', 'xml'], '--format expected one of ocsf, '],
    [['export', 'log', '--from', 'x'], '--from expected a whole number'],
    [['tail', 'log', '-n', 'x'], '--lines expected a whole number'],
    [['backup', 'log', 'log'], '"log" is in the log\'s own folder'],
  ];
  for (const [args, why] of refused) {
    const { code, stdout, stderr } = await run(args);
    expect([code, stdout], args.join(' ')).toEqual([2, '']);
    expect(stderr, args.join(' ')).toMatch(/^fedzk-audit: [^\n]*\n$/);
    expect(stderr, args.join(' ')).toContain(why);
  }
});

it('says what to do where there is no log, or no folder', LIMIT, async () => {
  mkdirSync(join(root, 'empty'));
  const verified = await run(['verify', 'empty', '--key', key]);
  expect(verified.code).toBe(1);
  expect(verified.stdout).toContain(
    'checkpoint: it is missing: there is no log here. Give the folder or URL that has "checkpoint" and "tile/"\n',
  );
  const elsewhere = 'Give the folder or URL that has "checkpoint" and "tile/".\n';
  expect((await run(['tail', 'empty'])).stderr).toBe(`fedzk-audit: There is no log here. ${elsewhere}`);
  for (const args of [
    ['recover', 'empty'],
    ['backup', 'empty', 'copy'],
  ]) {
    expect((await run(args)).stderr, args.join(' ')).toBe(`fedzk-audit: There is no log here. ${elsewhere}`);
  }
  expect((await run(['tail', 'nowhere'])).stderr).toBe(
    'fedzk-audit: There is no folder "nowhere". Give the folder or URL of a log.\n',
  );
  expect((await run(['unlock', 'nowhere'])).stderr).toBe(
    'fedzk-audit: There is no folder "nowhere". Give the folder of a log.\n',
  );
});

it('says that --key is of another log, or another key of this one', LIMIT, async () => {
  const named = async (name: string): Promise<string> => (await createSigner(name)).verifierKey;
  const other = await named('example.com/other');
  const otherKey = await named('example.com/options');
  const OTHER = 'is of the log "example.com/options", and the key is of "example.com/other"';
  const KEY = 'was not signed with this key, or changed afterwards';
  expect((await run(['verify', 'log', '--key', other])).stdout).toContain(`checkpoint: it ${OTHER}\n`);
  expect((await run(['verify', 'log', '--key', otherKey])).stdout).toContain(`checkpoint: it ${KEY}\n`);
  expect((await run(['tail', 'log', '--key', other])).stderr).toContain(`The log's checkpoint ${OTHER}.`);
  expect((await run(['tail', 'log', '--key', otherKey])).stderr).toContain(`The log's checkpoint ${KEY}.`);
  for (const command of [['recover'], ['backup']]) {
    const args = [...command, 'log', ...(command[0] === 'backup' ? ['copy'] : []), '--key'];
    expect((await run([...args, other])).stderr).toContain(
      '.state/signed is of the log "example.com/options", and the key is of "example.com/other": give this log\'s key.',
    );
    expect((await run([...args, otherKey])).stderr).toContain(
      ".state/signed was not signed with this key: the key is not this log's, or somebody else wrote the file.",
    );
  }
});
