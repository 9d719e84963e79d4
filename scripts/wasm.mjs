// @ts-check
// npm run wasm: builds the WebAssembly modules and puts them into packages/*/wasm, where they are committed, if the tools are
// those that CI takes. --check compares what is committed with what the sources make; --lock takes this machine's tools for CI's.
import { buildCommitted } from './lib/build.mjs';
import { main, Problem } from './lib/problem.mjs';
import { isCi, setup } from './lib/setup.mjs';

await main(async () => {
  const [mode = '--put', ...more] = process.argv.slice(2);
  if (!['--put', '--check', '--lock'].includes(mode) || more.length > 0) {
    throw new Problem('usage: npm run wasm [-- --check | --lock]');
  }
  await setup('must');
  const said = await buildCommitted(mode);
  if (mode === '--check' && isCi() && said.includes('not compared with')) {
    throw new Problem('CI has to compare the modules.', 'Have it take the tools that rust/wasm.lock.json names.');
  }
});
