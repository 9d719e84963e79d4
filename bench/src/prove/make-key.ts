// Compiles an instance and makes its development key. Prints the paths of the files.

import type { Instance } from '../../../packages/circuits/scripts/instances.js';
import { developmentKey } from '../../../packages/circuits/scripts/keys.js';

const [, , instance = '', build] = process.argv;
console.log(JSON.stringify(developmentKey(JSON.parse(instance) as Instance, build)));
