// CommonJS, which Node alone runs: the module is read from its file.
import { readFileSync } from 'node:fs';
import { instantiate } from '../instance.js';

instantiate(readFileSync(new URL('../core.wasm', import.meta.url)));
