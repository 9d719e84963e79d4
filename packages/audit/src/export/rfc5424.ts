// Syslog (RFC 5424): everything is in one SD-ELEMENT, which must escape ", \ and ] (§6.3.3). The message after it contains
// no text from others. Lines may be longer than the 2,048 bytes that every receiver should take (§6.1).

import { toHex } from '@fedzk/core';
import { unexpected } from '../argument.js';
import type { AuditEntry } from '../events/event.js';
import type { ExportOptions, ExportRow } from './row.js';
import { lineJson, shown } from './text.js';

/** The facility "log audit", §6.2.1. */
const FACILITY = 13;
const SEVERITIES = { info: 6, low: 5, medium: 4, high: 3, critical: 2 } as const;
const WARNING = 4;
const INFORMATIONAL = 6;
const APP_NAME = 'fedzk-audit';
const MOST_MSGID = 32;

/** Matches an SD-NAME of a name and an enterprise number (§6.3.2, §7.2.2): 32 characters at most. */
const SD_ID = /^(?=.{3,32}$)[A-Za-z0-9_.-]+@[0-9]+(?:\.[0-9]+)*$/;
const HOSTNAME = /^[!-~]{1,255}$/;

/** @throws {FedzkError} `invalid-argument` */
export function checkSyslogOptions({ sdId, hostname }: ExportOptions): void {
  if (sdId !== undefined && !(typeof sdId === 'string' && SD_ID.test(sdId))) {
    throw unexpected('sdId', 'a name and an enterprise number, such as fedzk@12345, of 32 characters at most', sdId);
  }
  if (hostname !== undefined && !(typeof hostname === 'string' && HOSTNAME.test(hostname))) {
    throw unexpected('hostname', '1 to 255 printable characters of ASCII', hostname);
  }
}

export function rfc5424(row: ExportRow, { sdId = 'fedzk@32473', hostname = '-' }: ExportOptions): string {
  const { entry } = row;
  const head = [`<${8 * FACILITY + severityOf(entry)}>1`, entry.time, hostname, APP_NAME, '-', messageId(entry)];
  return `${head.join(' ')} [${sdId}${parameters(row)}] ${entry.operation} ${entry.result}`;
}

function parameters({ origin, index, leafHash, entry }: ExportRow): string {
  const { v: _, time: __, details, proof, ...fields } = entry;
  const all = {
    origin,
    index,
    leaf_hash: toHex(leafHash),
    ...fields,
    ...(proof !== undefined && { proof: lineJson(proof) }),
    ...(details !== undefined && { details: lineJson(details) }),
  };
  return Object.entries(all)
    .map(([name, value]) => ` ${name}="${parameter(String(value))}"`)
    .join('');
}

function parameter(text: string): string {
  return shown(text).replace(/["\\\]]/g, '\\$&');
}

function severityOf({ severity, result }: AuditEntry): number {
  if (severity !== undefined) return SEVERITIES[severity];
  return result === 'success' || result === 'logged' ? INFORMATIONAL : WARNING;
}

function messageId({ operation }: AuditEntry): string {
  return operation.slice(0, MOST_MSGID);
}
