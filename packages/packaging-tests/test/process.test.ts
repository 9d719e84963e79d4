// The runtimes that run a program as a process, which must end by itself.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { input } from '../src/input.js';
import { type Ended, run } from '../src/run.js';
import { RUNTIMES } from '../src/runtimes.js';
import { expected, expectedOfAggregation, expectedOfSlim } from './expected.js';

const installed = inject('installed');
const start = ([path = '', ...args]: readonly string[], ...more: string[]): Promise<Ended> =>
  run(path, [...args, ...more], installed, JSON.stringify(input));

const fedzkVerify = ['node_modules/@fedzk/verify/dist/cli.js', 'vk.json', 'p.json'];

/** What early versions of Node 20.19 and 22 say where require() loads an ES module. */
const WARNING = /\(node:\d+\) ExperimentalWarning: .*require\(\)[^(]*(\(Use `node --trace-warnings .*\n)?/g;

/** What both.cjs sees of two copies. */
const TWO_COPIES = { copies: 2, instances: [true, true], aggregation: expectedOfAggregation };

beforeAll(async () => {
  const { verificationKey, statements } = input;
  const [statement] = statements;
  const files = { 'vk.json': verificationKey, 'p.json': statement?.proof, 's.json': statement?.publicSignals };
  for (const [name, content] of Object.entries(files)) await writeFile(join(installed, name), JSON.stringify(content));
});

describe.each(RUNTIMES)('$title', ({ missing, command, reading, backend }) => {
  beforeEach((ctx) => ctx.skip(missing !== undefined, missing));

  it.each(['import.mjs', 'require.cjs'])('%s', async (program) => {
    const { code, stdout, stderr } = await start(command, program);
    expect({ code, stderr: stderr.replace(WARNING, '') }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(expected(backend));
  });

  it('slim, from the bytes of the module that it chose', async () => {
    const { code, stdout, stderr } = await start(reading, 'slim.mjs');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const early = [
      { name: 'before initSync', seen: 'not-initialized' },
      { name: 'init, of a module that is not there', seen: expect.stringMatching(/^FedzkError: .*status 404/) },
    ];
    expect(JSON.parse(stdout)).toEqual({ early, results: expectedOfSlim(backend) });
  });

  it('the command line', async () => {
    expect(await start(reading, ...fedzkVerify, 's.json')).toMatchObject({ code: 0, stderr: '' });
    expect(await start(reading, ...fedzkVerify, 'none.json')).toMatchObject({ code: 2, stdout: '' });
  });
});

// Node 22 before 22.12 has no `require` of ES modules, as later ones with this option.
const alone = RUNTIMES.filter(({ name }) => name.startsWith('Node'));
describe.each(alone)('$title, which requires no ES modules', ({ missing, command, backend }) => {
  const node = [...command, '--no-experimental-require-module'];
  beforeEach((ctx) => ctx.skip(missing !== undefined, missing));

  it('require.cjs', async () => {
    const { code, stdout, stderr } = await start(node, 'require.cjs');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(expected(backend));
  });

  it('both.cjs', async () => {
    const { code, stdout, stderr } = await start(node, 'both.cjs');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(TWO_COPIES);
  });
});

it.for(RUNTIMES)('$title: one copy for `import` and `require`', async ({ missing, command }, { skip }) => {
  skip(missing !== undefined, missing);
  const { code, stdout } = await start(command, 'both.cjs');
  expect({ code, seen: JSON.parse(stdout) }).toEqual({ code: 0, seen: { ...TWO_COPIES, copies: 1 } });
});

const asking = RUNTIMES.filter(({ command, reading }) => reading.length > command.length);
it.for(asking)('$title: the command line, not allowed to read', async ({ missing, command }, { skip }) => {
  skip(missing !== undefined, missing);
  const { code, stdout, stderr } = await start(command, ...fedzkVerify, 's.json');
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining('--allow-read') });
});

it.each(['fedzk-verify', '@fedzk/verify'])('npx %s', async (name) => {
  const command = ['npx', '--no', '--', name, 'vk.json', 'p.json'];
  expect(await start(command, 's.json')).toMatchObject({ code: 0, stderr: '' });
  expect(await start(command, 'none.json')).toMatchObject({ code: 2, stdout: '' });
});
