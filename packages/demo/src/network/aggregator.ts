/**
 * One aggregator, as an organisation runs it: a process with a database, an audit log, keys and a port. It ends when its
 * standard input does, and goes on where it was when it is started again, whatever ended it.
 */
import { join } from 'node:path';
import { createAggregator, FedzkError } from '@fedzk/agg';
import { helperService, leaderService, type Principal } from '@fedzk/agg/http';
import { serve } from '@fedzk/agg/node';
import { sqliteStorage } from '@fedzk/agg/sqlite';
import { AuditLog } from '@fedzk/audit';
import { directoryStorage } from '@fedzk/audit/node';
import { createVerifier } from '@fedzk/verify';
import { optionsFor } from '../manifest.js';
import { auditSigner, credentialOf, logFolder, type Role, readPublished, readSecrets } from './folder.js';

/** The line that says that it listens. */
export const READY = 'ready';
/** Milliseconds between ticks. In earnest ten seconds are often enough. */
const TICK = 250;

/** Says what fails, but for a helper that gives no answer: the demo kills it on purpose. */
function onError(error: unknown): void {
  if (!(error instanceof FedzkError && error.code === 'unavailable')) console.error(error);
}

/** Runs the aggregator of a role until standard input ends. */
export async function runAggregator(role: Role, folder: string): Promise<void> {
  const { task, signatures, verificationKey, manifest } = readPublished(folder);
  const secrets = readSecrets(folder, role);
  const signer = await auditSigner(role, secrets.audit);
  const log = await AuditLog.open(directoryStorage(logFolder(folder, role)), { origin: signer.name, signer });
  const storage = sqliteStorage(join(folder, role, 'aggregator.db'));
  const verifier = createVerifier(verificationKey, { format: 'fedzk', curve: task.curve, ...optionsFor(manifest) });

  const signingKey = secrets.signing;
  const parts = { privateKey: secrets.sealing, signingKey, verifier, storage, audit: log, history: log };
  const authenticate = byCredential(credentialOf(secrets.operator));
  const lead = () => {
    const aggregator = createAggregator(task, { role: 'leader', ...parts });
    const service = leaderService([{ aggregator, signingKey, signatures }], { helper: fetch, authenticate, onError });
    return { aggregator, service };
  };
  const help = () => {
    const aggregator = createAggregator(task, { role: 'helper', ...parts });
    return { aggregator, service: helperService([{ aggregator, signingKey, signatures }], { authenticate }) };
  };
  const { aggregator, service } = role === 'leader' ? lead() : help();

  const { hostname, port } = new URL(task.file[role].url);
  const serving = await serve(service, { host: hostname, port: Number(port), every: TICK });
  // Ctrl-C reaches the processes of a terminal at once; the demo's own ends this one.
  process.on('SIGINT', () => {});
  console.log(READY);
  await endOf(process.stdin);

  await serving.close();
  await aggregator.close();
  await storage.close();
  await log.close();
  verifier.dispose();
}

/** Takes whoever shows the credential for the operator. */
function byCredential(expected: string): (request: Request) => Principal {
  return ({ headers }) => ({ operator: headers.get('authorization') === expected });
}

function endOf(input: NodeJS.ReadStream): Promise<void> {
  return new Promise((resolve) => {
    input.once('close', resolve).once('end', resolve).resume();
  });
}
