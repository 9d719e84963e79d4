// What a control log says of incidents.

import type { Area } from '../fold/area.js';

// biome-ignore lint/complexity/noBannedTypes: filled by the next commit
export type IncidentState = {};

export const incidents: Area<IncidentState> = { empty: () => ({}), steps: {} };
