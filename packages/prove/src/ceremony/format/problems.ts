import { FedzkError } from '@fedzk/core';

/** Makes the error for a ceremony's file that is malformed or damaged. */
export function invalidFile(what: string): FedzkError {
  return new FedzkError(
    'invalid-ceremony-file',
    `The file can't be used: ${what}. Get it again from where it came from.`,
  );
}
