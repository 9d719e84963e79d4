// Node, Deno, Bun: both builds travel as base64, and the faster one that computes right here is instantiated at once.
import { fusesMultiplyAdd } from '@fedzk/core';
import { base64 as portable } from '../../wasm/fedzk_verify.base64.js';
import { base64 as fma } from '../../wasm/fedzk_verify_fma.base64.js';
import { instantiate } from '../instance.js';

instantiate(fusesMultiplyAdd() ? fma : portable);
