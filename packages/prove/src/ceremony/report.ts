import { FedzkError } from '@fedzk/core';

/** The outcome of a verification. */
export interface Report {
  readonly ok: boolean;
  /** What is wrong, in words: the first that was found. */
  readonly problems: readonly string[];
}

export function reported(problem: string | undefined): Report {
  return { ok: problem === undefined, problems: problem === undefined ? [] : [problem] };
}

/** Runs a check; a damaged file is a problem, too. */
export async function reportOf(check: () => Promise<string | undefined>): Promise<Report> {
  try {
    return reported(await check());
  } catch (error) {
    if (error instanceof FedzkError && error.code === 'invalid-ceremony-file') return reported(error.message);
    throw error;
  }
}
