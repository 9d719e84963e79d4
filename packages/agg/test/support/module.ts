// Instantiates the module for sources that are imported by their paths, as an entry does for those who import the package.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { moduleFile } from '../../../kit/src/modules.mjs';
import { instantiate } from '../../src/instance.js';

instantiate(readFileSync(moduleFile(fileURLToPath(new URL('../../wasm/fedzk_agg_bg.wasm', import.meta.url)))));
