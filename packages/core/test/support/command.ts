/** A command line that writes until nobody reads. */
import { watchOutput } from '../../src/node/index.js';

watchOutput('a-command');
process.exitCode = 1;
setInterval(() => process.stdout.write('a line\n'), 1);
