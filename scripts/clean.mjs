// @ts-check
// npm run clean: removes what set-up and build made in this folder. The tools in the user's cache stay.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir, root, workspacePackages } from './lib/paths.mjs';
import { runtimesDir } from './lib/runtimes.mjs';

const members = workspacePackages().flatMap(({ dir }) =>
  ['node_modules', 'dist', 'wasm', 'build', 'coverage'].map((name) => join(dir, name)),
);
const others = [
  join(root, 'rust/target'),
  join(root, 'bench/peers/ark/target'),
  join(runtimesDir, 'node_modules'),
  join(root, 'node_modules'),
];
for (const path of [...members, ...others]) {
  rmSync(path, { recursive: true, force: true });
}
console.log(`clean; the tools that cargo built stay in ${cacheDir}`);
