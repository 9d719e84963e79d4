// Says what an answer of PKCS#11 means, and what to do about it (Base Specification 3.0 §5.1).

import { FedzkError, type FedzkErrorCode } from '@fedzk/core';

/** What went wrong, of a subject such as `The token "fedzk"`. */
type Problem = readonly [code: FedzkErrorCode, text: string];

const GONE: Problem = [
  'storage',
  'is gone: it was removed, switched off or reset since it was opened. Put it back, and open it again.',
];
const OBJECT_GONE: Problem = [
  'not-found',
  'no longer has the key: it was destroyed, or the token was reset, since the key was opened.',
];
const WRONG_PIN: Problem = ['wrong-key', 'refuses the PIN: it is wrong.'];
const FULL: Problem = ['storage', 'has no room for it: too many sessions or objects. Close or remove some.'];
const UNSUPPORTED: Problem = ['unsupported', 'does not support this operation, or not for such a key.'];
const LOGGED_OUT: Problem = ['storage', 'was logged out by another part of this process; open it again.'];
const FINALIZED: Problem = [
  'storage',
  'was closed by another part of this process, which finalized its library; open it again.',
];

const PROBLEMS: Readonly<Record<string, Problem>> = {
  CKR_SLOT_ID_INVALID: GONE,
  CKR_DEVICE_ERROR: GONE,
  CKR_DEVICE_REMOVED: GONE,
  CKR_TOKEN_NOT_PRESENT: GONE,
  CKR_TOKEN_NOT_RECOGNIZED: GONE,
  CKR_SESSION_HANDLE_INVALID: GONE,
  CKR_SESSION_CLOSED: GONE,
  CKR_KEY_HANDLE_INVALID: OBJECT_GONE,
  CKR_OBJECT_HANDLE_INVALID: OBJECT_GONE,
  CKR_WRAPPING_KEY_HANDLE_INVALID: OBJECT_GONE,
  CKR_UNWRAPPING_KEY_HANDLE_INVALID: OBJECT_GONE,
  CKR_PIN_INCORRECT: WRONG_PIN,
  CKR_PIN_INVALID: WRONG_PIN,
  CKR_PIN_LEN_RANGE: WRONG_PIN,
  CKR_PIN_EXPIRED: ['invalid-state', "says that the user's PIN has expired; set a new one with the token's own tool."],
  CKR_PIN_LOCKED: [
    'invalid-state',
    'is locked, since a wrong PIN was entered too often. Its security officer can set a new PIN; keys stay.',
  ],
  CKR_USER_PIN_NOT_INITIALIZED: ['invalid-state', "has no user PIN yet; set one with the token's own tool."],
  CKR_USER_ANOTHER_ALREADY_LOGGED_IN: [
    'invalid-state',
    'has its security officer logged in, in this process; log that out first.',
  ],
  CKR_USER_NOT_LOGGED_IN: LOGGED_OUT,
  CKR_CRYPTOKI_NOT_INITIALIZED: FINALIZED,
  CKR_SESSION_COUNT: FULL,
  CKR_DEVICE_MEMORY: FULL,
  CKR_HOST_MEMORY: FULL,
  CKR_TOKEN_WRITE_PROTECTED: ['storage', 'is write-protected, so no key can be made or destroyed in it.'],
  CKR_SESSION_READ_ONLY: ['storage', 'is write-protected, so no key can be made or destroyed in it.'],
  CKR_FUNCTION_NOT_SUPPORTED: UNSUPPORTED,
  CKR_MECHANISM_INVALID: UNSUPPORTED,
  CKR_MECHANISM_PARAM_INVALID: UNSUPPORTED,
  CKR_ATTRIBUTE_TYPE_INVALID: UNSUPPORTED,
  CKR_ATTRIBUTE_VALUE_INVALID: UNSUPPORTED,
  CKR_TEMPLATE_INCONSISTENT: UNSUPPORTED,
  CKR_TEMPLATE_INCOMPLETE: UNSUPPORTED,
  CKR_KEY_FUNCTION_NOT_PERMITTED: UNSUPPORTED,
  CKR_CANT_LOCK: UNSUPPORTED,
};

/** Reads the name of a return value, such as `CKR_PIN_INCORRECT`, from an error of pkcs11js; undefined for other errors. */
export function returnValueOf(error: unknown): string | undefined {
  return error instanceof Error ? /^CKR_[A-Z0-9_]+/.exec(error.message)?.[0] : undefined;
}

/**
 * Makes the error for a failed call.
 *
 * @param subject of the sentence, such as `The token "fedzk"`
 */
export function pkcs11Error(cause: unknown, subject: string): FedzkError {
  if (cause instanceof FedzkError) return cause;
  const value = returnValueOf(cause);
  const [code, text] = PROBLEMS[value ?? ''] ?? ['storage', "failed; the error's cause has what its library says."];
  return new FedzkError(code, `${subject} ${text}`, { cause });
}

/** Whether a token, a session or an object is no longer there to be closed or removed. */
export function isGone(error: unknown): boolean {
  const problem = PROBLEMS[returnValueOf(error) ?? ''];
  return problem !== undefined && [GONE, OBJECT_GONE, LOGGED_OUT, FINALIZED].includes(problem);
}
