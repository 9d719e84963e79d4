/** Compiles the instances whose names are given, or the demo's, and makes their development keys, unless they are there. */
import { statSync } from 'node:fs';
import { DEMO_INSTANCE, developmentKey } from './keys.js';

const names = process.argv.length > 2 ? process.argv.slice(2) : [DEMO_INSTANCE];
for (const name of names) {
  console.error(`${name}: circom, then its key`);
  const { zkey } = developmentKey(name);
  console.log(`${name}: development key of ${(statSync(zkey).size / 1e6).toFixed(1)} MB`);
}
