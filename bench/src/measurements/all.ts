import { measureAudit } from './audit.js';
import { measureBatch } from './batch.js';
import { measureKeys } from './keys.js';
import { measureProve } from './prove.js';
import { measureQuant } from './quant.js';
import { measureVerify } from './verify.js';

/** What can be measured in each runtime: JSON in, JSON out, and nothing of Node's between. */
export const MEASUREMENTS = {
  verify: measureVerify,
  batch: measureBatch,
  quant: measureQuant,
  keys: measureKeys,
  audit: measureAudit,
  prove: measureProve,
} as const;

export type Measurements = typeof MEASUREMENTS;
