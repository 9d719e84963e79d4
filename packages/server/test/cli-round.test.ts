/** A round by the command line alone: cards, a task of a description, three clients, their reports and the sum. */
import { once } from 'node:events';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClientHome } from '../src/client/home.js';
import { json, run } from './support/cli.js';
import { startSystem, type TestSystem } from './support/system.js';

let system: TestSystem;
let at: (name: string) => string;
beforeAll(async () => {
  system = await startSystem();
  at = (name) => join(system.parent, name);
});
afterAll(() => system.close());

const IDS = ['client_001', 'client_002', 'client_003'] as const;
const on = (role: string): string[] => ['--data', system.data, '--role', role];

async function enrolled(id: string): Promise<string> {
  const home = at(id);
  const { request, fingerprint } = await json<{ request: string; fingerprint: string }>([
    'client',
    'init',
    '--id',
    id,
    '--home',
    home,
  ]);
  for (const role of ['leader', 'helper']) {
    const out = at(`${id}.${role}.json`);
    const answer = await json<{ fingerprint: string }>([
      'client',
      'enrol',
      request,
      '--fingerprint',
      fingerprint,
      '--out',
      out,
      ...on(role),
    ]);
    await json(['client', 'join', out, '--home', home, '--fingerprint', answer.fingerprint, '--development']);
  }
  return home;
}

const DESCRIPTION = {
  id: 'digits',
  circuit: 'gradient-update-64x8',
  maxNormSq: 1_000_000,
  minBatch: 3,
  omit: 2,
  quantization: { clip: 1 },
  readers: [{ id: 'client_002' }],
};

function floats(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [i, value] of values.entries()) view.setFloat32(4 * i, value, true);
  return new Uint8Array(view.buffer);
}

it('enrols nobody whose answer has no place, and leaves no file where it is refused', async () => {
  const init = ['client', 'init', '--id', 'client_009', '--home', at('client_009')];
  const { request, fingerprint } = await json<{ request: string; fingerprint: string }>(init);
  const enrol = (out: string, said: string) =>
    run(['client', 'enrol', request, '--fingerprint', said, '--out', out, ...on('leader')]);
  symlinkSync(at('nowhere'), at('dangling'));
  writeFileSync(at('taken'), 'precious');
  for (const out of [at('dangling'), at('taken'), at('none/answer')]) {
    expect(await enrol(out, fingerprint)).toMatchObject({ code: 2 });
  }
  expect(readFileSync(at('taken'), 'utf8')).toBe('precious');
  expect(existsSync(at('nowhere'))).toBe(false);
  expect((await run(['client', 'list', ...on('leader')])).out).not.toContain('client_009');
  expect(
    await enrol(
      at('refused'),
      fingerprint.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
    ),
  ).toMatchObject({
    code: 1,
  });
  expect(existsSync(at('refused'))).toBe(false);
});

it('says of a client that is not enrolled, and of one that was revoked, what to do', async () => {
  const home = await enrolled('client_008');
  const revoke = () => run(['client', 'revoke', 'client_008', ...on('leader')]);
  expect((await revoke()).code).toBe(0);
  expect(await revoke()).toMatchObject({ code: 1, err: expect.stringContaining('See fedzk client list.') });
  const words = ['client', 'report', '--home', home, '--task', 'x', '--values', '-'];
  const says = expect.stringContaining('The client was revoked, or its certificate has ended: ask the operator');
  expect(await run(words)).toMatchObject({ code: 1, out: '', err: says });
  const wrong = await run(['client', 'join', at('client_008/request.json'), '--home', home, '--fingerprint', '0']);
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('Give the file that an operator has made') });
});

it('says which aggregator takes connections and answers nothing', async () => {
  const home = await enrolled('client_007');
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const url = `https://localhost:${(silent.address() as AddressInfo).port}`;
  const path = join(home, 'leader.key');
  writeFileSync(path, readFileSync(path, 'utf8').replace(/https:\/\/localhost:\d+/, url));
  const { code, err } = await run(['client', 'report', '--home', home, '--task', 'x', '--values', '-']);
  silent.close();
  expect(code).toBe(2);
  expect(err).toMatch(
    new RegExp(
      `^fedzk: The leader at ${url} does not answer yet\\.\nfedzk: The leader at ${url} does not answer: .*ask its operator\\.$`,
    ),
  );
  expect((await run(['client', 'revoke', 'client_007', ...on('leader')])).code).toBe(0);
});

