// What the doctor sees from inside: certificates, the key store, the log, the other aggregator and its clock, the tasks.

import { existsSync } from 'node:fs';
import { FedzkError, quoted } from '@fedzk/core';
import { certificateFacts } from '@fedzk/host';
import { type Config, otherRole } from '../config.js';
import type { Card } from '../control/card.js';
import type { Peer } from '../control/peer.js';
import { readBody } from '../http/body.js';
import { holderOf } from '../stores/holder.js';
import type { Identity } from '../stores/identity.js';
import { layoutOf } from '../stores/layout.js';
import { type Check, no, ok, RESTORE, unknown } from './check.js';
import { roundsCheck, type Served, servedOf } from './rounds.js';

const DAY_MS = 86_400_000;
/** In production certificates are renewed by hand. */
const LEAST_DAYS = 14;
const PEER_MS = 5_000;
const TOO_LATE = `no answer within ${PEER_MS / 1000} s`;
/** Room for {@link recentRounds} of more tasks than are served. */
const MOST_PEER_BYTES = 2 * 1024 * 1024;
const MOST_SKEW_MS = 30_000;

/** Looks at the ends of the certificates. */
export function checkCertificates({ tls, issuer }: Identity, config: Config, now: number = Date.now()): Check {
  const all = [tls.clients.certificate, tls.peer.certificate, ...(issuer ? [issuer.certificate, issuer.root] : [])];
  const end = Math.min(...all.map((each) => certificateFacts(each).notAfter.getTime()));
  const days = Math.floor((end - now) / DAY_MS);
  const says = `the first ends ${new Date(end).toISOString()}`;
  if (config.mode === 'development') {
    return end > now ? ok('certificates', says) : no('certificates', says, 'Start it: it renews them by itself.');
  }
  if (days >= LEAST_DAYS) return ok('certificates', says);
  const { request } = layoutOf(config.data, config.role);
  return no('certificates', says, `Have your CA answer ${request} again, then stop it and run fedzk ca install.`);
}

/** Looks at the key store: whether all is there and authentic. */
export async function checkKeys({ secrets }: Identity): Promise<Check> {
  const { ok: isWhole, entries, problems } = await secrets.store.verify();
  if (isWhole) return ok('keys', `${entries} entries, all authentic`);
  return no('keys', `${problems.length} problems`, 'Restore the folder from a backup. fedzk-keys verify says more.');
}

/** Looks whether the other aggregator is still there, where both were made in this folder. */
export function checkTogether({ self }: Identity, { data }: Config): readonly Check[] {
  const { folder } = layoutOf(data, otherRole(self.role));
  if (!self.together || existsSync(folder)) return [];
  return [no('folder', `${quoted(folder)} is missing, which was made with this one`, RESTORE)];
}

/**
 * Looks at the other aggregator, compares the clocks, and the rounds where these are given.
 *
 * @param own says how the own rounds stand, and those of the other that are not over
 */
export async function checkPeer(
  peer: Peer,
  config: Config,
  own?: (others?: Served) => Promise<Served>,
): Promise<readonly Check[]> {
  if (peer.card === undefined) {
    const remedy = 'Exchange cards: fedzk peer card, then fedzk peer add with the card of the other.';
    return [
      no('peer', 'the other aggregator is not known yet', remedy),
      unknown('clock', 'there is nobody to compare with'),
    ];
  }
  const earlier = await own?.();
  const before = Date.now();
  const said = await ask(peer);
  if (said instanceof Error)
    return [silent(said, peer.card, config), unknown('clock', 'there is nobody to compare with')];
  const skew = Date.parse(said.now) - (before + Date.now()) / 2;
  const both = [peerCheck(said, config), clockCheck(skew)];
  if (own === undefined || earlier === undefined) return both;
  return [...both, roundsCheck(config.role, earlier, said.served, await own(said.served))];
}

/** One that doesn't answer. Where both are in this folder, and neither runs, there is nothing wrong with that. */
function silent({ message }: Error, { role, peer }: Card, { data, role: own }: Config): Check {
  if (!existsSync(layoutOf(data, role).keys)) {
    return no('peer', message, `Ask its operator whether it runs, and whether ${peer} can be reached from here.`);
  }
  const isAnyRunning = [role, own].some((each) => holderOf(data, each) !== undefined);
  if (!isAnyRunning) return unknown('peer', `the ${role} is in this folder too, and does not run`);
  return no('peer', message, `The ${role} is in this folder too: start it, or look at what its own part says.`);
}

function peerCheck({ role, mode, isLogging }: Said, config: Config): Check {
  if (role !== config.role && mode === config.mode && !isLogging)
    return no('peer', `the ${role} answers, and its log takes no entries`, 'Its operator runs fedzk doctor there.');
  if (role !== config.role && mode === config.mode) return ok('peer', `the ${role} answers`);
  return no('peer', `it is the ${role}, for ${mode}`, 'Exchange cards with the right aggregator.');
}

/** Says whether clocks that differ by so many milliseconds are near enough. */
export function clockCheck(skew: number): Check {
  const seconds = Math.round(Math.abs(skew) / 1000);
  const says = `${seconds} s from that of the other aggregator`;
  if (Math.abs(skew) <= MOST_SKEW_MS) return ok('clock', says);
  return no('clock', says, 'Set the clocks by NTP, here and there.');
}

interface Said {
  readonly now: string;
  readonly role: string;
  readonly mode: string;
  readonly isLogging: boolean;
  readonly served: Served | undefined;
}

async function ask(peer: Peer): Promise<Said | Error> {
  const signal = AbortSignal.timeout(PEER_MS);
  try {
    const response = await peer.send(new Request('https://peer/v1/peer', { signal }));
    if (response.status !== 200) return new Error(`it answers with status ${response.status}`);
    const bytes = await readBody(response, MOST_PEER_BYTES);
    if (bytes === 'too-large') return new Error(`its answer has more than ${MOST_PEER_BYTES} bytes`);
    if (bytes === 'cut') return new Error(signal.aborted ? TOO_LATE : 'its answer ended too early');
    const said: Partial<Said & { readonly checkpoint: string }> = JSON.parse(new TextDecoder().decode(bytes));
    return {
      ...{ now: String(said.now), role: String(said.role), mode: String(said.mode) },
      isLogging: said.checkpoint !== undefined,
      served: servedOf(said),
    };
  } catch (error) {
    if (signal.aborted) return new Error(TOO_LATE);
    if (error instanceof SyntaxError) return new Error('its answer is no JSON');
    if (error instanceof FedzkError && error.code === 'pin-mismatch')
      return new Error('another key than that of its card answers');
    return new Error(`no answer: ${(error as NodeJS.ErrnoException).code ?? 'the connection failed'}`);
  }
}
