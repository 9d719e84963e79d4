// Node, Deno, Bun, browsers, bundlers: the module travels as base64 and is instantiated at once.
import { base64 } from '../../wasm/fedzk_verify.base64.js';
import { instantiate } from '../instance.js';

instantiate(base64);
