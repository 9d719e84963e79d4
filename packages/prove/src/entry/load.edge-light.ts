// Vercel's edge runtime: as workerd, with a suffix that its bundler asks for.

import { compiled } from '../glue/both.js';
import { provide } from '../instance.js';
import bls12381 from '../prove-bls12-381.wasm?module';
import bn254 from '../prove-bn254.wasm?module';

provide(compiled({ bn254, 'bls12-381': bls12381 }));
