// Cloudflare Workers compile no bytes; modules are imported.
import { fusesMultiplyAdd } from '@fedzk/core';
import fma from '../core.fma.wasm';
import portable from '../core.wasm';
import probe from '../fma-probe.wasm';
import { instantiate } from '../instance.js';

instantiate(fusesMultiplyAdd(probe) ? fma : portable);
