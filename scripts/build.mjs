// @ts-check
// npm run build: sets up, then builds the packages; with --bench also what the bench compares.
import { build, buildBench } from './lib/build.mjs';
import { main, Problem } from './lib/problem.mjs';
import { setup } from './lib/setup.mjs';

await main(async () => {
  const args = process.argv.slice(2);
  if (args.some((arg) => arg !== '--bench')) {
    throw new Problem('usage: npm run build [-- --bench]');
  }
  await setup();
  console.log('build');
  await build();
  if (args.includes('--bench')) await buildBench();
});
