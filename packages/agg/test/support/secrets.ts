// Whether a text that goes elsewhere has a secret in it.

import { toHex } from '@fedzk/core';

type Secret = Uint8Array | bigint;

/** The ways in which a text might have a secret. Short ones are left out: their digits are in any text. */
function spellings(secret: Secret): string[] {
  const bytes = typeof secret === 'bigint' ? bytesOf(secret) : secret;
  if (bytes.length < 8) return [];
  const base64 = Buffer.from(bytes).toString('base64').replace(/=+$/, '').slice(0, -1);
  const digits = BigInt(`0x${toHex(bytes)}`).toString();
  return [toHex(bytes), base64, base64.replaceAll('+', '-').replaceAll('/', '_'), bytes.join(), digits];
}

/** Those of the secrets that the text has, by their beginnings of at least 8 bytes. */
export function leaked(text: string, secrets: readonly Secret[]): Secret[] {
  const lower = text.toLowerCase();
  return secrets.filter((secret) =>
    spellings(secret).some((spelling) => lower.includes(spelling.slice(0, 16).toLowerCase())),
  );
}

function bytesOf(value: bigint): Uint8Array {
  const hex = value.toString(16);
  return new Uint8Array(Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex'));
}
