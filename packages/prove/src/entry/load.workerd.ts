// Cloudflare Workers compile no bytes; modules are imported, and compiled before the program starts.

import { compiled } from '../glue/both.js';
import { provide } from '../instance.js';
import bls12381 from '../prove-bls12-381.wasm';
import bn254 from '../prove-bn254.wasm';

provide(compiled({ bn254, 'bls12-381': bls12381 }));
