// Vercel's edge runtime: as workerd, with a suffix that its bundler asks for.

import { GLUES } from '../glue/both.js';
import { provide } from '../instance.js';
import bls12381 from '../prove-bls12-381.wasm?module';
import bn254 from '../prove-bn254.wasm?module';

provide({
  bn254: () => ({ glue: GLUES.bn254, module: bn254 }),
  'bls12-381': () => ({ glue: GLUES['bls12-381'], module: bls12381 }),
});
