// @ts-check
// Tests run on the sources: a defect there fails them by assertion, whatever is in `dist`.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const config = fileURLToPath(new URL('mutant.config.mjs', import.meta.url));

it('a verifier that says yes to everything fails its tests by assertion', () => {
  const args = [vitest, 'run', '--config', config, '--reporter=json', 'negative'];
  const env = { ...process.env, NODE_OPTIONS: '' };
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', env, maxBuffer: 2 ** 26 });
  expect(status).toBe(1);
  /** @type {{ testResults: { assertionResults: { status: string, failureMessages: string[] }[] }[] }} */
  const { testResults } = JSON.parse(stdout.slice(stdout.indexOf('{')));
  const failed = testResults.flatMap((file) => file.assertionResults).filter((test) => test.status === 'failed');
  expect(failed.length).toBeGreaterThan(0);
  for (const { failureMessages } of failed) expect(failureMessages[0]).toMatch(/^AssertionError/);
});
