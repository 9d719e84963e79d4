// Finds a token by its label, and tells what keeps its user from logging in.

import { FedzkError, quoted } from '@fedzk/core';
import type { Cryptoki, Handle, TokenInfo } from './cryptoki.js';
import { TOKEN_FLAG } from './numbers.js';
import { pkcs11Error, returnValueOf } from './problems.js';

/** Which token is meant. */
export interface Wanted {
  readonly token: string;
  readonly serial?: string | undefined;
}

/** A token, and where it is. */
export interface Found {
  readonly slot: Handle;
  readonly info: TokenInfo;
}

/**
 * Finds a token.
 *
 * @throws {FedzkError} `not-found`: there is none of this label; `invalid-state`: there are several, or it is not
 *   initialized, has no user PIN or is locked
 */
export function findToken(cryptoki: Cryptoki, { token, serial }: Wanted): Found {
  let all: Found[];
  try {
    all = tokensOf(cryptoki);
  } catch (cause) {
    throw pkcs11Error(cause, 'The library of PKCS#11');
  }
  const found = all.filter(
    ({ info }) => textOf(info.label) === token && [undefined, textOf(info.serialNumber)].includes(serial),
  );
  const [first, second] = found;
  if (first === undefined) throw missing({ token, serial }, all);
  if (second !== undefined) {
    const serials = found.map(({ info }) => quoted(textOf(info.serialNumber))).join(', ');
    const text = `There are ${found.length} tokens ${quoted(token)}; pass the "serial" of one: ${serials}.`;
    throw new FedzkError('invalid-state', text);
  }
  checkFlags(first.info.flags, `The token ${quoted(token)}`);
  return first;
}

/** Says how close to being locked a token is, after a wrong PIN. */
export function warningOf(cryptoki: Cryptoki, slot: Handle): string {
  try {
    const { flags } = cryptoki.C_GetTokenInfo(slot);
    if (flags & TOKEN_FLAG.userPinLocked) return 'It is locked now; its security officer can set a new PIN.';
    if (flags & TOKEN_FLAG.userPinFinalTry) return 'One more wrong PIN locks it.';
    return 'More wrong ones may lock it.';
  } catch (error) {
    if (returnValueOf(error) === undefined) throw error;
    return 'More wrong ones may lock it.';
  }
}

function tokensOf(cryptoki: Cryptoki): Found[] {
  return cryptoki.C_GetSlotList(true).flatMap((slot): Found[] => {
    try {
      return [{ slot, info: cryptoki.C_GetTokenInfo(slot) }];
    } catch (error) {
      // A token that is being removed, or one of another kind that does not answer.
      if (returnValueOf(error) === undefined) throw error;
      return [];
    }
  });
}

function missing({ token, serial }: Wanted, all: readonly Found[]): FedzkError {
  const wanted = `${quoted(token)}${serial === undefined ? '' : ` with the serial number ${quoted(serial)}`}`;
  const ready = all.filter(({ info }) => info.flags & TOKEN_FLAG.tokenInitialized);
  const others = ready.map(({ info }) => `${quoted(textOf(info.label))} (serial ${quoted(textOf(info.serialNumber))})`);
  const has = others.length > 0 ? `It has ${others.join(', ')}.` : 'It has none that is initialized.';
  const blank = all.length - ready.length;
  const advice =
    blank > 0 && others.length === 0 ? ' Initialize one with the tool of the token, and set the PIN of its user.' : '';
  return new FedzkError(
    'not-found',
    `The library has no token ${wanted}: it is not there, or was reset. ${has}${advice}`,
  );
}

/** @throws {FedzkError} `invalid-state` */
function checkFlags(flags: number, subject: string): void {
  if (!(flags & TOKEN_FLAG.tokenInitialized)) {
    const text = 'is not initialized; initialize it with its own tool, and set the PIN of its user.';
    throw new FedzkError('invalid-state', `${subject} ${text}`);
  }
  // What a library would answer to the PIN, which then need not be asked for.
  if (!(flags & TOKEN_FLAG.userPinInitialized)) throw pkcs11Error(new Error('CKR_USER_PIN_NOT_INITIALIZED'), subject);
  if (flags & TOKEN_FLAG.userPinLocked) throw pkcs11Error(new Error('CKR_PIN_LOCKED'), subject);
}

/** Removes the blanks that fill a field. */
function textOf(field: string): string {
  return field.replace(/[ \0]+$/, '');
}
