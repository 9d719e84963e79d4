// @ts-check
// npm run clean: removes what set-up and build made in this folder. The tools in the user's cache stay.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir, root, workspacePackages } from './lib/paths.mjs';
import { runtimesDir } from './lib/runtimes.mjs';

const members = workspacePackages().flatMap(({ dir }) =>
  ['node_modules', 'dist', 'wasm', 'build', 'coverage'].map((name) => join(dir, name)),
);
const peers = ['ark', 'prio', 'rustcrypto'].map((name) => `bench/peers/${name}/target`);
const own = ['rust/target', 'rust/fuzz/target', ...peers, 'node_modules'].map((name) => join(root, name));
for (const path of [...members, ...own, join(runtimesDir, 'node_modules')]) {
  rmSync(path, { recursive: true, force: true });
}
console.log(`clean; the tools that cargo built stay in ${cacheDir}`);