describe('a round', () => {
  let task: string;
  const homes: string[] = [];

  it('has a task of a description and both cards, which both sign', async () => {
    for (const id of IDS) homes.push(await enrolled(id));
    writeFileSync(at('digits.json'), JSON.stringify(DESCRIPTION));
    const out = at('digits.task');
    const made = await json<{ taskid: string }>(['task', 'create', at('digits.json'), '--out', out, ...on('leader')]);
    task = made.taskid;
    expect((await run(['task', 'hash', out])).out).toBe(task);

    const before = await run(['task', 'check', out]);
    expect(before.code).toBe(1);
    expect(before.out).toContain('leader   not signed yet');
    expect(before.out).toContain('clients  3; a sum has 3 or more');
    expect(before.out).toContain('readers  1 keys');
    // What is signed is what both organisations know: the keys of the clients, and of the aggregators.
    const all = await json<{ clients: { id: string; key: string }[] }>(['client', 'list', ...on('helper')]);
    const clients = all.clients.filter(({ id }) => IDS.some((own) => own === id));
    const listed = (await run(['client', 'list', ...on('helper')])).out;
    const { keys } = await json<{ keys: object }>(['peer', 'show', ...on('helper')]);
    const summary = {
      ...{
        taskid: task,
        level: 'standard',
        circuit: 'gradient-update-64x8',
        vkeyId: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      ...{ minBatch: 3, maxColluding: 1, minHonest: 2, rounds: 'opened by hand', manifest: null },
      ...{ clients: clients.map(({ id, key }) => ({ id, key })), keys: { leader: keys, helper: expect.any(Object) } },
    };
    const signed = await json<{ summary: object }>(['task', 'sign', out, ...on('leader')]);
    expect(signed).toMatchObject({ taskid: task, served: false, summary });
    const { out: shown } = await run(['task', 'sign', out, ...on('helper')]);
    expect(shown).toContain(`circuit  gradient-update-64x8; its key is `);
    expect(shown).toContain('manifest none: nothing shows who made that key');
    for (const { id, key } of clients) {
      expect(key).toMatch(/^[0-9a-f]{4}( [0-9a-f]{4}){7}$/);
      expect(shown).toMatch(new RegExp(`^ {9}${id} +${key}$`, 'm'));
      expect(listed).toContain(`${id}: key ${key}, until `);
      expect(before.out).toContain(key);
    }
    for (const key of Object.values(keys)) expect(shown).toContain(String(key));
    expect(shown).toMatch(/^leader {3}signs by [0-9a-f ]{39}\n {9}opens by [0-9a-f ]{39}$/m);
    expect(await json(['task', 'check', out], {}, 0)).toMatchObject({ summary });
    expect(await json(['task', 'sign', out, ...on('helper')])).toMatchObject({ taskid: task, served: true });
    expect(await json(['task', 'sign', out, ...on('leader')])).toMatchObject({ taskid: task, served: true });
    const after = await json<{ signed: object }>(['task', 'check', out]);
    expect(after.signed).toEqual({ leader: 'signed', helper: 'signed' });

    const wrong = readFileSync(`${out}.signatures`, 'utf8').replace(/^leader ./m, (start) => `${start.slice(0, -1)}_`);
    writeFileSync(at('wrong.signatures'), wrong);
    const checked = await run(['task', 'check', out, '--signatures', at('wrong.signatures')]);
    expect(checked.code).toBe(1);
    expect(checked.out).toMatch(/leader {3}WRONG signature: https:\/\/localhost:\d+\/v1\nhelper {3}signed/);
  });

  const report = (home: string, ...rest: string[]) => ['client', 'report', '--home', home, '--task', task, ...rest];
  const full = (values: readonly number[]): Uint8Array => floats([...values, ...new Array(64 - values.length).fill(0)]);

  it('is waited for no longer than --wait says, and says what it waits for', async () => {
    const [home = ''] = homes;
    const input = full([0.5]);
    const words = report(home, '--values', '-');
    const asked = async (...rest: string[]) => run([...words, ...rest], { input });
    const none = 'No round of the task is open. Gave up after 0 s, and sent nothing. Ask both operators';
    expect(await asked('--wait', '0')).toMatchObject({ code: 1, out: '', err: expect.stringContaining(none) });
    expect((await asked('--wait', '0', '--round', '7')).err).toContain('Round 7 is not open. Gave up');
    const late = await asked('--wait', '3');
    expect(late).toMatchObject({ code: 1, out: '' });
    expect(late.err).toMatch(
      /^fedzk: No round of the task is open\. Waits for it, 3 s at most\.\nfedzk: .*Gave up after 3 s.*pass a longer --wait SECONDS\.$/,
    );
    const began = performance.now();
    expect(await json([...words, '--wait', '0'], { input }, 1)).toMatchObject({ ok: false, code: 'unavailable' });
    expect(performance.now() - began).toBeLessThan(2_500);
    expect((await asked('--wait', 'long')).err).toContain('--wait expected whole seconds, such as 60, got "long"');
  });

  it('is waited for until Ctrl-C, which sends nothing', async () => {
    const [home = ''] = homes;
    const asked = new Promise<void>((resolve) => setTimeout(resolve, 500));
    const began = performance.now();
    const ended = await run(report(home, '--values', '-'), { input: full([0.5]), asked });
    expect(ended).toEqual({ code: 1, out: '', err: 'fedzk: Ended. Nothing was sent.' });
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(existsSync(join(home, 'reports'))).toBe(false);
  });

  it('that is open at the leader alone is waited for', async () => {
    const [home = ''] = homes;
    await json(['round', 'open', task, '1', ...on('leader')]);
    const { code, err } = await run(report(home, '--values', '-', '--wait', '0'), { input: full([0.5]) });
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringContaining('Round 1 is open at the leader, and the helper'),
    });
  });

  it('takes the reports of the clients, from standard input and from files', async () => {
    const [first = '', second = '', third = ''] = homes;
    const input = full([0.5, -0.5, 1, 7]); // the last is clipped
    // It waits until the helper's operator has opened the round too.
    const waiting = json<object>(report(first, '--values', '-'), { input });
    await json(['round', 'open', task, '1', ...on('helper')]);
    const said = await waiting;
    expect(said).toMatchObject({ ok: true, taskid: task, round: '1', status: 'accepted', receipt: expect.any(String) });
    // Sent again after a lost answer, it is the same report.
    expect(await json(report(first, '--values', '-', '--round', '1'), { input })).toEqual(said);
    expect((await run(report(first, '--values', '-'), { input })).err).toBe(
      "fedzk: 1 of 64 values are beyond the task's clip of ±1: they count as it.",
    );
    const changed = await run(report(first, '--values', '-'), { input: full([0.25]) });
    expect(changed).toMatchObject({
      code: 1,
      err: 'fedzk: Other values were reported in round 1. A round is reported once.',
    });

    writeFileSync(at('second.json'), JSON.stringify([3, -2, 1]));
    expect(await json(report(second, '--values', at('second.json'), '--pad'))).toMatchObject({ status: 'accepted' });
    writeFileSync(at('third.f32'), full([0, 0, 0, 0, 1]));
    expect(await json(report(third, '--values', at('third.f32')))).toMatchObject({ status: 'accepted' });
  });

  it('refuses values that no task takes', async () => {
    const [home = ''] = homes;
    const refused = async (input: Uint8Array, ...rest: string[]) => {
      const { code, out, err } = await run(report(home, '--values', '-', ...rest), { input });
      expect({ code, out }).toEqual({ code: 2, out: '' });
      return err;
    };
    expect(await refused(Uint8Array.of(1, 2, 3))).toContain('expected float32, four bytes each, got 3 bytes');
    expect(await refused(full([0, Number.NaN]))).toContain('the one at 1, counted from 0, is not finite');
    for (const count of [0, 1, 63, 65]) {
      const says = `The values: the task takes 64, got ${count}.`;
      expect(await refused(floats(new Array(count).fill(0)))).toContain(says);
    }
    expect(await refused(floats([0]))).toContain('pass --pad');
    for (const count of [0, 65]) {
      const says = `The values: the task takes 1 to 64, got ${count}.`;
      expect(await refused(floats(new Array(count).fill(0)), '--pad')).toContain(says);
    }
    const integers = (text: string) => refused(new TextEncoder().encode(text), '--format', 'integers');
    expect(await integers('[1, 200]')).toContain('the one at 1, counted from 0, is no integer from -128 to 127');
    expect(await integers('{}')).toContain('expected a JSON array of integers');
  });

  it('gives the sum to the reader that the task names', async () => {
    const show = ['client', 'result', '--home', homes[1] ?? '', '--task', task, '--round', '1'];
    expect((await run(show)).code).toBe(1);
    expect((await run(['round', 'show', task, ...on('leader')])).out).toContain('round 1 open, 3 accepted');
    await json(['round', 'close', task, '1', ...on('leader')]);
    await json(['round', 'close', task, '1', ...on('helper')]);
    await json(['round', 'collect', task, '1', ...on('leader')]);
    const found = await json<{ count: number; sums: number[]; mean: number[] }>([...show, '--wait', '30']);
    expect(found.count).toBe(3);
    expect(found.sums.slice(0, 6)).toEqual([64 + 3, -64 - 2, 127 + 1, 127, 127, 0]);
    expect(found.mean[3]).toBeCloseTo(1 / 3, 6);
    for (const other of [homes[0] ?? '', homes[2] ?? '']) {
      const refused = await run(['client', 'result', '--home', other, ...show.slice(4)]);
      expect(refused).toMatchObject({
        code: 1,
        out: '',
        err: expect.stringContaining('The results of this task are for its readers'),
      });
    }
    // Nor does the aggregator give it to whom the task doesn't name.
    const other = ClientHome.open(homes[0] ?? '');
    for (const part of ['result', 'sums', 'set'])
      expect((await other.ask('leader', `/tasks/${task}/rounds/1/${part}`)).status).toBe(403);
    other.close();
    await json(['round', 'note', task, '1', '--accuracy', '0.91', ...on('leader')]);
    expect((await run(['round', 'note', task, '1', '--accuracy', '2', ...on('leader')])).code).toBe(2);
  });

  it('has one result for a client: another one is refused, and the same one is not', async () => {
    const show = ['client', 'result', '--home', homes[1] ?? '', '--task', task, '--round', '1'];
    expect((await run(show)).code).toBe(0);
    const kept = join(homes[1] ?? '', 'results', `${task}.1.json`);
    writeFileSync(kept, readFileSync(kept, 'utf8').replace(/[0-9a-f]{64}/, '00'.repeat(32)));
    const says = expect.stringContaining('Another result of round 1 came before');
    expect(await run(show)).toMatchObject({ code: 1, out: '', err: says });
  });

  it('that is over is told from one that is not open yet', async () => {
    const [first = ''] = homes;
    const input = full([0.125]);
    const again = await run(report(first, '--values', '-'), { input });
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('for the next one pass --round 2.') });
    const next = await run(report(first, '--values', '-', '--round', '2', '--wait', '0'), { input });
    expect(next).toMatchObject({ code: 1, err: expect.stringContaining('Round 2 is not open.') });
    const before = await run(report(first, '--values', '-', '--round', '0'), { input });
    expect(before).toMatchObject({ code: 1, err: expect.stringContaining('Leave --round out for the newest.') });
  });

  it('ends with its task', async () => {
    expect((await run(['task', 'list', ...on('helper')])).out).toContain(`task digits (${task})`);
    await json(['task', 'end', task, ...on('helper')]);
    expect((await run(['task', 'list', ...on('helper')])).out).toBe('There are no tasks.');
    const lost = await run(['client', 'report', '--home', homes[0] ?? '', '--task', task, '--values', '-']);
    expect(lost).toMatchObject({
      code: 1,
      err: expect.stringContaining(`fedzk: The helper serves no task "${task}".`),
    });
  });
});

