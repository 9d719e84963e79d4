// Browsers and bundlers: the portable build alone, as hexadecimal, since what a page loads should be small.
import { hex } from '../../wasm/fedzk_verify.hex.js';
import { instantiate } from '../instance.js';

instantiate(hex);
