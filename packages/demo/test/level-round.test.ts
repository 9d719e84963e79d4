// A round at the least level and, with SLOW=1, at the largest: both aggregators add up what is proved, and refuse a false share.
import { expect, it } from 'vitest';
import { keyOf } from '../src/all-keys.js';
import { runLevelRound } from '../src/level-round.js';
import { circuitOf, MODELS } from '../src/models.js';

const slow = process.env.SLOW === '1';

it.each(MODELS.filter(({ level }) => level === 'standard' || (slow && level === 'maximum')))(
  'at the level $level',
  async (model) => {
    const gradients = [1, -2, 3].map((factor) =>
      Float32Array.from({ length: model.parameters }, (_, i) => (factor * model.clip * Math.sin(i)) / 10),
    );
    const { curve, shape } = circuitOf(model.level);
    expect(await runLevelRound(model, gradients, keyOf)).toMatchObject({
      task: { curve, n: shape.n },
      accepted: 3,
      refused: ['helper: tag-mismatch'],
      right: true,
    });
  },
  600_000,
);
