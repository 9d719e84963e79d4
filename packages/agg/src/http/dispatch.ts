// Leads a Request to the route that answers it. Checks the task, the method, the size and type of the body, and who sent it.
// Every error becomes an answer.

import { callbackOf, FedzkError, type FedzkErrorCode, toBase64url, unexpected } from '@fedzk/core';
import type { Aggregator } from '../aggregator/contract.js';
import type { Bytes } from '../protocol/encoding.js';
import { otherOf } from '../protocol/hpke.js';
import type { Task } from '../protocol/task.js';
import { type Answer, Ended, problem, refuse, responseOf } from './answer.js';
import { isMediaType, type MessageKind, readBody } from './body.js';
import { limitOf, within } from './deadline.js';
import { type Origins, preflight, readOrigins, sharedWith } from './origins.js';
import type { ModelOf } from './records.js';
import { baseOf, type Served } from './served.js';
import {
  createdOf,
  type Expected,
  hasDigest,
  isSignedRead,
  isSignedRequest,
  keyidOf,
  type RequestParts,
  signAnswer,
} from './signatures.js';

/** Who sent a request, as far as the caller has authenticated it. */
export interface Principal {
  /** In an open task, the client id that reports and announcements must name. */
  readonly client?: string;
  /** May read results that are not public. Readers that the task's file names prove themselves by their signatures. */
  readonly reader?: boolean;
  /** May open, close, collect and abandon rounds. */
  readonly operator?: boolean;
}

/**
 * Says who sent a request, by its header fields: an API key, a session, or the sender that a proxy has authenticated. The
 * request has no body. `undefined`: an unknown sender.
 */
export type Authenticate = (request: Request, task: Task) => Principal | undefined | Promise<Principal | undefined>;

/** The options of both roles' services. */
export interface ServiceOptions {
  readonly authenticate?: Authenticate | undefined;
  /** Milliseconds since 1970; `Date.now` unless given. */
  readonly now?: (() => number) | undefined;
  /**
   * Says which model a round begins with; `undefined` as long as that is not known. Until then the round has no record. The
   * leader writes the model into the round's record. The helper signs no record with another model. By default, the leader
   * takes the model of the task's file, and the helper accepts any.
   */
  readonly model?: ModelOf | undefined;
  /**
   * The origins whose pages may send requests of clients and readers (CORS), such as `https://clinic.example`, or `'*'`. By
   * default none. Requests of operators and of the other aggregator are never allowed.
   */
  readonly origins?: Origins | undefined;
  /**
   * Refuses tasks whose aggregator was made without a manifest, so that nobody has checked who made their key. Set it in
   * production. Default: false.
   */
  readonly requireManifest?: boolean | undefined;
  /** Milliseconds within which a request's whole body must arrive, otherwise the answer is 408; default 60,000. */
  readonly bodyTimeoutMs?: number | undefined;
  /** Gets each error of the server, about which a sender learns nothing; default `reportError`, or `console.error`. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** The names of {@link ServiceOptions}. */
export const SERVICE_OPTIONS = [
  'authenticate',
  'now',
  'model',
  'origins',
  'requireManifest',
  'bodyTimeoutMs',
  'onError',
] as const;

/** A request on its way through a route. */
export interface Call<Own extends Aggregator> {
  readonly served: Served<Own>;
  readonly request: Request;
  readonly url: URL;
  /** What the path's groups matched. */
  readonly groups: readonly string[];
  readonly body: Bytes;
  readonly principal: Principal;
  /** Whether the other aggregator has signed it. */
  readonly isPeer: boolean;
  readonly now: number;
}

/** A request whose sender is not known yet, and whose body has not been read. */
type Arrived<Own extends Aggregator> = Omit<Call<Own>, 'principal' | 'isPeer' | 'body'>;

/** A method of a path below a task. */
export interface Route<Own extends Aggregator> {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: RegExp;
  /** Who may use it: the other aggregator, readers of results, operators, or anybody. */
  readonly access: 'peer' | 'reader' | 'operator' | 'anybody';
  /** The body that it takes, and the most bytes of it. */
  readonly takes?: { readonly kind: MessageKind | 'json'; readonly most: (task: Task) => number };
  answer(call: Call<Own>): Promise<Answer>;
}

/** The most characters of a path that an answer repeats. */
const MOST_SHOWN = 128;

/** Errors that end by themselves or once an operator acts: the same bytes may be sent again. */
const PASSING: readonly FedzkErrorCode[] = [
  'storage',
  'damaged',
  'rolled-back',
  'not-logged',
  'queue-full',
  'worker',
  'disposed',
  'unavailable',
];

const BODY_TIMEOUT_MS = 60_000;

/** Matches the last `/tasks/`, since a url in a task's file may contain others. */
const TASK_PATH = /^.*\/tasks\/([\w-]*)((?:\/.*)?)$/;

/** Answers requests for tasks by their routes. */
export class Dispatcher<Own extends Aggregator> {
  readonly #tasks: ReadonlyMap<string, Served<Own>>;
  readonly #routes: readonly Route<Own>[];
  readonly #authenticate: Authenticate | undefined;
  readonly #now: () => number;
  readonly #onError: (error: unknown) => void;
  readonly #origins: Origins;
  readonly #bodyTimeoutMs: number;
  #isSkewed = false;

