// Browsers and bundlers: the strict build alone, as hexadecimal, since what a page loads should be small.
import { hex as argon2 } from '../../wasm/fedzk_argon2.hex.js';
import { hex as strict } from '../../wasm/fedzk_keys.hex.js';
import { provideArgon2 } from '../argon2.js';
import { instantiate } from '../instance.js';

instantiate(strict);
provideArgon2(argon2);
