// Requests that are refused whatever report they bring: FORMAT.md, "HTTP".

/** A request, and the name of the problem that it is answered with. */
export interface RefusedRequest {
  readonly name: string;
  readonly problem: string;
  readonly role: 'leader' | 'helper';
  /** Below {t}, or below `elsewhere` on the same server. */
  readonly path: string;
  readonly elsewhere?: string;
  readonly init?: RequestInit;
}

const post = (type: string, body: BodyInit = 'x', more: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': type, ...more },
  body,
});
const media = (message: string): string => `application/fedzk-agg;message=${message}`;
const operator = { authorization: 'operator' };
const json = (body: unknown): RequestInit => post('application/json', JSON.stringify(body), operator);
const ID = 'A'.repeat(43);
const SIGNED = {
  'signature-input': 'fedzk=("@method" "@target-uri" "content-digest");created=1;keyid="leader"',
  signature: `fedzk=:${'A'.repeat(86)}==:`,
  'content-digest': `sha-256=:${'A'.repeat(43)}=:`,
};

const both = (problem: string, name: string, path: string, more: Partial<RefusedRequest> = {}): RefusedRequest[] =>
  (['leader', 'helper'] as const).map((role) => ({ name: `${name}, at the ${role}`, problem, role, path, ...more }));

const PEER = [
  ['POST', '/aggregation_jobs', 'job'],
  ['POST', '/aggregate_shares', 'collect'],
  ['PUT', '/rounds/3/share', 'share'],
  ['PUT', '/rounds/3/record', 'record'],
] as const;

/** The requests, by their problems. */
export const REQUESTS: readonly RefusedRequest[] = [
  ...both('not-found', 'no task', '', { elsewhere: '/' }),
  ...both('not-found', 'no path of a task', '/nothing'),
  ...both('not-found', 'a round that was never opened', '/rounds/1'),
  ...both('not-found', 'a round with a zero before it', '/rounds/03'),
  ...both('not-found', 'a result that is not there yet', '/rounds/3/result'),
  ...both('not-found', 'sums that are not there yet', '/rounds/3/sums'),
  ...both('not-found', 'a set that is not there yet', '/rounds/3/set'),
  ...both('unrecognizedTask', 'another task', '', { elsewhere: `/tasks/${ID}` }),
  ...both('unrecognizedTask', 'a task without a hash', '', { elsewhere: '/tasks/' }),
  ...both('round-not-open', 'a round that is still to come', '/rounds/4'),
  ...both('invalidMessage', 'a round from 2^64', `/rounds/${2n ** 64n}`),
  ...both('method-not-allowed', 'a task that is deleted', '', { init: { method: 'DELETE' } }),
  ...both('method-not-allowed', 'a result that is put', '/rounds/3/result', { init: { method: 'PUT' } }),
  ...both('not-authorised', 'a step of a round by nobody', '/rounds', {
    init: post('application/json', '{"do":"close","round":"3"}'),
  }),
  ...both('invalidMessage', 'a step that there is not', '/rounds', { init: json({ do: 'end', round: '3' }) }),
  ...both('invalidMessage', 'a step of a round that is no string', '/rounds', {
    init: json({ do: 'close', round: 3 }),
  }),
  ...both('invalidMessage', 'a step that is no JSON', '/rounds', { init: post('application/json', '{', operator) }),
  ...both('unsupported-media-type', 'a step of another type', '/rounds', { init: post('text/plain', '{}', operator) }),
  ...both('not-authentic', 'a result that is asked for with a wrong signature', '/rounds/3/result', {
    init: { headers: SIGNED },
  }),
  ...['text/plain', 'application/json', 'application/fedzk-agg', media('announcement'), `${media('report')};v=1`].map(
    (type): RefusedRequest => ({
      ...{ name: `a report as ${type}`, problem: 'unsupported-media-type', role: 'leader', path: '/reports' },
      init: post(type),
    }),
  ),
  {
    ...{ name: 'an announcement as a report', problem: 'unsupported-media-type', role: 'helper' },
    ...{ path: '/announcements', init: post(media('report')) },
  },
  ...[
    ['a report that is unknown', `/reports/${ID}?round=3&client=client_005`],
    ['a report of another client', `/reports/${ID}?round=3&client=client_001`],
    ['a report without its round', `/reports/${ID}?client=client_001`],
    ['a report without its client', `/reports/${ID}?round=3`],
    ['a report’s id that is too short', '/reports/AAAA?round=3&client=client_001'],
  ].map(([name = '', path = '']): RefusedRequest => ({ name, path, problem: 'not-found', role: 'leader' })),
  ...PEER.flatMap(([method, path, message]): RefusedRequest[] => {
    const init = (more: Record<string, string>) => ({ ...post(media(message), 'x', more), method });
    const own = { path, role: 'helper' as const, problem: 'not-authentic' };
    return [
      { ...own, name: `what the leader asks at ${path}, unsigned`, init: init({}) },
      { ...own, name: `what the leader asks at ${path}, wrongly signed`, init: init(SIGNED) },
    ];
  }),
];
