import { keysBody } from './keys-body.js';
import { report } from './report.js';

report(keysBody);
