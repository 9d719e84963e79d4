// What the packaging tests do with the package in every runtime, and what it has to see.

/** @param {typeof import('@fedzk/comply')} entry */
export const exercise = async ({ emptyState, fold, toOscal }) => {
  const entry = {
    v: /** @type {const} */ (1),
    id: '018f0000-0000-7000-8000-000000000000',
    time: '2026-01-31T12:00:00.000Z',
    user_id: 's:aaaaaaaaaaaaaaaaaaaaaa',
    operation: 'gdpr_consent_recorded',
    resource: 'consent:federated_learning',
    result: /** @type {const} */ ('success'),
    details: { consent_type: 'federated_learning', purposes: ['model_training'] },
  };
  const control = {
    ...entry,
    operation: 'sox.control',
    details: { compliance_framework: 'SOX', control_id: 'ITGC-01', description: 'Backups are restored', active: true },
  };
  const state = fold(emptyState(), [
    { index: 0, entry },
    { index: 1, entry: control },
  ]);
  const { planOfAction } = await toOscal(state, { now: 1_800_000_000_000 });
  return [
    state.size,
    state.gdpr.consents.get(entry.user_id)?.get('federated_learning')?.since,
    JSON.stringify(planOfAction).includes('Control ITGC-01 is not-assessed'),
  ];
};

export const expected = [2, '2026-01-31T12:00:00.000Z', true];
