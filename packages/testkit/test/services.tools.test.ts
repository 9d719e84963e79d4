import { existsSync, readdirSync, statSync } from 'node:fs';
import { describe, expect, it, type TestContext } from 'vitest';
import {
  findPostgres,
  findRedis,
  findSoftHsm,
  findTool,
  Postgres,
  Redis,
  SoftHsm,
  setTokenFlags,
  type Tool,
} from '../src/services/index.js';

/** Skips a test whose tool is missing, and says why. */
function pathOf(tool: Tool, { skip }: TestContext): string {
  if ('missing' in tool) skip(tool.missing);
  return 'path' in tool ? tool.path : '';
}

describe('PostgreSQL', () => {
  it('has what it committed before it was killed', async (context) => {
    await using server = await Postgres.create(pathOf(findPostgres(), context));
    await server.query('CREATE TABLE kept (n int); INSERT INTO kept VALUES (1), (2)');
    const { pid } = server;
    await server.kill();
    await expect(server.query('SELECT 1')).rejects.toThrow();
    await server.start();
    expect(server.pid).not.toBe(pid);
    expect(await server.query('SELECT n FROM kept ORDER BY n')).toEqual(['1', '2']);
  });

  it('keeps to its settings, and stops in order', async (context) => {
    const server = await Postgres.create(pathOf(findPostgres(), context), { max_connections: '7' });
    const { folder } = server;
    expect(await server.query('SHOW max_connections')).toEqual(['7']);
    await server.stop();
    expect(server.output.at(-1)).toMatch(/shut down/);
    await server[Symbol.asyncDispose]();
    expect(existsSync(folder)).toBe(false);
  });

  it('says why it does not start', async (context) => {
    const path = pathOf(findPostgres(), context);
    await expect(Postgres.create(path, { max_connections: 'many' })).rejects.toThrow(/did not start:\n.*many/s);
  });
});

describe('Redis', () => {
  it('has what it answered before it was killed', async (context) => {
    await using server = await Redis.create(pathOf(findRedis(), context));
    expect(await server.command('SET', 'kept', 'yes')).toEqual(['OK']);
    await server.kill();
    await expect(server.command('GET', 'kept')).rejects.toThrow();
    await server.start();
    expect(await server.command('GET', 'kept')).toEqual(['yes']);
  });
});

describe('SoftHSM2', () => {
  it('has tokens of its own, whose flags can be set', async (context) => {
    const hsm = new SoftHsm(pathOf(findSoftHsm(), context));
    expect(existsSync(hsm.module)).toBe(true);
    expect(statSync(hsm.folder).mode & 0o77).toBe(0);
    const first = await hsm.add('first');
    await hsm.add('second');
    await hsm.reset('first');
    const shown = await hsm.run('--show-slots');
    expect(shown.match(/Label: +(first|second)/g)?.length).toBe(2);
    expect(readdirSync(hsm.tokens).length).toBe(2);
    setTokenFlags(first, 0x4_0000);
    expect(await hsm.run('--show-slots')).toMatch(/Label: +first/);
    hsm[Symbol.dispose]();
    expect(existsSync(hsm.folder)).toBe(false);
  });
});

it('a tool that is not there says what to do', () => {
  expect(findTool('fedzk-no-such-tool', ['/nowhere/*/bin'])).toEqual({
    missing: expect.stringContaining('test:tools'),
  });
});
