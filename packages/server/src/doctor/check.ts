// What the doctor finds.

/** What to do where a store is gone, older or damaged. */
export const RESTORE = 'Restore the whole folder of data from a backup, as the README says.';

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  /** `unknown`: it couldn't be looked at, for the reason that `says` gives. */
  readonly state: 'ok' | 'no' | 'unknown';
  readonly says: string;
  /** What to do, where something is wrong. */
  readonly remedy?: string;
}

export function ok(name: string, says: string): Check {
  return { name, state: 'ok', says };
}

export function no(name: string, says: string, remedy: string): Check {
  return { name, state: 'no', says, remedy };
}

export function unknown(name: string, says: string): Check {
  return { name, state: 'unknown', says };
}

/** Says what an error says. */
export function wrong(name: string, error: unknown, remedy: string): Check {
  return no(name, error instanceof Error ? error.message : 'it cannot be opened', remedy);
}
