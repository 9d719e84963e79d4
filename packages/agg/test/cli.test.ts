/** The command line in this process: what it prints, and its exit codes. */
import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf } from '@fedzk/testkit/folders';
import { describe, expect, it } from 'vitest';
import { main } from '../src/cli/main.js';
import { writeReceipt } from '../src/protocol/announcement.js';
import { sumsBytes, writeResult } from '../src/protocol/result.js';
import { signDocument, writeSignatures } from '../src/protocol/signed.js';
import { clientKeys, fileTask, signing } from './support/file.js';

const folder = folderOf();

function put(name: string, content: string | Uint8Array, mode = 0o644): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(...args: string[]): Promise<Outcome> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await main(args, {
    version: () => '1.2.3',
    end: (_, line) => out.push(line),
    tell: (line) => err.push(line),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

const task = fileTask({ omit: 3 });
const { hash } = task.file;
const file = put('task.json', task.file.text);
const leaderKey = put('leader.key', signing.leader.privateKey, 0o600);
const helperKey = put('helper.key', `${Buffer.from(signing.helper.privateKey).toString('hex')}\n`, 0o600);
const lineOf = async (key: string): Promise<string> => `${(await run('task', 'sign', file, '--key', key)).out}\n`;
const leaderSigned = put('leader.sig', await lineOf(leaderKey));
const helperSigned = put('helper.sig', await lineOf(helperKey));

describe('task', () => {
  it('hash', async () => {
    expect(await run('task', 'hash', file)).toEqual({ code: 0, out: hash, err: '' });
    expect((await run('task', 'hash', file, '--json')).out).toBe(JSON.stringify({ ok: true, hash }));
  });

  it('sign: the role is that of the key, the signature the same each time', async () => {
    const text = new TextEncoder().encode(task.file.text);
    const { signature } = await signDocument(task, 'task-file', text, signing.leader.privateKey);
    expect(await lineOf(leaderKey)).toBe(writeSignatures({ leader: signature }));
    expect(await lineOf(helperKey)).toMatch(/^helper /);
    expect(JSON.parse((await run('task', 'sign', file, '--key', leaderKey, '--json')).out)).toMatchObject({
      hash,
      role: 'leader',
    });
  });

  it('sign: a key that others may read, of another party, of another length, or missing', async () => {
    const open = put('open.key', signing.leader.privateKey, 0o644);
    const other = put('other.key', clientKeys[0]?.privateKey ?? '', 0o600);
    const short = put('short.key', 'abcd', 0o600);
    const cases: [string[], RegExp][] = [
      [['--key', open], /others have access to it; chmod it to 0600/],
      [['--key', other], /expected the key of one of the aggregators/],
      [['--key', short], /expected 32 bytes or their hexadecimal/],
      [['--key', join(folder, 'none')], /cannot be read: there is none/],
      [['--key', folder], /it is a folder/],
      [[], /expected --key FILE/],
    ];
    for (const [args, message] of cases) {
      const { code, out, err } = await run('task', 'sign', file, ...args);
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(message);
      expect(err).not.toContain('abcd');
    }
  });

  it('check: valid with both signatures, in one file or two', async () => {
    const both = put('both.sig', (await lineOf(helperKey)) + (await lineOf(leaderKey)));
    const valid = { code: 0, out: `valid: task ${hash}, signed by leader and helper`, err: '' };
    expect(await run('task', 'check', file, both)).toEqual(valid);
    expect(await run('task', 'check', file, leaderSigned, helperSigned)).toEqual(valid);
    expect((await run('task', 'check', file, both, '--json')).out).toBe(JSON.stringify({ ok: true, hash }));
  });

  it('check: invalid without one, for another file, or for a file that is not a task file', async () => {
    expect(await run('task', 'check', file, leaderSigned)).toMatchObject({
      code: 1,
      out: 'not valid (bad-signature): the signature of the helper is missing or wrong',
    });
    const other = put('other.json', fileTask({ omit: 4 }).file.text);
    expect(await run('task', 'check', other, leaderSigned, helperSigned)).toMatchObject({
      code: 1,
      out: 'not valid (bad-signature): the signature of the leader and of the helper is missing or wrong',
    });
    const spaced = put('spaced.json', task.file.text.replace(':', ': '));
    const { code, out } = await run('task', 'check', spaced, leaderSigned, helperSigned, '--json');
    expect([code, JSON.parse(out)]).toEqual([1, { ok: false, status: 'malformed' }]);
  });
});

describe('from an empty folder', () => {
  it('two operators make keys and a task file, and both sign it', async () => {
    const keys = async (party: string, name: string) =>
      JSON.parse((await run('key', party, join(folder, 'new', name))).out) as Record<string, string>;
    const [leader, helper] = [await keys('aggregator', 'leader'), await keys('aggregator', 'helper')];
    const clients = [];
    for (const id of ['a', 'b', 'c', 'd', 'e']) clients.push({ ...(await keys('client', id)), id });
    for (const name of ['leader/sealing.key', 'leader/signing.key', 'a/signing.key']) {
      expect(statSync(join(folder, 'new', name)).mode & 0o777).toBe(0o600);
    }
    const { vkeyId, id, level, n, bits, headroom, parts, maxNormSq, minBatch } = JSON.parse(task.file.text);
    const plain = {
      ...{ id, level, n, bits, headroom, parts, maxNormSq, minBatch, vkeyId, clients, omit: 3 },
      leader: { url: 'https://leader.example', ...leader },
      helper: { url: 'https://helper.example', ...helper },
      schedule: { first: '2027-01-04T00:00:00Z', every: 86_400, uploads: 3600, settle: 600 },
    };
    const parted = put('parts.json', JSON.stringify(plain, null, 2));
    const made = join(folder, 'new', 'task.json');
    const { out } = await run('task', 'new', parted, '--out', made);
    expect(await run('task', 'hash', made)).toMatchObject({ code: 0, out });
    const lines = await Promise.all(
      ['leader', 'helper'].map(async (role) => {
        const signed = await run('task', 'sign', made, '--key', join(folder, 'new', role, 'signing.key'));
        return put(`new-${role}.sig`, `${signed.out}\n`);
      }),
    );
    expect(await run('task', 'check', made, ...lines)).toMatchObject({ code: 0 });
    // A task file is parts too, and nothing is overwritten.
    expect((await run('task', 'new', made, '--out', made)).err).toContain('it exists already');
    expect((await run('task', 'new', made, '--out', `${made}.2`)).out).toBe(out);
    expect((await run('key', 'client', join(folder, 'new', 'a'))).err).toContain('it exists already');
    expect((await run('key', 'client', made)).err).toContain('task.json" cannot be made: it is a file');
    expect((await run('key', 'client', join(made, 'x'))).err).toContain('cannot be made: its folder is a file');
    expect((await run('task', 'new', made, '--out', join(folder, 'none', 't'))).err).toContain(
      'its folder does not exist',
    );
  });

  it('invalid parts are refused with their place', async () => {
    const cases: [string, RegExp][] = [
      ['[1]', /is no JSON object/],
      ['{', /is no JSON object/],
      ['{"id":"x"}', /"leader"|"maxNormSq"/],
      ['{"leader":{"url":"https://a.example","sealingKey":"?"}}', /A key expected base64url/],
      [JSON.stringify({ ...JSON.parse(task.file.text), colour: 1 }), /"colour"/],
    ];
    for (const [text, message] of cases) {
      const { code, err } = await run('task', 'new', put('bad.json', text), '--out', join(folder, 'bad-task.json'));
      expect(code).toBe(2);
      expect(err).toMatch(message);
    }
    expect((await run('task', 'new', file)).err).toMatch(/expected --out FILE/);
  });
});

describe('result check', async () => {
  const ids = Array.from({ length: 5 }, (_, i) => new Uint8Array(32).fill(i + 1));
  const sums = Int32Array.of(4, -5, 6);
  const result = writeResult(task, { round: 7, ids: ids.slice(0, 4), sums, announced: ids, omitted: ids.slice(4) });
  const path = put('result.json', result);
  const lines = await Promise.all(
    [signing.leader, signing.helper].map(async ({ privateKey }) => {
      const { role, signature } = await signDocument(task, 'result', result, privateKey);
      return writeSignatures({ [role]: signature });
    }),
  );
  const signed = put('result.sig', lines.join(''));
  const taskHash = new Uint8Array(Buffer.from(hash, 'hex'));
  const receipt = async (i: number): Promise<string> =>
    put(
      `receipt-${i}`,
      await writeReceipt(signing.helper.privateKey, { taskHash, round: 7n, reportId: ids[i] as Uint8Array }),
    );
  const evidence = [
    ...['--sums', put('sums', sumsBytes(sums))],
    ...['--set', put('set', Buffer.concat(ids.slice(0, 4)))],
    ...['--announced', put('announced', Buffer.concat(ids))],
    ...['--omitted', put('omitted', Buffer.concat(ids.slice(4)))],
  ];
  const check = (...args: string[]): Promise<Outcome> => run('result', 'check', path, signed, '--task', file, ...args);
  const valid = `valid: round 7 of task ${hash}, 4 reports, signed by leader and helper`;

  it('valid, alone and with its sums and ids', async () => {
    expect(await check()).toEqual({ code: 0, out: valid, err: '' });
    expect(await check(...evidence)).toEqual({ code: 0, out: valid, err: '' });
  });

  it('says what became of the report of a receipt', async () => {
    const fates = await Promise.all(
      [0, 4].map(async (i) => (await check(...evidence, '--receipt', await receipt(i))).out),
    );
    expect(fates).toEqual([
      `${valid}\nthe report of the receipt is summed`,
      `${valid}\nthe report of the receipt is left out`,
    ]);
    const { out } = await check(...evidence, '--receipt', await receipt(4), '--json');
    expect(JSON.parse(out)).toEqual({ ok: true, hash, round: '7', count: 4, report: 'left out' });
  });

  it('names the parts that do not agree', async () => {
    const wrong = await check('--sums', put('wrong', new Uint8Array(4)), '--announced', put('few', ids[0] ?? ''));
    expect(wrong).toMatchObject({
      code: 1,
      out:
        'not valid (sums): the sums are not those of the result\n' +
        'not valid (announced): the reports announced are not those of the result, or not in ascending order',
    });
    const { out } = await check('--set', put('unsorted', Buffer.concat([...ids.slice(0, 4)].reverse())), '--json');
    expect(JSON.parse(out)).toMatchObject({ ok: false, faults: ['set'] });
  });

  it('not valid: unsigned, changed, of another task', async () => {
    expect((await run('result', 'check', path, '--task', file)).out).toContain('not valid (bad-signature)');
    const other = put('other-task.json', fileTask({ omit: 4 }).file.text);
    expect((await run('result', 'check', path, signed, '--task', other)).out).toContain('not valid (wrong-task)');
    expect((await run('result', 'check', file, signed, '--task', file)).out).toContain('not valid (malformed)');
  });

  it('broken input is no verdict', async () => {
    const cases = [
      ['result', 'check', path, signed],
      ['result', 'check', path, signed, '--task', path],
      ['result', 'check', path, path, '--task', file],
      ['result', 'check', join(folder, 'none'), signed, '--task', file],
      ['result', 'check', path, signed, '--task', file, '--sums', put('odd', 'abc')],
    ];
    for (const args of cases) {
      const { code, out, err } = await run(...args);
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(/^fedzk-agg: .*\.$/);
      const json = JSON.parse((await run(...args, '--json')).out);
      expect(json).toEqual({ ok: false, error: err.replace('fedzk-agg: ', '') });
    }
  });
});

describe('wrong use', () => {
  it('shows help and version', async () => {
    for (const flag of ['--help', '-h']) expect((await run(flag)).out).toMatch(/task check TASK SIGNATURES/);
    expect(await run('--version')).toEqual({ code: 0, out: '1.2.3', err: '' });
    expect((await run('--help')).out.split('\n').every((line) => line.length <= 96)).toBe(true);
  });

  it.each<[string[], RegExp]>([
    [
      [],
      /Expected a command, key aggregator, key client, task new, task hash, task sign, task check, result check\. See fedzk-agg --help/,
    ],
    [['task'], /got "task"/],
    [['task', 'erase'], /got "task erase"/],
    [['constructor', 'x'], /got "constructor x"/],
    [['task', 'hash'], /"task hash" expected TASK after it/],
    [['task', 'hash', 'a', 'b'], /"task hash" expected TASK after it/],
    [['task', 'hash', 'a', '--key', 'b'], /"task hash" has no option --key/],
    [['task', 'hash', '--colour'], /Unknown option '--colour'/],
    [['task', 'sign', 'a', '--key'], /--key/],
    [['task', 'hash', 'no\u001b[31mfile'], /"no\\u001b\[31mfile" cannot be read/],
  ])('%j', async (args, message) => {
    const { code, err } = await run(...args);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});