describe('a description', () => {
  const create = async (change: object): Promise<string> => {
    writeFileSync(at('wrong.json'), JSON.stringify({ ...DESCRIPTION, ...change }));
    const { code, err } = await run(['task', 'create', at('wrong.json'), '--out', at('never'), ...on('leader')]);
    expect(code).toBe(2);
    return err;
  };

  it('is refused with the member that is wrong', async () => {
    expect(await create({ minbatch: 3 })).toContain('"minbatch"');
    expect(await create({ minBatch: 1 })).toContain('minBatch');
    expect(await create({ clients: ['nobody'] })).toContain('"nobody" is not enrolled here');
    expect(await create({ readers: [{ id: 'nobody' }] })).toContain('"nobody" is not enrolled here');
    expect(await create({ readers: ['client_001'] })).toContain('readers');
    expect(await create({ quantization: { clip: 0.5, scale: 3 } })).toContain(
      `"quantization.scale" expected ${0.5 / 127}, which is the clip 0.5 / 127, got 3.`,
    );
    expect(await create({ circuit: undefined })).toContain('--key FILE is missing');
    expect(await create({ schedule: { first: 'tomorrow', every: 1, uploads: 1, settle: 1 } })).toContain(
      'schedule.first',
    );
  });

  it('may have its own list of clients, and its cards from files', async () => {
    const cards: string[] = [];
    for (const role of ['leader', 'helper']) {
      await json(['peer', 'card', '--out', at(`${role}.card`), ...on(role)]);
      cards.push(`--${role}`, at(`${role}.card`));
    }
    const publicKey = '3q2-795AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
    const open = { ...DESCRIPTION, clients: null, maxColluding: 1, readers: 'public' };
    writeFileSync(at('own.json'), JSON.stringify(open));
    const made = await run(['task', 'create', at('own.json'), '--out', at('own.task'), ...cards]);
    expect(made.out).toContain('clients  anybody');
    const [leader = ''] = cards.slice(1);
    const swapped = await run([
      'task',
      'create',
      at('own.json'),
      '--out',
      at('x'),
      '--leader',
      leader,
      '--helper',
      leader,
    ]);
    expect(swapped).toMatchObject({ code: 2, err: expect.stringContaining('is the card of the leader') });
    writeFileSync(at('own.json'), JSON.stringify({ ...DESCRIPTION, clients: [{ id: 'a-client', publicKey }] }));
    expect((await run(['task', 'create', at('own.json'), '--out', at('y'), ...cards])).code).toBe(2);
  });
});

