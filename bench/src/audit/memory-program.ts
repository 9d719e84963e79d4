// Verifies a log of so many bundles, and writes how many bytes of memory the process had at most.

import { peakMemory } from '../peak-memory.js';
import { verifyByUs } from './hashing.js';
import { repeatedLog } from './log.js';

await verifyByUs(await repeatedLog(Number(process.argv[2])));
process.stdout.write(String(peakMemory()));
