// @ts-check
import { installDebian } from './debian.mjs';
import { nativeEnvironment } from './environment.mjs';
import { lines, run } from './process.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * Finds a Chromium for the browser tests; as root on Debian it installs one.
 * @param {import('./steps.mjs').Note} note
 * @returns {Promise<{ path: string, version: string } | { missing: string }>} which, or why there is none
 */
export async function ensureChromium(note) {
  const found = await find();
  if (found) return found;

  const why = await installDebian(['chromium'], note);
  if (why !== '') return { missing: `no Chromium on PATH, and ${why}` };
  const installed = await find();
  return installed ?? { missing: 'apt-get installed chromium, but it does not run' };
}

/** @returns {Promise<{ path: string, version: string } | undefined>} the first that runs */
async function find() {
  for (const name of NAMES) {
    const { code, stdout } = await run('sh', ['-c', `command -v ${name} && ${name} --version`], {
      env: nativeEnvironment(),
    });
    const [path, version] = lines(stdout);
    if (code === 0 && path && version) return { path, version };
  }
  return undefined;
}
