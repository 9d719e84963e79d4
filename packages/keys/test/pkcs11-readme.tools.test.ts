/** README.md's example of an HSM, in SoftHSM2. @alone: SoftHSM2's folder is a variable of the process. */
import { readFileSync } from 'node:fs';
import { programOf, runNode } from '@fedzk/testkit/processes';
import { blocks, promisedOutput } from '@fedzk/testkit/readme';
import { expect, it } from 'vitest';
import { PIN, softHsm } from './support/tokens.js';

it('prints what it says', async (context) => {
  using hsm = await softHsm(context);
  const [code = '', ...others] = blocks(readFileSync(new URL('../README.md', import.meta.url), 'utf8'), 'mjs');
  expect(others).toEqual([]);
  const env = { ...process.env, PKCS11_MODULE: hsm.module, TOKEN_PIN: PIN };
  const ended = await runNode([await programOf(code)], { env });
  expect(ended).toEqual({ code: 0, stdout: promisedOutput(code), stderr: '' });
});
