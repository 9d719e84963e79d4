// Cloudflare Workers compile no bytes; the module is imported.
import module from '../core.wasm';
import { instantiate } from '../instance.js';

instantiate(module);
