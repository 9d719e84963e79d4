// Node, Deno, Bun, browsers and bundlers: a module travels as hexadecimal, in a file that is imported when it is needed.

import { provide } from '../instance.js';

provide({ bn254: () => import('./bn254.inline.js'), 'bls12-381': () => import('./bls12-381.inline.js') });
