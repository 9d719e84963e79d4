// What the packaging tests do with the package in every runtime, and what it has to see.

/** @param {typeof import('@fedzk/server')} entry */
export const exercise = ({ readConfig }) =>
  readConfig({ role: 'helper', mode: 'development', data: '/nowhere' }).clients.url;

export const expected = 'https://localhost:8453';
