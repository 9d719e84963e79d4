// CommonJS, which Node alone runs: as load.node.ts, with the builds read from their files.
import { readFileSync } from 'node:fs';
import { fusesMultiplyAdd } from '@fedzk/core';
import { instantiate } from '../instance.js';

instantiate(readFileSync(new URL(fusesMultiplyAdd() ? '../core.fma.wasm' : '../core.wasm', import.meta.url)));
