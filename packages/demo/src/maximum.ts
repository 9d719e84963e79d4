/**
 * `npm run demo -- --maximum`: the demo with the circuit of each level, and a round over the largest. Exits with 1 when a check
 * fails.
 */
import { keyOf } from './all-keys.js';
import { runDemo } from './demo.js';
import { loadDigits, shareOf } from './digits.js';
import { runLevelRound } from './level-round.js';
import { MODELS } from './models.js';
import { initialWeights, perceptronGradient } from './perceptron.js';

const CLIENTS = 2;

if (!(await runDemo({ models: MODELS, keyOf }))) process.exitCode = 1;
for (const model of MODELS.filter(({ level }) => level === 'maximum')) {
  const digits = loadDigits();
  const gradients = Array.from({ length: CLIENTS }, (_, i) =>
    perceptronGradient(initialWeights(), shareOf(digits, i, CLIENTS)),
  );
  if (!(await runLevelRound(model, gradients, keyOf)).right) process.exitCode = 1;
}
