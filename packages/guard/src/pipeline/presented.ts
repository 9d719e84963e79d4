// The key that a request presents, and the length that it announces.

/** A FEDzk API key, wherever it stands. */
const KEY_IN_URL = /fedzk_(?:live|test)_/i;

/** How often a text may be percent-encoded: once by the sender, and once more by what stands before the service. */
const MOST_ENCODED = 2;

/** Tells whether an URL has an API key in it, where logs and histories would keep it. It may be percent-encoded. */
export function hasKeyInUrl(url: string): boolean {
  let text = url;
  for (let decoded = 0; ; decoded++) {
    if (KEY_IN_URL.test(text)) return true;
    if (decoded === MOST_ENCODED || !text.includes('%')) return false;
    text = text.replace(/%([0-7][0-9a-f])/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  }
}

/**
 * Reads the key of `Authorization: Bearer` or `X-API-Key`.
 *
 * @returns undefined where there is none, `malformed` for another scheme or both fields
 */
export function presentedKey(headers: Headers): { readonly key: string } | 'malformed' | undefined {
  const [bearer, plain] = [headers.get('authorization'), headers.get('x-api-key')];
  if (bearer !== null && plain !== null) return 'malformed';
  if (plain !== null) return { key: plain };
  if (bearer === null) return undefined;
  const [, key] = /^bearer +([^\s,]{1,512})$/i.exec(bearer) ?? [];
  return key === undefined ? 'malformed' : { key };
}

/** Reads `Content-Length`: `malformed` for anything but decimal digits, undefined where there is none. */
export function announcedLength(headers: Headers): number | 'malformed' | undefined {
  const length = headers.get('content-length');
  if (length === null) return undefined;
  return /^\d{1,15}$/.test(length) ? Number(length) : 'malformed';
}
