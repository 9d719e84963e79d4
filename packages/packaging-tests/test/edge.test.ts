// The runtime of Next's middleware and edge routes.
import { expect, inject, it } from 'vitest';
import { startEdge } from '../src/edge.js';
import { input } from '../src/input.js';
import { expectedOfRound, expectedOfSlim } from './expected.js';

it.each([
  ['edge.js', expectedOfRound('portable')],
  ['slim-worker.js', expectedOfSlim('portable')],
])('%s', async (program, results) => {
  const { status, text } = await (await startEdge(inject('installed'), program)).post(JSON.stringify(input));
  expect({ status, results: JSON.parse(text) }).toEqual({ status: 200, results });
});
