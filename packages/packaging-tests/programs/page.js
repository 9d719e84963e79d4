import * as verify from '@fedzk/verify';
import * as quant from '@fedzk/verify/quant';
import { body } from './body.js';
import { report } from './report.js';

report((input) => body(verify, quant, input));
