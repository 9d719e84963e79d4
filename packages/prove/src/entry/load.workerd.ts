// Cloudflare Workers compile no bytes; modules are imported, and compiled before the program starts.

import { GLUES } from '../glue/both.js';
import { provide } from '../instance.js';
import bls12381 from '../prove-bls12-381.wasm';
import bn254 from '../prove-bn254.wasm';

provide({
  bn254: () => ({ glue: GLUES.bn254, module: bn254 }),
  'bls12-381': () => ({ glue: GLUES['bls12-381'], module: bls12381 }),
});
