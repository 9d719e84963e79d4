// What the packaging tests do with the package in every runtime, and what it has to see.

/** @param {typeof import('@fedzk/host')} entry */
export const exercise = ({ greeting }) => greeting('Ada');

export const expected = 'Hello, Ada.';
