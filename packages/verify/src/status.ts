import { STATUS_NAMES, type VerifyStatus } from './generated/status.js';

export type { VerifyStatus } from './generated/status.js';

/** The name of a status that the module returned. */
export function statusName(code: number): VerifyStatus {
  const name = STATUS_NAMES[code];
  if (name === undefined) throw new RangeError(`the module returned the unknown status ${code}`);
  return name;
}
