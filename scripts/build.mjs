// @ts-check
// npm run build: set-up, then all that the packages consist of; with --keys also what the demo proves with,
// with --bench what the bench compares.
import { build, buildBench, buildKeys } from './lib/build.mjs';
import { main, Problem } from './lib/problem.mjs';
import { setup } from './lib/setup.mjs';

await main(async () => {
  const args = process.argv.slice(2);
  if (args.some((arg) => !['--keys', '--bench'].includes(arg))) {
    throw new Problem('usage: npm run build [-- --keys] [--bench]');
  }
  await setup();
  console.log('build');
  await build();
  if (args.includes('--keys')) await buildKeys();
  if (args.includes('--bench')) await buildBench();
});
