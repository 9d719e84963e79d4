// What a client of the load may send, and how much more an attacker sends.

/** Requests of a client in each second. It is 6 times the default rate, so that 20 times as much is a load. */
export const REQUESTS = { limit: 10, windowSeconds: 1 } as const;
/** Units of cost of a client: at the same rate, and so many that strikes ban whoever sends bad proofs before debt does. */
export const COST = { limit: 1000, windowSeconds: 10 } as const;
/** Units of a report, as by default: as many reports use up both limits in the long run. */
export const REPORT_COST = 10;
/** Requests of an attacker, in limits. */
export const TIMES_LIMIT = 20;
/** Requests of an attacker in a second. */
export const ATTACK_PER_SECOND = (TIMES_LIMIT * REQUESTS.limit) / REQUESTS.windowSeconds;
