// Node, Deno, Bun: both builds travel as hexadecimal, and the faster one that computes right here is instantiated.
import { fusesMultiplyAdd } from '@fedzk/core';
import { hex as portable } from '../../wasm/fedzk_verify.hex.js';
import { hex as fma } from '../../wasm/fedzk_verify_fma.hex.js';
import { instantiate } from '../instance.js';

instantiate(fusesMultiplyAdd() ? fma : portable);
