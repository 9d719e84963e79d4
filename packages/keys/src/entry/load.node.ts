// Node, Deno, Bun: both builds travel as hexadecimal, and the faster one that this engine knows is instantiated.
import { swizzlesRelaxed } from '@fedzk/core';
import { hex as argon2 } from '../../wasm/fedzk_argon2.hex.js';
import { hex as strict } from '../../wasm/fedzk_keys.hex.js';
import { hex as relaxed } from '../../wasm/fedzk_keys_relaxed.hex.js';
import { provideArgon2 } from '../argon2.js';
import { instantiate } from '../instance.js';

instantiate(swizzlesRelaxed() ? relaxed : strict);
provideArgon2(argon2);
