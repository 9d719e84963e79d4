// Vercel's edge runtime: as workerd, with a suffix that its bundler asks for.
import module from '../prove.wasm?module';
import { instantiate } from '../instance.js';

instantiate(module);
