/** What fedzk serve and fedzk client demo refuse, and what they say has to be done. Nothing is started. */
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf } from '@fedzk/testkit/folders';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { portsFrom } from '../src/config.js';
import { makeSystem } from '../src/start/first-start.js';
import { hold } from '../src/stores/holder.js';
import { layoutOf } from '../src/stores/layout.js';
import { run } from './support/cli.js';
import { freePort } from './support/ports.js';

let both: string;
let port: number;
let helper: string;
beforeAll(async () => {
  [both, helper] = [join(folderOf(), 'both'), join(folderOf(), 'helper')];
  port = await freePort();
  await makeSystem({ data: both, mode: 'development', roles: ['leader', 'helper'], clientsPort: port });
  await makeSystem({ data: helper, mode: 'development', roles: ['helper'], clientsPort: port });
});
afterEach(() => vi.unstubAllEnvs());

async function refused(words: readonly string[], expected = 2): Promise<string> {
  const { code, out, err } = await run(words);
  expect({ code, out }).toEqual({ code: expected, out: '' });
  return err;
}

describe('serve', () => {
  it.each(['leader', 'helper'])(
    'of the %s of a development system alone says that it needs --development',
    async (role) => {
      const says = `This system was made for development, and can't be started for production. Start it by fedzk serve --role ${role} --development`;
      expect(await refused(['serve', '--role', role, '--data', both])).toContain(says);
    },
  );

  it('of a production system for development says how it is started', async () => {
    const data = folderOf();
    const { log } = layoutOf(data, 'leader');
    mkdirSync(log, { recursive: true });
    writeFileSync(join(log, 'checkpoint'), 'fedzk.north.example/fedzk/production/leader/abc\n1\n');
    for (const words of [['--development'], ['--role', 'leader', '--development']])
      expect(await refused(['serve', '--data', data, ...words])).toContain(
        'Start it by fedzk serve --role leader, or make',
      );
  });

  it('with another port than the system was made with is refused, and with the same one it is not', async () => {
    const release = await hold(both, 'serve');
    const started = (...words: string[]) => refused(['serve', '--development', '--data', both, ...words]);
    const roles = [[], ['--role', 'leader'], ['--role', 'helper']];
    for (const role of roles) {
      const says = await started('--port', String(port + 1), ...role);
      expect(says).toContain(`--port ${port + 1} is not that of the system in "${both}": it was made with ${port}`);
      expect(says).toContain('Leave --port out, or make another system in another folder by --data.');
      expect(await started('--port', String(port), ...role)).toContain('already runs here');
    }
    release();
    const alone = ['serve', '--development', '--role', 'helper', '--data', helper, '--port'];
    expect(await refused([...alone, String(port - 10)])).toContain(`it was made with ${port}`);
  });

  it('with another port than the environment says makes nothing', async () => {
    vi.stubEnv('FEDZK_CLIENTS_PORT', '20443');
    const data = join(folderOf(), 'data');
    const says = await refused(['serve', '--development', '--data', data, '--port', '20444']);
    expect(says).toContain('--port is 20444, and FEDZK_CLIENTS_PORT is "20443"');
    expect(existsSync(data)).toBe(false);
  });

  it('says the ports that there really are', async () => {
    const { out } = await run(['serve', '--help']);
    const row = (from: number, more = 0) =>
      (['clients', 'peer', 'operators', 'telemetry'] as const).map((name) => (portsFrom(from)[name]?.port ?? 0) + more);
    for (const [name, ports] of [
      ['leader', row(8443)],
      ['helper', row(8443, 10)],
      ['--port 20000', row(20_000)],
    ] as const)
      expect(out).toMatch(new RegExp(`^${name} +${ports.join(' +')}$`, 'm'));
  });

  it('for production without a system says how to make one, and how to try', async () => {
    const says = await refused(['serve', '--role', 'leader', '--data', join(folderOf(), 'none')]);
    expect(says).toMatch(/pass --create\. To make one for trying, pass --development\.$/);
  });
});

describe('client demo', () => {
  const demo = (data: string, code = 2) => refused(['client', 'demo', '--data', data], code);

  it('where no system is says that fedzk serve comes first', async () => {
    const data = folderOf();
    expect(await demo(data, 1)).toContain(`No system is in "${data}". Start fedzk serve first, in another terminal`);
    expect(readdirSync(data)).toEqual([]);
  });

  it('where the system does not run says how it is started', async () => {
    const says = `The leader does not run. Start it first, in another terminal: fedzk serve --data "${both}".`;
    expect(await demo(both)).toContain(says);
    expect(existsSync(join(both, 'demo'))).toBe(false);
  });

  it('needs both aggregators', async () => {
    expect(await demo(helper)).toContain('The demo needs both aggregators of a system for development');
    renameSync(join(helper, 'helper'), join(helper, 'leader'));
    expect(await demo(helper)).toContain('The demo needs both aggregators of a system for development');
  });
});
