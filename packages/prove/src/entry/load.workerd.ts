// Cloudflare Workers compile no bytes; modules are imported.

import { instantiate } from '../instance.js';
import module from '../prove.wasm';

instantiate(module);
