/** Makes the missing keys of all levels, and serves the page until it is stopped. */
import { developmentKey } from '../../circuits/scripts/keys.js';
import { circuitOf, MODELS } from '../src/models.js';
import { progressLine } from '../src/progress.js';
import { servePage } from './server.js';

const PORT = 8321;

const progress = progressLine('circuits and keys');
const keys = MODELS.map(({ level }) => {
  progress.show(`level ${level}, a minute the first time for the largest`);
  return [level, developmentKey(circuitOf(level).name).zkey] as const;
});
progress.done('made');
const { url } = await servePage(new Map(keys), PORT);
console.log(`The page is at ${url} until you press Ctrl+C.`);
