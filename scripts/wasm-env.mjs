// @ts-check
// node scripts/wasm-env.mjs cargo xtask wasm --lock: runs one command, in rust/, in the environment of wasm builds.
import { spawnSync } from 'node:child_process';
import { wasmEnvironment } from './lib/environment.mjs';
import { rustDir } from './lib/paths.mjs';
import { main, Problem } from './lib/problem.mjs';

await main(async () => {
  const [command, ...args] = process.argv.slice(2);
  if (!command) throw new Problem('usage: node scripts/wasm-env.mjs COMMAND [ARGUMENT]...');
  const env = await wasmEnvironment();
  const { status, error } = spawnSync(command, args, { cwd: rustDir, env, stdio: 'inherit' });
  if (error) throw new Problem(`${command}: ${error.message}`);
  process.exitCode = status ?? 1;
});
