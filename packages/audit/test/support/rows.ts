import { createHash } from 'node:crypto';
import { decodeEvent, encodeEvent } from '../../src/events/entry.js';
import type { AuditEvent } from '../../src/events/event.js';
import type { ExportRow } from '../../src/export/row.js';
import { NOW } from './events.js';

export const ORIGIN = 'audit.example.org/fedzk';

/** An event as a log has it. */
export function rowOf(event: AuditEvent, index: number): ExportRow {
  const id = `019ae2f0-1c00-7abc-8def-${index.toString(16).padStart(12, '0')}`;
  const bytes = encodeEvent(event, { now: NOW + 1000 * index, id });
  const entry = decodeEvent(bytes);
  if (entry === undefined) throw new Error('an event that was written is not read');
  const leafHash = new Uint8Array(createHash('sha256').update('\0').update(bytes).digest());
  return { index, origin: ORIGIN, leafHash, entry };
}

const HASH = '0123456789abcdef'.repeat(4);

/** One of each kind, and the fields that formats have their own escapes for. */
export const ROWS: readonly ExportRow[] = (
  [
    { user_id: 'client_0042', operation: 'proof_generation', resource: 'circuit:range_proof', result: 'success' },
    {
      user_id: 'p:mzPYwMb1nCBzQ6R5VGgTZcPnE8W0nQ0a1b2c3d4e5f6',
      operation: 'proof_verification',
      resource: 'proof:8a72',
      result: 'failure',
      reason: 'equation',
      duration_us: 1234,
      trace: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      session: 's-17',
      source: '192.0.2.7',
      actor: 'coordinator',
      proof: { system: 'groth16', proof_hash: HASH, vk_hash: HASH, verified: false },
    },
    {
      user_id: 'keystore',
      operation: 'key_put',
      resource: 'signing key',
      result: 'success',
      details: { generation: 3 },
    },
    { user_id: 'admin', operation: 'key_delete', resource: 'old', result: 'denied', source: 'console' },
    { user_id: 'keystore', operation: 'key_master_rotate', resource: '5f0a', result: 'success' },
    {
      user_id: 'system',
      operation: 'security_event',
      resource: 'system',
      result: 'logged',
      severity: 'high',
      category: 'authentication_failures',
      details: { attempts: 6, limit: 5 },
    },
    {
      user_id: '=cmd|"/C calc"!A0',
      operation: 'login',
      resource: 'a\\b]c="d",e|f',
      result: 'error',
      reason: "-1+1 ' é 漢 😀 outcome=success",
      severity: 'critical',
      source: '2001:db8::7',
      details: { 'line\nend': 'a\r\nb\u2028c\u0085d\te|f"g\\h]i', empty: {}, list: [1, null, true, 0.5] },
    },
    {
      user_id: 'alice;=1+1; \u200b@b',
      operation: 'session.closed',
      resource: 'coordinator',
      result: 'success',
      source: '192.0.2.7',
      session: 's-17',
      actor: 'browser',
      details: { next: ';=1+1' },
    },
  ] satisfies readonly AuditEvent[]
).map(rowOf);
