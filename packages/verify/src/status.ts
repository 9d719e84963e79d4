import { STATUS_NAMES, type VerifyStatus } from './generated/status.js';

export type { VerifyStatus } from './generated/status.js';

/** Returns the name of a status of the module. */
export function statusName(code: number): VerifyStatus {
  const name = STATUS_NAMES[code];
  if (name === undefined) throw new RangeError(`the module returned the unknown status ${code}`);
  return name;
}