  /** @throws {FedzkError} `invalid-argument` */
  constructor(
    tasks: ReadonlyMap<string, Served<Own>>,
    routes: readonly Route<Own>[],
    { authenticate, now, onError, origins, bodyTimeoutMs }: ServiceOptions,
  ) {
    this.#tasks = tasks;
    this.#routes = routes;
    this.#authenticate = callbackOf(authenticate, 'authenticate');
    this.#now = callbackOf(now, 'now') ?? Date.now;
    this.#onError = callbackOf(onError, 'onError') ?? reportFailure;
    this.#origins = readOrigins(origins);
    this.#bodyTimeoutMs = limitOf(bodyTimeoutMs, 'bodyTimeoutMs', BODY_TIMEOUT_MS);
  }

  /** The time by the service's clock. */
  get now(): number {
    return this.#now();
  }

  /** Reports an error of the server. Never throws: if `onError` does, both errors are reported as without it. */
  report(error: unknown): void {
    try {
      this.#onError(error);
    } catch (thrown) {
      for (const each of [error, thrown]) reportFailure(each);
    }
  }

  /** Answers a request. Never rejects. */
  async fetch(request: Request): Promise<Response> {
    const answer = await this.#guarded(() => this.#find(request));
    if (!this.#isShared(request)) return responseOf(answer);
    return responseOf({ ...answer, headers: { ...answer.headers, ...sharedWith(this.#origins, request) } });
  }

  /** Makes the answer of a request, also from whatever is thrown. */
  async #guarded(work: () => Promise<Answer>): Promise<Answer> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Ended) return error.answer;
      this.report(error);
      const passes = error instanceof FedzkError && PASSING.includes(error.code);
      return problem(passes ? 'unavailable' : 'internal');
    }
  }

  /** Whether pages of other origins may use a path: never one of operators or of the other aggregator. */
  #isShared({ url }: Request): boolean {
    const [, , rest = ''] = TASK_PATH.exec(new URL(url).pathname) ?? [];
    return this.#routes.filter(({ path }) => path.test(rest)).every(isForPages);
  }

  async #find(request: Request): Promise<Answer> {
    const url = new URL(request.url);
    const [, id, rest] = TASK_PATH.exec(url.pathname) ?? [];
    if (id === undefined || rest === undefined) {
      const detail = `There is nothing at ${JSON.stringify(url.pathname.slice(0, MOST_SHOWN))}: expected /tasks/ and the id of a task.`;
      return problem('not-found', { detail });
    }
    const served = this.#tasks.get(id);
    if (served === undefined) return problem('unrecognizedTask', { taskid: id });
    const here = this.#routes.filter(({ path }) => path.test(rest));
    if (here.length === 0) {
      const detail = `A task has nothing at ${JSON.stringify(rest.slice(0, MOST_SHOWN))}.`;
      return problem('not-found', { taskid: id, detail });
    }
    if (request.method === 'OPTIONS' && this.#origins.length > 0 && here.every(isForPages)) {
      return preflight(here.map(({ method }) => method));
    }
    const route = here.find(({ method }) => method === request.method);
    if (route === undefined) {
      return problem('method-not-allowed', { taskid: id }, { allow: here.map(({ method }) => method).join(', ') });
    }
    const groups = (route.path.exec(rest) ?? []).slice(1);
    return this.#authorised(route, { served, request, url, groups, now: this.now }, rest);
  }

  /**
   * Finds out who asks before it reads the body, so that strangers' requests to restricted routes take no memory. A request
   * that the other aggregator has signed gets a signed answer.
   */
  async #authorised(route: Route<Own>, call: Arrived<Own>, rest: string): Promise<Answer> {
    const { served, request, url, now } = call;
    const { file, role, id } = served;
    const { access } = route;
    const target = baseOf(served, role) + rest + url.search;
    const other = otherOf(role);
    const isRead = access === 'reader' && request.headers.has('signature-input');
    if (isRead && file.readers !== 'public' && keyidOf(request.headers) !== other) {
      const publicKey = readerIn(file.readers, request.headers);
      if (publicKey === undefined) return problem('not-authorised', { taskid: id });
      const isSigned = await isSignedRead(target, request.headers, { publicKey, now });
      if (!isSigned) return problem('not-authentic', { taskid: id });
      return this.#answered(route, { ...call, principal: { reader: true }, isPeer: false });
    }
    if (access !== 'peer' && !isRead) {
      const principal = await this.#principal(request, served.task);
      if (!mayDo(route, principal, served)) return problem('not-authorised', { taskid: id });
      return this.#answered(route, { ...call, principal, isPeer: false });
    }
    const parts = { method: request.method, target };
    const expected = { role: other, publicKey: file[other].signingKey, now };
    if (!(await isSignedRequest(parts, request.headers, expected))) {
      await this.#tellSkew(parts, request.headers, expected);
      return problem('not-authentic', { taskid: id });
    }
    this.#isSkewed = false;
    const principal = { reader: true };
    const answer = await this.#guarded(async () =>
      mayDo(route, principal, served)
        ? this.#answered(route, { ...call, principal, isPeer: true })
        : problem('not-authorised', { taskid: id }),
    );
    const { signingKey } = served;
    const signed = { status: answer.status, body: answer.body, request: request.headers.get('signature') ?? '' };
    return { ...answer, headers: { ...answer.headers, ...(await signAnswer(signed, { role, signingKey, now })) } };
  }

