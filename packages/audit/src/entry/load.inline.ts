// Node, Deno, Bun, browsers and bundlers: the module as hexadecimal.
import { hex } from '../../wasm/fedzk_audit.hex.js';
import { instantiate } from '../instance.js';

instantiate(hex);
