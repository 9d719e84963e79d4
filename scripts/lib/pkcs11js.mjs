// @ts-check
// Builds pkcs11js for the tests of SoftHSM2. Installation runs no script of a dependency, and a machine may have no
// compiler, so it is built where a test can use it.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './paths.mjs';
import { lines, run } from './process.mjs';

const folder = join(root, 'packages/keys/node_modules/pkcs11js');

/** @param {import('./steps.mjs').Note} note @returns {Promise<string>} what it did, or why it could not */
export async function buildPkcs11js(note) {
  if (existsSync(join(folder, 'build/Release/pkcs11.node'))) return 'built';
  if ((await run('softhsm2-util', ['--version'])).code !== 0) return 'not built: there is no SoftHSM2 to test it with';
  // Node's own headers, where it was installed with them; else node-gyp downloads them.
  const prefix = dirname(dirname(process.execPath));
  const headers = existsSync(join(prefix, 'include/node/node_api.h')) ? ['--', `--nodedir=${prefix}`] : [];
  const { code, output } = await run('npm', ['run', 'build', ...headers], { cwd: folder, onLine: note });
  return code === 0
    ? 'built'
    : `not built, so its tests are skipped: it takes a compiler of C++ (${lines(output).at(-1)})`;
}
