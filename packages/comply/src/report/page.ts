// A report as one HTML page: no script, no other file, and a policy that forbids both.

import { toBase64 } from '@fedzk/core';
import { type Html, html } from './html.js';
import { STYLE } from './style.js';

/** A page to be shown, saved or printed. */
export interface Page {
  readonly html: string;
  /** The value of `Content-Security-Policy` for a server that sends it. The page has it too. */
  readonly policy: string;
}

/**
 * Makes a page.
 *
 * @param body what stands in its `main`
 */
export async function makePage(title: string, body: Html): Promise<Page> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(STYLE.text));
  const policy = `default-src 'none'; style-src 'sha256-${toBase64(new Uint8Array(hash))}'; base-uri 'none'; form-action 'none'`;
  const { text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
  return { html: text, policy };
}
