/** The demo in a clone of the repository, where nothing is built: the bundler makes a program of the server's command line. */
import { fileURLToPath } from 'node:url';
import { command } from './command.js';

const code = await command(process.argv.slice(2), {
  demo: fileURLToPath(import.meta.url),
  fedzk: () => fileURLToPath(new URL('../../server/src/cli.ts', import.meta.url)),
});
if (code !== 0) process.exitCode = code;
