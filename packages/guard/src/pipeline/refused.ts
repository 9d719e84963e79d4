// Events of what the guard refuses. They have the reasons that no answer has.

import { type AuditEvent, escaped } from '@fedzk/core';
import type { AccessReason } from '../access/access-control.js';
import type { Permission } from '../access/roles.js';

/** What was asked, and by whom as far as it is known. */
interface Asked {
  readonly need: Permission | 'none';
  /** The key of the address. */
  readonly address: string | undefined;
  readonly principal: string | undefined;
}

/** Without a certificate nobody is known. A name of its own for each address would cost a log a key each. */
const UNKNOWN = 'unknown';
const LONGEST_REASON = 160;
const LONGEST_NAME = 256;

/**
 * @param reason a key store's own word, such as `revoked`; `in-url` for a key in the URL; `invalid-owner` for a key whose owner
 *   is no text of 1 to 256 characters; `other-owner` for the key of another than the certificate's
 */
export function keyRefused(reason: string, asked: Asked): AuditEvent {
  return { ...common(asked), operation: 'key_refused', reason: wordOf(reason) };
}

/** A valid key under the certificate of another: one of the two was stolen. A log with privacy seals the actor, and no details. */
export function otherOwner(key: { readonly id: string; readonly owner: string }, asked: Asked): AuditEvent {
  const details = { key: lineOf(key.id) };
  return { ...keyRefused('other-owner', asked), severity: 'high', actor: lineOf(key.owner), details };
}

export function accessDenied(reason: AccessReason, asked: Asked): AuditEvent {
  return { ...common(asked), operation: 'access_denied', reason: wordOf(reason) };
}

function common({ need, address, principal }: Asked): Pick<AuditEvent, 'user_id' | 'resource' | 'result' | 'source'> {
  return {
    user_id: principal === undefined ? UNKNOWN : lineOf(principal),
    resource: need,
    result: 'denied',
    ...(address !== undefined && { source: address }),
  };
}

/** Makes a reason of a key store fit for a log. */
function wordOf(reason: unknown): string {
  return typeof reason === 'string' && reason !== '' ? escaped(reason.slice(0, LONGEST_REASON)) : 'invalid';
}

/** Makes a name fit for a log, which takes a line of 256 characters. A name that is one stays as it is. */
function lineOf(name: string): string {
  const line = name.replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, (one) => {
    return `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return line.slice(0, LONGEST_NAME).replace(/[\ud800-\udbff]$/, '');
}
