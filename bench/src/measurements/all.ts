import { measureManifest } from '../ceremony/verifying.js';
import { measureAudit } from './audit.js';
import { measureBatch } from './batch.js';
import { measureCeremony } from './ceremony.js';
import { measureKeys } from './keys.js';
import { measureProve } from './prove.js';
import { measureQuant } from './quant.js';
import { measureVerify } from './verify.js';

/**
 * Measurements that each runtime can make. They take and return JSON, and use nothing of Node's.
 */
export const MEASUREMENTS = {
  verify: measureVerify,
  batch: measureBatch,
  quant: measureQuant,
  keys: measureKeys,
  audit: measureAudit,
  prove: measureProve,
  ceremony: measureCeremony,
  manifest: measureManifest,
} as const;

export type Measurements = typeof MEASUREMENTS;