  /** Reads the body of a permitted request, and answers it. */
  async #answered(route: Route<Own>, call: Omit<Call<Own>, 'body'>): Promise<Answer> {
    const body = await readTaken(call.request, route, call.served, this.#bodyTimeoutMs);
    const isWhole = !call.isPeer || (await hasDigest(body, call.request.headers));
    return isWhole ? route.answer({ ...call, body }) : problem('not-authentic', { taskid: call.served.id });
  }

  /** Reports that the other aggregator's clock differs: once, until one of its requests has the right time again. */
  async #tellSkew(parts: Omit<RequestParts, 'body'>, headers: Headers, expected: Expected): Promise<void> {
    const created = createdOf(headers);
    if (this.#isSkewed || created === undefined) return;
    if (!(await isSignedRequest(parts, headers, { ...expected, now: 1000 * created }))) return;
    this.#isSkewed = true;
    const seconds = Math.round(created - expected.now / 1000);
    const message = `A request that the ${expected.role} signed is refused: its "created" is ${seconds} s off. Compare the clocks.`;
    this.report(new FedzkError('unavailable', message));
  }

  async #principal(request: Request, task: Task): Promise<Principal> {
    const authenticate = this.#authenticate;
    if (authenticate === undefined) return {};
    const { method, headers } = request;
    const limit = this.#bodyTimeoutMs;
    const asked = async () => ({ found: await authenticate(new Request(request.url, { method, headers }), task) });
    const told = await within(limit, asked).catch((cause: unknown) => {
      throw new FedzkError('unavailable', '"authenticate" rejected; the error\'s cause says why.', { cause });
    });
    if (told === undefined) throw new FedzkError('unavailable', `"authenticate" did not settle within ${limit} ms.`);
    return readPrincipal(told.found);
  }
}

/** Reads the answer of `authenticate`. Only own members count: a polluted prototype makes nobody an operator. */
function readPrincipal(found: Principal | undefined): Principal {
  if (found === undefined) return {};
  if (typeof found !== 'object' || found === null)
    throw unexpected('authenticate', 'to give an object, or nothing', found);
  const { client, reader, operator }: Principal = Object.assign(Object.create(null), found);
  if (client !== undefined && typeof client !== 'string')
    throw unexpected('client', 'a string of "authenticate"', client);
  return { ...(client !== undefined && { client }), reader: reader === true, operator: operator === true };
}

function isForPages<Own extends Aggregator>({ access }: Route<Own>): boolean {
  return access === 'anybody' || access === 'reader';
}

/** Returns the key of the reader that a request claims as its signer; `undefined` if the task's file does not name it. */
function readerIn(readers: readonly Uint8Array[], headers: Headers): Uint8Array | undefined {
  const keyid = keyidOf(headers);
  // If the field can't be read, no signature verifies, whichever key is taken.
  return keyid === undefined ? readers[0] : readers.find((key) => toBase64url(key) === keyid);
}

function mayDo<Own extends Aggregator>({ access }: Route<Own>, principal: Principal, { file }: Served<Own>): boolean {
  if (access === 'operator') return principal.operator === true;
  return access !== 'reader' || file.readers === 'public' || principal.reader === true;
}

async function readTaken<Own extends Aggregator>(
  request: Request,
  { takes }: Route<Own>,
  { task, id }: Served<Own>,
  timeoutMs: number,
): Promise<Bytes> {
  const most = takes === undefined ? 0 : takes.most(task);
  if (takes !== undefined && !isMediaType(request.headers.get('content-type'), takes.kind)) {
    refuse('unsupported-media-type', { taskid: id });
  }
  const body = await within(timeoutMs, (signal) => readBody(request, most, signal));
  if (body === undefined) return refuse('body-timeout', { taskid: id });
  if (body === 'too-large') return refuse('too-large', { taskid: id });
  return body === 'cut' ? refuse('invalidMessage', { taskid: id }) : body;
}

function reportFailure(error: unknown): void {
  if (typeof globalThis.reportError === 'function') globalThis.reportError(error);
  else console.error(error);
}
