import * as pools from '@fedzk/verify/pool';
import { poolBody } from './pool.js';
import { report } from './report.js';

report((input) => poolBody(pools, input, { workers: 2 }));
