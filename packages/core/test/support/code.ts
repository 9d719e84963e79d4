import { FedzkError, type FedzkErrorCode } from '@fedzk/core';

/** The code of the error that a call throws, `done` where it throws none. Other errors pass. */
export function code(call: () => unknown): FedzkErrorCode | 'done' {
  return errorOf(call)?.code ?? 'done';
}

/** The error that a call throws. */
export function errorOf(call: () => unknown): FedzkError | undefined {
  try {
    call();
  } catch (error) {
    if (!(error instanceof FedzkError)) throw error;
    return error;
  }
  return undefined;
}
