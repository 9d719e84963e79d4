import type { AuditEntry } from '../events/event.js';

/** An entry with its log and index: the input of every format. */
export interface ExportRow {
  readonly index: number;
  /** The log's origin, as in its checkpoints. */
  readonly origin: string;
  /** SHA-256 of 0x00 and the entry (RFC 6962 §2.1), 32 bytes. */
  readonly leafHash: Uint8Array;
  /** The event, as `decodeEvent` returns it: formats rely on its checks, such as those of names. */
  readonly entry: AuditEntry;
}

export interface ExportOptions {
  /**
   * For `rfc5424`: the SD-ID of the structured data, a name and the number that IANA gave your enterprise (RFC 5424
   * §7.2.2); default `fedzk@32473`, with the number for documentation (RFC 5612).
   */
  readonly sdId?: string;
  /** For `rfc5424`: HOSTNAME, 1 to 255 printable characters of ASCII; default `-`, which is "unknown". */
  readonly hostname?: string;
}

/** Names a row uniquely among all logs. The last # separates, since an index has none. */
export function reference({ origin, index }: ExportRow): string {
  return `${origin}#${index}`;
}

/** Returns which of the four kinds an event is, for formats that sort events. */
export function kindOf(entry: AuditEntry): 'security' | 'key' | 'login' | 'other' {
  const { operation } = entry;
  if (operation === 'security_event') return 'security';
  if (/^key[_.]/.test(operation)) return 'key';
  return loginOf(entry) === undefined ? 'other' : 'login';
}

const ENDS = '(?:[_.](?:success|succeeded|failure|failed|denied|refused))?$';
const LOGINS: readonly (readonly ['on' | 'off', RegExp])[] = [
  [
    'on',
    RegExp(`(?:^|[_.])(?:(?:log|sign)_?(?:in|on)|authenticate|authentication|session[_.](?:opened|refused))${ENDS}`),
  ],
  ['off', RegExp(`(?:^|[_.])(?:(?:log|sign)_?(?:out|off)|session[_.]closed)${ENDS}`)],
];

/** Tells whether an operation is a logon or logoff, by the last words of its name. */
export function loginOf({ operation }: AuditEntry): 'on' | 'off' | undefined {
  return LOGINS.find(([, pattern]) => pattern.test(operation))?.[0];
}

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
/** Matches the characters of an IPv6 address (RFC 4291 §2.2), up to the length of OCSF's `ip_t`. */
const MAYBE_IPV6 = /^[0-9a-f:.]{2,40}$/i;

/** Returns the version of an IP address; `undefined` if the text is anything else, or has a port, a zone or a prefix. */
export function addressVersion(text: string | undefined): 4 | 6 | undefined {
  if (text === undefined) return undefined;
  if (IPV4.test(text)) return 4;
  return MAYBE_IPV6.test(text) && URL.canParse(`http://[${text}]/`) ? 6 : undefined;
}

const VERBS: readonly (readonly [Verb, RegExp])[] = [
  ['create', /(?:^|[_.])(?:create|put|add|generate|generation|issue)$/],
  ['read', /(?:^|[_.])(?:get|read|list)$/],
  ['update', /(?:^|[_.])(?:update|change|rotate|rotated|rewrap)$/],
  ['delete', /(?:^|[_.])(?:delete|remove|erase|revoke)$/],
];

export type Verb = 'create' | 'read' | 'update' | 'delete';

/** Returns what an operation does, by the last word of its name; `undefined` for other words. */
export function verbOf({ operation }: AuditEntry): Verb | undefined {
  return VERBS.find(([, pattern]) => pattern.test(operation))?.[0];
}
