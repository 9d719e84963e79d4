// The packed demo, as `npx @fedzk/demo` runs it where only tarballs are installed.
import { expect, inject, it } from 'vitest';
import { run } from '../src/run.js';

it('npx @fedzk/demo: six rounds, two sizes, a round through fedzk serve, everything as expected', {
  timeout: 600_000,
}, async () => {
  const { code, stdout, stderr } = await run('npx', ['--offline', '@fedzk/demo'], inject('installed'));
  expect({ code, stderr: stderr.replace(/^\(.*\n/gm, '') }).toEqual({ code: 0, stderr: '' });
  expect(stdout.match(/^round \d of 6: /gm)).toHaveLength(6);
  expect(stdout.match(/ valid$/gm)).toHaveLength(2);
  expect(stdout).toMatch(/^round 1 through fedzk serve: 9 accepted, 2 refused, .* the sum is right /m);
});

it('npx @fedzk/demo --network: two processes, each killed once, whose logs agree', { timeout: 600_000 }, async () => {
  const { code, stdout, stderr } = await run('npx', ['--offline', '@fedzk/demo', '--network'], inject('installed'));
  expect({ code, stderr: stderr.replace(/^\(.*\n/gm, '') }).toEqual({ code: 0, stderr: '' });
  expect(stdout.match(/ is killed while /g)).toHaveLength(2);
  expect(stdout).toMatch(/^Both name the same reports\.$/m);
});

it('says how to use it', async () => {
  const { code, stderr } = await run('npx', ['--offline', '@fedzk/demo', '--maximum'], inject('installed'));
  expect(code).toBe(2);
  expect(stderr).toMatch(/^fedzk-demo: expected no options, --service or --network, got /);
});
