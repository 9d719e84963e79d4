// The events that the original FEDzk logs, in its words.

import { asOptions } from '@fedzk/core';
import { unexpected } from '../argument.js';
import type { AuditEvent, EventSeverity, JsonObject } from './event.js';

/** Fields that every event may have. */
export type CommonFields = Omit<AuditEvent, 'operation' | 'resource' | 'result'>;

export interface ProofGeneration extends CommonFields {
  readonly circuit_type: string;
  readonly success: boolean;
  /** SHA-256 of the proof, 64 lower-case hexadecimal digits; goes into `proof`. */
  readonly proof_hash?: string;
}

export interface Verification extends CommonFields {
  readonly proof_id: string;
  readonly success: boolean;
}

export interface SecurityEvent extends Omit<CommonFields, 'category'> {
  /** Becomes `category`. */
  readonly event_type: string;
  readonly severity: EventSeverity;
  readonly details?: JsonObject;
}

/** Makes the event of a proof that was made, or could not be: `proof_generation` of `circuit:<type>`. */
export function proofGenerationEvent(generation: ProofGeneration): AuditEvent {
  const { circuit_type, success, proof_hash, ...fields } = asOptions(generation, 'generation');
  return {
    ...fields,
    ...(proof_hash !== undefined && { proof: { ...asOptions(fields).proof, proof_hash } }),
    operation: 'proof_generation',
    resource: resourceOf('circuit', 'circuit_type', circuit_type),
    result: resultOf(success),
  };
}

/** Makes the event of a proof that was verified, valid or not: `proof_verification` of `proof:<id>`. */
export function verificationEvent(verification: Verification): AuditEvent {
  const { proof_id, success, ...fields } = asOptions(verification, 'verification');
  return {
    ...fields,
    operation: 'proof_verification',
    resource: resourceOf('proof', 'proof_id', proof_id),
    result: resultOf(success),
  };
}

/** Makes the event of something that matters for security: `security_event` of `system`. */
export function securityEvent(event: SecurityEvent): AuditEvent {
  const { event_type, severity, ...fields } = asOptions(event, 'event');
  // Other events may leave both out.
  if (typeof event_type !== 'string') throw unexpected('event_type', 'a string', event_type);
  if (typeof severity !== 'string') throw unexpected('severity', 'a string', severity);
  return {
    ...fields,
    category: event_type,
    severity,
    operation: 'security_event',
    resource: 'system',
    result: 'logged',
  };
}

function resourceOf(kind: string, name: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return `${kind}:${value}`;
  throw unexpected(name, 'a string that is not empty', value);
}

function resultOf(success: unknown): 'success' | 'failure' {
  if (typeof success !== 'boolean') throw unexpected('success', 'true or false', success);
  return success ? 'success' : 'failure';
}
