import { measureBatch } from './batch.js';
import { measureQuant } from './quant.js';
import { measureVerify } from './verify.js';

/** What can be measured in each runtime: JSON in, JSON out, and nothing of Node's between. */
export const MEASUREMENTS = { verify: measureVerify, batch: measureBatch, quant: measureQuant } as const;

export type Measurements = typeof MEASUREMENTS;
