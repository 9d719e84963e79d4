import { hex } from '../../wasm/fedzk_prove.hex.js';
import { instantiate } from '../instance.js';

instantiate(hex);
