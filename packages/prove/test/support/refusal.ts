import { FedzkError } from '@fedzk/core';

/** A promise's FedzkError, as `code: message`; `done` where there is none. Other errors pass. */
export async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (!(error instanceof FedzkError)) throw error;
    return `${error.code}: ${error.message}`;
  }
  return 'done';
}
