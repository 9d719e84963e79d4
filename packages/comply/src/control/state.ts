// What a control log says of the service itself.

import * as v from 'valibot';
import { type Area, step } from '../fold/area.js';

/** What is known of the service itself. */
export interface ControlState {
  /** Gaps in the log: entries that it could not take. */
  readonly gaps: { readonly index: number; readonly time: string; readonly refused: number }[];
}

export const control: Area<ControlState> = {
  empty: () => ({ gaps: [] }),
  steps: {
    'log.gap': step(v.object({ refused: v.number() }), ({ gaps }, { refused }, { index, entry: { time } }) => {
      gaps.push({ index, time, refused });
    }),
  },
};
