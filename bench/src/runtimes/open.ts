import { ensureChromium } from '../../../scripts/lib/chromium.mjs';
import { ensureRuntimes, findRuntime, runtimeVersions } from '../../../scripts/lib/runtimes.mjs';
import { step } from '../../../scripts/lib/steps.mjs';
import { MEASUREMENTS } from '../measurements/all.js';
import { openChromium } from './chromium.js';
import { openNode } from './node.js';
import type { Missing, Runtime, RuntimeName } from './runtime.js';

/** Starts a runtime. Installs it first if that is possible. */
export async function open(name: RuntimeName): Promise<Runtime | Missing> {
  if (name === 'node') return here;
  if (name === 'chromium') {
    const found = await step('chromium', ensureChromium, (found) => ('path' in found ? found.path : found.missing));
    return 'missing' in found ? found : openChromium(found.path);
  }
  await step('other runtimes', ensureRuntimes, ({ missing }) => missing ?? runtimeVersions());
  const found = findRuntime(name);
  return 'missing' in found ? found : openNode(found.path, found.version);
}

/** Makes a runtime of this process. */
const here: Runtime = {
  title: `Node ${process.versions.node}`,
  measure: (name, input) => MEASUREMENTS[name](input as never) as never,
  async [Symbol.asyncDispose]() {},
};
