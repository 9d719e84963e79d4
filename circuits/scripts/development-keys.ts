/** Compiles the instances whose names are given and makes their development keys, unless they are there. */
import { statSync } from 'node:fs';
import { developmentKey } from './keys.js';

for (const name of process.argv.slice(2)) {
  console.error(`${name}: circom, then its key`);
  const { zkey } = developmentKey(name);
  console.log(`${name}: development key of ${(statSync(zkey).size / 1e6).toFixed(1)} MB`);
}
