// A program that imports this first tells each call of a verifier on standard error.
import { readFileSync } from 'node:fs';
import { createVerifier } from '@fedzk/verify';

const { prototype } = createVerifier(JSON.parse(readFileSync('vk.json', 'utf8'))).constructor;
for (const name of ['verify', 'explain', 'verifyBatch']) {
  const real = prototype[name];
  prototype[name] = function (...given) {
    process.stderr.write(`${name}${Array.isArray(given[0]) ? ` of ${given[0].length}` : ''}\n`);
    return real.apply(this, given);
  };
}
