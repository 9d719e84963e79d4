// fedzk doctor: looks at an aggregator from outside, and from inside if it can.

import { existsSync } from 'node:fs';
import { FedzkError } from '@fedzk/core';
import { type Config, type Role, readConfig } from '../../config.js';
import { Peer } from '../../control/peer.js';
import { type Check, no, ok, unknown } from '../../doctor/check.js';
import { checkDisk, checkFolder, checkModes, checkNode, checkPorts } from '../../doctor/machine.js';
import { checkCertificates, checkKeys, checkPeer } from '../../doctor/stores.js';
import { isEmpty } from '../../start/first-start.js';
import { Identity } from '../../stores/identity.js';
import { layoutOf } from '../../stores/layout.js';
import { openLog } from '../../stores/log.js';
import { requireSeen } from '../../stores/seen.js';
import type { Commands, Given, Outcome } from '../command.js';
import { Operator, Refusal } from '../operator.js';

export const doctorCommands: Commands = {
  doctor: { options: ['role'], says: 'Looks for what is wrong, and says what to do.', run: doctor },
};

async function doctor({ data, values }: Given): Promise<Outcome> {
  const own = (['leader', 'helper'] as const).filter((role) => existsSync(layoutOf(data, role).keys));
  const roles = values.role === undefined ? own : own.filter((role) => role === values.role);
  const common = [checkNode(), checkFolder(data, !isEmpty(data) && roles.length > 0)];
  const found: Record<string, readonly Check[]> = { machine: common };
  for (const role of roles) found[role] = await examine(data, role);
  const all = Object.values(found).flat();
  const wrong = all.filter(({ state }) => state === 'no').length;
  const end = wrong === 0 ? 'Nothing is wrong.' : `${wrong} of ${all.length} are wrong.`;
  return {
    lines: [...Object.entries(found).flatMap(([name, checks]) => [name, ...checks.flatMap(drawn)]), end],
    json: { checks: found },
    ok: wrong === 0,
  };
}

const MARKS = { ok: '[ok]', no: '[no]', unknown: '[--]' } as const;
const NAME_WIDTH = 13;

function drawn({ name, state, says, remedy }: Check): string[] {
  const line = `  ${MARKS[state]} ${name.padEnd(NAME_WIDTH)}${says}`;
  return remedy === undefined ? [line] : [line, `       ${' '.repeat(NAME_WIDTH)}-> ${remedy}`];
}

async function examine(data: string, role: Role): Promise<readonly Check[]> {
  const running = await inside(data, role);
  const read = configOf(data, role);
  if (read instanceof FedzkError) return [no('config', read.message, 'Mend fedzk.json.')];
  const outside = [checkModes(read), checkDisk(data), await checkPorts(read, running !== undefined)];
  if (running !== undefined) return [...outside, ok('running', 'it answers at its socket'), ...running];
  return [...outside, unknown('running', 'it does not run'), ...(await opened(read))];
}

/** What one that runs says of itself; `undefined` if it doesn't run. */
async function inside(data: string, role: Role): Promise<readonly Check[] | undefined> {
  try {
    return (await new Operator(data, role).ask<{ checks: readonly Check[] }>('GET', '/doctor')).checks;
  } catch (error) {
    if (!(error instanceof Refusal)) return undefined;
    return [unknown('inside', 'it tells this to admins alone: stop it, and run this again to see more')];
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
    const says = error instanceof Error ? error.message : 'it cannot be opened';
    return [no('keys', says, 'Without its key store nothing else can be looked at.')];
  }
  const peer = await Peer.open(identity);
  try {
    return [
      checkCertificates(identity, config),
      await checkKeys(identity),
      await logCheck(config, identity),
      ...(await checkPeer(peer, config)),
    ];
  } finally {
    peer.close();
    await identity.close();
  }
}

async function logCheck({ data, role }: Config, identity: Identity): Promise<Check> {
  try {
    const layout = layoutOf(data, role);
    await requireSeen(layout, identity);
    const log = await openLog(layout, identity);
    await log.close();
    return ok('log', identity.self.origin);
  } catch (error) {
    const says = error instanceof Error ? error.message : 'it cannot be opened';
    return no('log', says, 'fedzk-audit verify says more. Restore it from a backup if it is damaged.');
  }
}
