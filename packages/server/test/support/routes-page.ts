// The table of routes as a page.

import { type Listener, pathOf, type Route } from '../../src/http/route.js';

const HEAD = `# Routes of @fedzk/server

Made of the one table of routes (\`src/http/routes.ts\`), which drives router, guard, validation, log and OpenAPI too:
\`npx vitest run packages/server/test/routes.test.ts -u\` writes this page anew.

\`{task}\` is base64url of the task's hash. Cost is in units of a client's limit. A body has so many bytes at most; \`task\`: as many as a message
of the task has. Bodies and answers of \`application/fedzk-agg\` are in [FORMAT.md](../agg/FORMAT.md) of @fedzk/agg, schemas of JSON in the documents of OpenAPI.
An entry is what the log calls it; messages of @fedzk/agg have entries of their own. A factor is asked of a person with a session: of no
command line in development. \`step-up\`: a factor of the last five minutes. \`dual\`: the answer is 202, and another admin approves.
`;

const LISTENERS: Readonly<Record<Listener, string>> = {
  clients: "A client's certificate, and the API key of the same id.",
  peer: 'The pin of the other aggregator, and its signature of the message.',
  operators: 'A session of a person, but for what needs no permission.',
  socket: "Whoever may use the socket. It has the operators' routes too.",
  telemetry: 'Anybody on the machine.',
};

/** Makes the page. */
export function routesPage(routes: readonly Route[]): string {
  const sections = Object.entries(LISTENERS).map(([listener, who]) => {
    const own = routes.filter(
      (route) => route.on === listener && (listener !== 'socket' || !isOfOperators(routes, route)),
    );
    const rows = own.map(rowOf);
    return [
      `## ${listener}`,
      who,
      [
        '| role | route | what | permission | factor | cost | body | entry |',
        '|---|---|---|---|---|---|---|---|',
        ...rows,
      ].join('\n'),
    ].join('\n\n');
  });
  return `${[HEAD, ...sections].join('\n')}\n`.replace(/\n## /g, '\n\n## ').replace(/\n{3,}/g, '\n\n');
}

function isOfOperators(routes: readonly Route[], route: Route): boolean {
  return routes.some(({ on, method, path }) => on === 'operators' && method === route.method && path === route.path);
}

const SESSIONS = { full: 'a session', 'also-recovery': 'a session, also after a recovery code' };

function rowOf(route: Route): string {
  const { method, role, says, need, session, mfa, cost, takes, operation } = route;
  const path = pathOf(route).replace(/:([a-z]+)/g, '{$1}');
  const most = typeof takes?.most === 'number' ? takes.most.toLocaleString('en') : 'task';
  const body = takes === undefined ? '' : `${takes.type}, ${most}`;
  const entry = operation === undefined ? '' : `\`${operation}\``;
  const who = need ?? (session && SESSIONS[session]) ?? '';
  const factor = typeof mfa === 'object' ? mfa.says : (mfa ?? '');
  return `| ${[role ?? 'both', `${method} \`${path}\``, says, who, factor, cost, body, entry].join(' | ')} |`;
}
