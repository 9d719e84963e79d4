// Verifies a log of so many bundles, and prints the greatest memory of the process in bytes.

import { peakMemory } from '../peak-memory.js';
import { verifyByUs } from './hashing.js';
import { repeatedLog } from './log.js';

await verifyByUs(await repeatedLog(Number(process.argv[2])));
process.stdout.write(String(peakMemory()));
