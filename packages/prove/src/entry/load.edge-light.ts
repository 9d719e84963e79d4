// Vercel's edge runtime: as workerd, with a suffix that its bundler asks for.

import { instantiate } from '../instance.js';
import module from '../prove.wasm?module';

instantiate(module);
