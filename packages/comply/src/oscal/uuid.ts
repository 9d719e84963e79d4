// UUIDs of version 5 (RFC 9562 §5.5): SHA-1 of a name. OSCAL takes versions 4 and 5 alone.

import { concat, fromHex, toHex } from '@fedzk/core';

/** The namespace of URLs (RFC 9562 §6.6). */
const URLS = '6ba7b811-9dad-11d1-80b4-00c04fd430c8';

/** Makes the UUID of a name in a namespace: the same name has the same UUID. */
export async function uuid5(namespace: string, name: string): Promise<string> {
  const space = fromHex(namespace.replaceAll('-', ''));
  const hash = await crypto.subtle.digest('SHA-1', new Uint8Array(concat(space, new TextEncoder().encode(name))));
  const bytes = new Uint8Array(hash).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The namespace of what OSCAL doesn't define: names of properties, and UUIDs. */
export const NAMESPACE = 'https://fedzk.dev/ns/oscal';

/**
 * Makes the UUID of a part of a document.
 *
 * @param kind such as `observation`
 * @param of what it is about, such as the id of a log's entry
 */
export function uuidOf(kind: string, of: string): Promise<string> {
  return uuid5(URLS, `${NAMESPACE}/${kind}/${of}`);
}
