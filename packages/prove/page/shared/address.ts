/** Reads files from addresses that the user gives, and from nowhere else. */

/** The addresses that a page may ask: the sources of `connect-src` in its policy. */
const ALLOWED = /^https:\/\/[^/]|^http:\/\/127\.0\.0\.1(?::\d+)?(?:\/|$)/;

/** An answer that another try won't change. */
export class Refused extends Error {}

/**
 * Asks an address, without cookies and without telling which page asks.
 *
 * @throws {Refused} another kind of address, or a status that is no success
 * @throws {Error} no answer
 * @throws the signal's reason
 */
export async function asked(
  address: string,
  headers: Readonly<Record<string, string>> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<Response> {
  const { username = '', password = '' } = URL.canParse(address) ? new URL(address) : {};
  if (username !== '' || password !== '') {
    throw new Refused('the address has a name or password: download the file in another way, and choose it');
  }
  if (!ALLOWED.test(address) || !URL.canParse(address)) throw new Refused('the address must begin with https://');
  const options = { credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' } as const;
  const response = await fetch(address, { ...options, headers, signal }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new Error('the server does not answer, or does not let other pages read the file', { cause });
  });
  if (/^https:/i.test(address) && !/^https:/i.test(response.url)) {
    throw new Refused('the address leads to one without https://');
  }
  if (!response.ok || response.body === null) throw new Refused(`the server answered with status ${response.status}`);
  return response;
}

/** Takes the parts of an answer as they come. */
export async function eachPart(
  { body }: Response,
  take: (part: Uint8Array<ArrayBuffer>) => void | Promise<void>,
): Promise<void> {
  const reader = (body as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    if (value !== undefined) await take(value);
  }
}
