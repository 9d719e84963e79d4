// Notes the results of @fedzk/audit in a runtime. The expected results are in test/expected-audit.ts.
import { AuditLog, createSigner, exportAs, FedzkError, memoryStorage } from '@fedzk/audit';
import { explainEntry, verifyEntry, verifyLog } from '@fedzk/audit/verify';

const KEY = new Uint8Array(32).fill(7);
const TIME = Date.UTC(2026, 0, 31, 12);
const ENTRIES = 600;

/**
 * Writes a log, proves an entry, opens the log again and verifies it.
 * @param {import('@fedzk/audit').LogStorage} storage
 */
export async function auditBody(storage = memoryStorage()) {
  const signer = await createSigner('example.com/log', KEY);
  const { name: origin, verifierKey } = signer;
  const first = await AuditLog.open(storage, { origin, signer, now: () => TIME });
  await Promise.all(Array.from({ length: ENTRIES }, (_, i) => first.append(event(i))));
  const since = await first.checkpoint();
  await first.close();

  const log = await AuditLog.open(storage, { origin, signer, now: () => TIME });
  const { index, time } = await log.logVerification({ user_id: 'leader', proof_id: 'p1', success: false });
  const [proof, entry] = [await log.prove(index), await log.read(index)];
  const refusal = await log
    .append({ ...event(0), user_id: '' })
    .catch((error) => error instanceof FedzkError && error.code);
  const lines = [];
  for await (const line of exportAs('seed', log.entries({ from: index }))) lines.push(line);
  await log.close();

  const valid = verifyEntry(entry, proof, { verifierKey });
  entry.fill(0, 10, 11);
  const changed = explainEntry(entry, proof, { verifierKey });
  const { ok, size, checked, problems } = await verifyLog(storage, { verifierKey, since });
  return {
    verifierKey,
    index,
    time,
    refusal,
    line: lines.join('\n').split('|').slice(0, 6),
    valid,
    changed,
    ok,
    size,
    checked,
    problems,
  };
}

/** @param {number} i */
function event(i) {
  return /** @type {const} */ ({ user_id: `client_${i}`, operation: 'test', resource: 'system', result: 'success' });
}
