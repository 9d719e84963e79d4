// Options that a module exports.
export const policy = 1;
