// Cloudflare Workers compile no bytes; modules are imported.
import module from '../prove.wasm';
import { instantiate } from '../instance.js';

instantiate(module);
