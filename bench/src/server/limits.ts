// How much an attacker of the load sends.

/** Requests that a client may make in a minute, by default. As many reports use up its cost. */
const REQUESTS = 100;
/** Requests of an attacker, in limits. */
const TIMES_LIMIT = 20;
/** Requests of an attacker in a second. */
export const ATTACK_PER_SECOND: number = (TIMES_LIMIT * REQUESTS) / 60;
