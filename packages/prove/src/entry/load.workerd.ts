// Cloudflare Workers compile no bytes; modules are imported.
import module from '../core.wasm';
import { instantiate } from '../instance.js';

instantiate(module);
