/** @typedef {import('./results.js').Notebook} Notebook @typedef {import('./body.js').Packages} Packages */

/** Runs one round: two clients, both aggregators, and reports that were changed on the way. @param {Notebook} notebook @param {Packages} packages */
export async function aggregation({ say, sayCode }, { agg, verify }) {
  // Imported here, since it imports @fedzk/verify, which a program of the slim entry must not do.
  const { prover, verificationKey } = await import('./prover.js');
  const keys = { leader: agg.createSealingKey(), helper: agg.createSealingKey() };
  const clients = ['client_001', 'client_002'].map((id) => ({ id, ...agg.createSigningKey() }));
  const task = agg.createTask({
    id: 'digits',
    level: 'standard',
    n: 3,
    bits: 8,
    headroom: 10,
    maxNormSq: 40_000n,
    minBatch: 2,
    aggregatorKeys: { leader: keys.leader.publicKey, helper: keys.helper.publicKey },
    clients: clients.map(({ id, publicKey }) => ({ id, publicKey })),
  });
  sayCode('a batch of one', () => agg.createTask({ ...task, minBatch: 1 }));

  const verifier = verify.createVerifier(verificationKey);
  const common = { verifier, storage: agg.memoryStorage() };
  /** @type {unknown[]} */
  const told = [];
  const leader = agg.createAggregator(task, {
    role: 'leader',
    privateKey: keys.leader.privateKey,
    audit: agg.listener(({ operation, result }) => told.push(`${operation}: ${result}`)),
    ...common,
  });
  const helper = agg.createAggregator(task, { role: 'helper', privateKey: keys.helper.privateKey, ...common });
  await leader.openRound(1);
  await helper.openRound(1);

  for (const { id, privateKey } of clients) {
    const report = await agg
      .createClient(task, { prover, signingKey: privateKey })
      .report(id, 1, Int8Array.of(1, -2, 127));
    const changed = report.map((byte, i) => (i === report.length - 1 ? byte ^ 1 : byte));
    say(`${id}, changed`, (await leader.submit(changed)).verdict);
    const { prepare } = /** @type {{ prepare: Uint8Array }} */ (await leader.submit(report));
    say(id, await leader.conclude(prepare, await helper.prepare(prepare)));
  }
  say('refused before a signature', [...leader.refused()]);

  const { request } = /** @type {{ request: Uint8Array }} */ (await leader.collect(1));
  const { share } = /** @type {{ share: Uint8Array }} */ (await helper.collect(request));
  const sum = await leader.combine(1, share);
  say('sum', 'sums' in sum ? [sum.count, [...sum.sums]] : sum);
  say('told', told);
  await Promise.all([leader.close(), helper.close()]);
  verifier.dispose();
}