describe('peer', () => {
  it('shows the other aggregator, and refuses another card than was compared', async () => {
    const { fingerprint } = await json<{ fingerprint: string }>([
      'peer',
      'card',
      '--out',
      at('c.card'),
      ...on('helper'),
    ]);
    expect((await run(['peer', 'show', ...on('leader')])).out).toContain(`helper, development: ${fingerprint}`);
    const add = (text: string) => run(['peer', 'add', at('c.card'), '--fingerprint', text, ...on('leader')]);
    expect((await add(fingerprint)).code).toBe(0);
    expect((await add(fingerprint.replace(/^./, (digit) => (digit === '0' ? '1' : '0')))).code).toBe(1);
  });
});

describe('what an operator gives wrong', () => {
  const wrong = async (words: readonly string[], role = 'leader'): Promise<string> => {
    const { code, err } = await run([...words, ...on(role)]);
    expect([words, code]).toEqual([words, code === 2 ? 2 : 1]);
    return err;
  };
  let task: string;
  let out: string;
  const make = async (name: string, id: string): Promise<string> => {
    writeFileSync(at(`${name}.json`), JSON.stringify({ ...DESCRIPTION, id }));
    const made = ['task', 'create', at(`${name}.json`), '--out', at(`${name}.task`), ...on('leader')];
    return (await json<{ taskid: string }>(made)).taskid;
  };

  beforeAll(async () => {
    const { tasks } = await json<{ tasks: readonly { taskid: string }[] }>(['task', 'list', ...on('leader')]);
    for (const { taskid } of tasks) await json(['task', 'end', taskid, ...on('leader')]);
    task = await make('wrong-steps', 'wrong-steps');
    out = at('wrong-steps.task');
  });

  it('is told after each signature what comes next, and for whom', async () => {
    const next = async (role: string): Promise<string> => (await run(['task', 'sign', out, ...on(role)])).out;
    const sign = (role: string): string => `next, the ${role}: fedzk task sign ${out} --role ${role}`;
    const first = await next('leader');
    expect(first).toContain('It is served once the helper has signed it too.');
    expect(first).toContain(`Send ${out} and ${out}.signatures to the operator of the helper.`);
    expect(first).toContain(sign('helper'));
    expect(first).toContain(`${sign('leader')} --data ${system.data} again`);
    expect((await run(['task', 'check', out])).out).toContain(sign('helper'));
    // The leader serves nothing before it has the helper's signature.
    expect(await wrong(['round', 'open', task, '1'])).toContain(
      `The leader serves no task "${task}". It serves none. A task is served once both have signed it.`,
    );
    const second = await next('helper');
    expect(second).toContain('It is served here.');
    expect(second).toContain(`Send ${out}.signatures back to the operator of the leader`);
    expect(second).toContain(sign('leader'));
    expect(await next('leader')).toMatch(/It is served here\.\nnext, the helper: fedzk round open \S+ 1 --role helper/);
  });

  it('names a task by its name, its id or its hash', async () => {
    const { hash } = await json<{ hash: string }>(['task', 'hash', out]);
    for (const name of ['wrong-steps', task, hash]) {
      expect((await run(['round', 'show', name, ...on('leader')])).out).toContain(`task wrong-steps (${task})`);
    }
    expect(await wrong(['round', 'show', 'wrong'])).toContain(
      `The leader serves no task "wrong". It serves wrong-steps (${task}).`,
    );
    expect(await wrong(['task', 'end', 'wrong'])).toContain('The leader serves no task "wrong".');
    expect(await wrong(['round', 'note', 'wrong', '1', '--accuracy', '1'])).toContain(
      'The leader serves no task "wrong".',
    );
    expect(await wrong(['task', 'sign', task])).toContain(`"${task}" is the id of a task. Expected the task file`);
    expect((await run(['task', 'check', 'wrong-steps'])).err).toContain(
      '"wrong-steps" is no file. Expected the task file',
    );

    const other = at('namesake.task');
    writeFileSync(at('namesake.json'), JSON.stringify({ ...DESCRIPTION, id: 'wrong-steps', omit: 3 }));
    const made = ['task', 'create', at('namesake.json'), '--out', other, ...on('leader')];
    const { taskid } = await json<{ taskid: string }>(made);
    for (const role of ['leader', 'helper', 'leader']) await json(['task', 'sign', other, ...on(role)]);
    const both = await wrong(['round', 'show', 'wrong-steps']);
    expect(both).toContain('2 tasks have the name "wrong-steps". Give the id of one');
    expect(both).toContain(taskid);
    const ended = await run(['task', 'end', taskid, ...on('leader')]);
    expect(ended.out).toContain(`next, the helper: fedzk task end ${taskid} --role helper`);
    await json(['task', 'end', taskid, ...on('helper')]);
  });

  it('is told the order of the two aggregators, and what is missing for a sum', async () => {
    const steps = (step: string, role: string, round = '1') => run(['round', step, task, round, ...on(role)]);
    const command = (step: string, role: string, round = '1') => `fedzk round ${step} ${task} ${round} --role ${role}`;
    expect(await wrong(['round', 'close', task, '1'])).toContain(
      'Round 1 was never opened at the leader: no round was.',
    );
    const early = (await steps('open', 'leader')).out;
    expect(early).toContain('leader: round 1 is open, 0 accepted, 3 needed');
    expect(early).toContain('No report is taken until the helper has opened it too.');
    expect(early).toContain(`next, the helper: ${command('open', 'helper')}`);
    expect((await steps('open', 'helper')).out).toContain(`next, the leader: ${command('open', 'leader')}`);
    const opened = (await steps('open', 'leader')).out;
    expect(opened).not.toContain('No report is taken');
    expect(opened).toContain(`next, the clients: fedzk client report --home DIR --task ${task}`);

    for (const [i, id] of IDS.slice(0, 2).entries()) {
      writeFileSync(at('few.f32'), floats(new Array(64).fill(i / 64)));
      await json(['client', 'report', '--home', at(id), '--task', task, '--values', at('few.f32')]);
    }
    const few = await wrong(['round', 'collect', task, '1']);
    expect(few).toContain('Round 1 has 2 accepted reports, and "minBatch" of the task is 3: 1 of them are missing.');
    expect(few).toContain('It is still open: wait for more reports');
    expect(await wrong(['round', 'collect', task, '1'], 'helper')).toContain(
      `A round is collected at the leader alone: ${command('collect', 'leader')}`,
    );
    writeFileSync(at('few.f32'), floats(new Array(64).fill(1 / 64)));
    await json(['client', 'report', '--home', at(IDS[2]), '--task', task, '--values', at('few.f32')]);
    expect((await steps('close', 'leader')).out).toContain(`next, the helper: ${command('close', 'helper')}`);
    const open = await wrong(['round', 'collect', task, '1']);
    expect(open).toContain('Round 1 is still open at the helper.');
    expect(open).toContain(command('close', 'helper'));
    expect((await steps('close', 'helper')).out).toContain(`next, the leader: ${command('collect', 'leader')}`);
    expect((await steps('collect', 'leader')).out).toContain(
      `next, the clients: fedzk client result --home DIR --task ${task} --round 1`,
    );
    expect(await wrong(['round', 'abandon', task, '1'])).toContain('Round 1 has a result that both have signed');
    expect(await wrong(['round', 'open', task, '1'])).toContain(command('open', 'leader', '2'));

    await steps('open', 'helper', '2');
    await steps('open', 'leader', '2');
    for (const early of [
      ['close', '2'],
      ['open', '3'],
    ] as const) {
      for (const role of ['leader', 'helper'] as const) {
        const refused = await wrong(['round', early[0], task, early[1]], role);
        expect(refused).toContain(
          'Round 2 is open, with 0 of the 3 reports that a sum needs. This would end it for good.',
        );
        expect(refused).toContain(command('abandon', 'leader', '2'));
      }
    }
    expect((await run(['round', 'show', task, ...on('leader')])).out).toContain('round 2 open');
    expect((await steps('abandon', 'leader', '2')).out).toContain(
      `next, the helper: ${command('abandon', 'helper', '2')}`,
    );
    expect(await wrong(['round', 'collect', task, '2'])).toContain(command('open', 'helper', '3'));
    expect(await wrong(['round', 'open', task, 'two'])).toContain('ROUND expected a number, such as 1, got "two"');
    expect(await wrong(['round', 'note', task, '9', '--accuracy', '1'])).toContain(
      'The task wrong-steps has no round "9" here. Its newest is 2.',
    );
  });

  it('revokes no client that is none, and none twice', async () => {
    expect(await wrong(['client', 'revoke', 'nobody'])).toContain(
      'No client here has the name "nobody". See fedzk client list.',
    );
    await json(['client', 'revoke', IDS[2], ...on('leader')]);
    expect(await wrong(['client', 'revoke', IDS[2]])).toMatch(/The client "client_003" was revoked already, at 20/);
  });

  it('asks for as many clients as a sum needs', async () => {
    writeFileSync(at('many.json'), JSON.stringify({ ...DESCRIPTION, readers: 'public', minBatch: 7 }));
    const says = await wrong(['task', 'create', at('many.json'), '--out', at('many.task')]);
    expect(says).toContain('"minBatch" is 7, and 2 clients are enrolled here: a sum would lack 5 reports.');
  });

  it('shows both fingerprints where they differ, and which is whose', async () => {
    const card = at('shown.card');
    const { fingerprint } = await json<{ fingerprint: string }>(['peer', 'card', '--out', card, ...on('helper')]);
    const says = await wrong(['peer', 'add', card, '--fingerprint', '0000 1111']);
    expect(says).toContain(`has the fingerprint ${fingerprint}, and the one given is "0000 1111".`);
    expect(says).toContain('over another channel');
    expect(await wrong(['peer', 'add', card, '--fingerprint', fingerprint], 'helper')).toContain(
      'It is the card of a helper, and this is the helper. Add the card of the leader.',
    );
    writeFileSync(at('no.card'), '{"v":1}');
    expect(await wrong(['peer', 'add', at('no.card'), '--fingerprint', fingerprint])).toContain(
      'is not the card of an aggregator: "role"',
    );
  });
});
