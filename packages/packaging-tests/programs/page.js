import { body } from './body.js';
import * as packages from './packages.js';
import { report } from './report.js';

report((input) => body(packages, input));
