// What the audit logs of both aggregators tell of rounds, compared with what their clients were told.

import { type AuditEntry, AuditLog, createSigner, verifyLog } from '@fedzk/audit';
import { directoryStorage } from '@fedzk/audit/node';
import { canonicalJson } from '@fedzk/core';
import { expect } from 'vitest';
import type { Role } from './config.js';
import type { RoundFacts } from './rounds.js';

/** An event, told once or several times under one id. */
interface Told {
  readonly user: string;
  readonly operation: string;
  readonly result: string;
  readonly round: string;
  readonly report: string;
  readonly code: string;
  /** All that it says. */
  readonly body: string;
}

/** Verifies a log, and reads its events by their ids, in the order in which they were first told. */
export async function readLog(folder: string, role: Role, seed: Uint8Array<ArrayBuffer>): Promise<readonly Told[]> {
  const signer = await createSigner(`example.com/${role}`, seed);
  const storage = directoryStorage(folder);
  const { ok, problems } = await verifyLog(storage, { verifierKey: signer.verifierKey });
  expect({ ok, problems }).toEqual({ ok: true, problems: [] });
  const log = await AuditLog.open(storage, { origin: signer.name, signer });
  const told = new Map<string, Told>();
  for await (const { entry } of log.entries()) {
    const event = toldOf(entry);
    expect((told.get(entry.id) ?? event).body).toBe(event.body);
    if (!told.has(entry.id)) told.set(entry.id, event);
  }
  await log.close();
  const events = [...told.values()];
  const bodies = events.map(({ body }) => body);
  expect(bodies.filter((body, i) => bodies.indexOf(body) !== i)).toEqual([]);
  return events;
}

function toldOf({ user_id: user, operation, result, details = {} }: AuditEntry): Told {
  const { round = '', report_id = '', code = '' } = details as Readonly<Record<string, string>>;
  return {
    user,
    operation,
    result,
    round,
    report: report_id,
    code,
    body: canonicalJson({ user, operation, result, details }),
  };
}

/**
 * Expects of both logs that they tell of these rounds, of each event once, and of nothing else. A refusal holds no place, so a
 * job that comes once more after the helper's close is refused for that, too.
 */
export function expectTold(logs: Readonly<Record<Role, readonly Told[]>>, rounds: readonly RoundFacts[]): void {
  for (const role of ['leader', 'helper'] as const) {
    const lines = logs[role].map(lineOf);
    const late = new Set(
      rounds.map(({ round, refused }) => `${round} verify_report failure liar ${refused} round-closed`),
    );
    expect(lines.filter((line) => !late.has(line)).sort()).toEqual(
      rounds.flatMap((facts) => expected(role, facts)).sort(),
    );
    // Each report is pending before it is accepted, and the set is fixed before its sum is made.
    for (const { round, accepted } of rounds) {
      const at = (line: string) => lines.indexOf(line);
      for (const [client, report] of accepted) {
        const [before, after] = ['logged', 'success'].map(
          (result) => `${round} verify_report ${result} ${client} ${report}`,
        );
        if (role === 'leader') expect(at(before ?? '')).toBeLessThan(at(after ?? ''));
      }
      expect(at(`${round} fix_set logged ${role}`)).toBeLessThan(at(`${round} collect_round success ${role}`));
    }
  }
  const sets = (role: Role) =>
    logs[role]
      .filter(({ operation }) => operation === 'fix_set')
      .map(setOf)
      .sort();
  expect(sets('leader')).toEqual(sets('helper'));
}

function expected(role: Role, { round, accepted, refused, second }: RoundFacts): string[] {
  const [[first = ''] = []] = accepted;
  const steps = [
    'open_round success',
    'close_round success',
    'fix_set logged',
    'collect_round success',
    'combine_round success',
  ];
  const reports = [...accepted].flatMap(([client, report]) => {
    const rest = `${client} ${report}`;
    const before = role === 'leader' ? 'verify_report logged' : 'announce_report success';
    return [`${round} ${before} ${rest}`, `${round} verify_report success ${rest}`];
  });
  const lie = `liar ${refused}`;
  const own =
    role === 'leader'
      ? [`${round} verify_report logged ${lie}`, `${round} verify_report failure ${lie} helper-refused`]
      : [`${round} announce_report success ${lie}`, `${round} verify_report failure ${lie} tag-mismatch`];
  const again = `${round} verify_report failure ${first} ${second} duplicate`;
  return [...steps.map((step) => `${round} ${step} ${role}`), ...reports, ...own, again];
}

function lineOf({ round, operation, result, user, report, code }: Told): string {
  return [round, operation, result, user, report, code].filter((word) => word !== '').join(' ');
}

function setOf({ body }: Told): string {
  const { details } = JSON.parse(body);
  return `${details.round} ${details.set} ${details.count}`;
}
