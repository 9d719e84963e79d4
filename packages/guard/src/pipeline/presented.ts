// The key that a request presents, and the length that it announces.

/** A FEDzk API key, wherever it stands. */
const KEY_IN_URL = /fedzk_(?:live|test)_/i;

/** Tells whether an URL has an API key in it, where logs and histories would keep it. */
export function hasKeyInUrl(url: string): boolean {
  const { pathname, searchParams, hash } = new URL(url);
  return [pathname, hash, ...[...searchParams].flat()].some((text) => KEY_IN_URL.test(text));
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
