// What a control log says of controls and risks.

import type { Area } from '../fold/area.js';

// biome-ignore lint/complexity/noBannedTypes: filled by the next commit
export type SoxState = {};

export const sox: Area<SoxState> = { empty: () => ({}), steps: {} };
