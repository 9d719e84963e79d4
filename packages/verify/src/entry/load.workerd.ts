// Cloudflare Workers compile no bytes; a module is imported.
import module from '../core.wasm';
import { instantiate } from '../instance.js';

instantiate(module);
