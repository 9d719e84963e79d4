/** A key that opens a store at once, where it isn't passphrases that are tested. */
export const unlock = { key: new Uint8Array(32).fill(7) };
