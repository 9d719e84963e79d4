// fedzk doctor: looks at an aggregator from outside, and from inside if it can.

import { existsSync } from 'node:fs';
import { FedzkError } from '@fedzk/core';
import { type Config, type Role, readConfig } from '../../config.js';
import { Peer } from '../../control/peer.js';
import { type Check, no, ok, unknown, wrong } from '../../doctor/check.js';
import { checkDisk, checkFolder, checkModes, checkNode, checkPorts } from '../../doctor/machine.js';
import { checkPeople } from '../../doctor/people.js';
import { checkStores } from '../../doctor/stopped.js';
import { checkCertificates, checkKeys, checkPeer, checkTogether } from '../../doctor/stores.js';
import type { Listening } from '../../doctor/system.js';
import { isEmpty } from '../../start/first-start.js';
import { holderOf, isStopped } from '../../stores/holder.js';
import { hasNoCertificates, Identity } from '../../stores/identity.js';
import { layoutOf } from '../../stores/layout.js';
import type { Commands, Given, Outcome } from '../command.js';
import { isRefusal, Operator } from '../operator.js';

export const doctorCommands: Commands = {
  doctor: { options: ['role'], keeps: true, says: 'Looks for what is wrong, and says what to do.', run: doctor },
};

async function doctor({ data, values }: Given): Promise<Outcome> {
  const own = (['leader', 'helper'] as const).filter((role) => existsSync(layoutOf(data, role).keys));
  const roles = values.role === undefined ? own : own.filter((role) => role === values.role);
  const common = [checkNode(), checkFolder(data, !isEmpty(data) && roles.length > 0)];
  const found: Record<string, readonly Check[]> = { machine: common };
  for (const role of roles) found[role] = await examine(data, role);
  const all = Object.values(found).flat();
  const bad = all.filter(({ state }) => state === 'no').length;
  const open = all.filter(({ state }) => state === 'unknown').length;
  const none =
    open === 0 ? 'Nothing is wrong.' : `Nothing that was looked at is wrong. See what is marked ${MARKS.unknown}.`;
  const end = bad === 0 ? none : `${bad} of ${all.length} are wrong.`;
  return {
    lines: [...Object.entries(found).flatMap(([name, checks]) => [name, ...checks.flatMap(drawn)]), end],
    json: { checks: found },
    ok: bad === 0,
  };
}

const MARKS = { ok: '[ok]', no: '[no]', unknown: '[--]' } as const;
const NAME_WIDTH = 13;

function drawn({ name, state, says, remedy }: Check): string[] {
  const line = `  ${MARKS[state]} ${name.padEnd(NAME_WIDTH)}${says}`;
  return remedy === undefined ? [line] : [line, `       ${' '.repeat(NAME_WIDTH)}-> ${remedy}`];
}

async function examine(data: string, role: Role): Promise<readonly Check[]> {
  const found = await inside(data, role);
  const read = configOf(data, role);
  if (read instanceof FedzkError) return [no('config', read.message, 'Mend fedzk.json.')];
  const isRunning = found !== undefined;
  const ports = await checkPorts({ ...read, ...found?.listening }, isRunning);
  const outside = [checkModes(read), await checkDisk(data), ports];
  if (isRunning) return [...outside, found.running, ...found.checks];
  return [...outside, unknown('running', 'it does not run'), ...(await opened(read))];
}

/** What one that runs says of itself. */
interface Inside {
  readonly running: Check;
  readonly checks: readonly Check[];
  /** Where it listens, which the environment of its start may have said. */
  readonly listening?: Listening | undefined;
}

/** Longer than it waits for the other aggregator. */
const PATIENCE_SECONDS = 15;

/** Asks one that runs; `undefined` if it doesn't run. */
async function inside(data: string, role: Role): Promise<Inside | undefined> {
  const answers = ok('running', 'it answers at its socket');
  try {
    const said = await new Operator(data, role).ask<Omit<Inside, 'running'>>(
      'GET',
      '/doctor',
      undefined,
      PATIENCE_SECONDS,
    );
    return { ...said, running: answers };
  } catch (error) {
    if (isRefusal(error)) {
      const inside = {
        ...unknown('inside', 'it tells what it has inside to people who are signed in'),
        remedy: 'Run fedzk login, then fedzk doctor again.',
      };
      return { running: answers, checks: [inside] };
    }
    const pid = holderOf(data, role);
    if (pid === undefined || !(error instanceof FedzkError)) return undefined;
    if (isStopped(pid)) {
      const says = `The ${role} doesn't answer: process ${pid} is stopped.`;
      return { running: no('running', says, `Let it go on: kill -CONT ${pid}.`), checks: [] };
    }
    // Its stores are open, and nobody else may open them.
    const remedy = `Look at process ${pid}: one that starts or ends is done in a moment. End it (kill ${pid}) if it stays so.`;
    return { running: no('running', error.message, remedy), checks: [] };
  }
}

/** The configuration; the mode is what the file of a production system can't lack. */
function configOf(data: string, role: Role): Config | FedzkError {
  const mode = existsSync(layoutOf(data, role).request) ? 'production' : 'development';
  try {
    return readConfig({ role, mode, data });
  } catch (error) {
    if (error instanceof FedzkError) return error;
    throw error;
  }
}

/** Opens the stores of one that doesn't run. */
async function opened(config: Config): Promise<readonly Check[]> {
  let identity: Identity;
  try {
    identity = await Identity.open(layoutOf(config.data, config.role), config);
  } catch (error) {
    if (hasNoCertificates(error)) {
      const remedy = `Have your CA answer ${error.request}: fedzk ca issue there, then fedzk ca install here.`;
      return [no('certificates', 'the CA has not issued them yet', remedy)];
    }
    return [wrong('keys', error, 'Without its key store nothing else can be looked at.')];
  }
  const peer = await Peer.open(identity);
  try {
    return [
      checkCertificates(identity, config),
      await checkKeys(identity),
      ...(await checkPeople(identity, config)),
      ...(await checkStores(config, identity, peer)),
      ...checkTogether(identity, config),
      ...(await checkPeer(peer, config)),
    ];
  } finally {
    peer.close();
    await identity.close();
  }
}
