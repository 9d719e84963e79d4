// Node, as a process of its own: it has to end by itself.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { input } from '../src/input.js';
import { type Ended, run } from '../src/run.js';
import { EXPECTED } from './expected.js';

const node = (program: string): Promise<Ended> => run(process.execPath, [program], inject('installed'));

/** What early versions of Node 20.19 and 22 say where require() loads an ES module. */
const WARNING = /\(node:\d+\) ExperimentalWarning: .*require\(\)[^(]*(\(Use `node --trace-warnings .*\n)?/g;

describe(`Node ${process.versions.node}`, () => {
  it('import', async () => {
    const { code, stdout, stderr } = await node('node.mjs');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(EXPECTED);
  });

  it('require', async () => {
    const { code, stdout, stderr } = await node('require.cjs');
    expect({ code, stderr: stderr.replace(WARNING, '') }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(EXPECTED);
  });

  it('slim, from the bytes of core.wasm', async () => {
    const { code, stdout, stderr } = await node('slim.mjs');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const early = [
      { name: 'before initSync', seen: 'not-initialized' },
      { name: 'init, of a module that is not there', seen: expect.stringMatching(/^FedzkError: .*status 404/) },
    ];
    expect(JSON.parse(stdout)).toEqual({ early, results: EXPECTED });
  });

  it('the command line, as it is installed', async () => {
    const installed = inject('installed');
    const { verificationKey, statements } = input;
    const [statement] = statements;
    const files = { 'vk.json': verificationKey, 'p.json': statement?.proof, 's.json': statement?.publicSignals };
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(installed, name), JSON.stringify(content));
    }
    const command = ['--no', 'fedzk-verify', 'vk.json', 'p.json'];
    expect(await run('npx', [...command, 's.json'], installed)).toMatchObject({ code: 0, stderr: '' });
    expect(await run('npx', [...command, 'none.json'], installed)).toMatchObject({ code: 2, stdout: '' });
  });
});
