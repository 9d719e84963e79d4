// The matrix of risks: impact by likelihood, each of five steps.

/** How much harm a risk does, from least to most. */
export const IMPACTS = ['insignificant', 'minor', 'moderate', 'major', 'severe'] as const;
/** How likely a risk is, from least to most. */
export const LIKELIHOODS = ['rare', 'unlikely', 'possible', 'likely', 'almost-certain'] as const;

export type Impact = (typeof IMPACTS)[number];
export type Likelihood = (typeof LIKELIHOODS)[number];
export type RiskLevel = 'low' | 'medium' | 'high' | 'critical';

/** The lowest score of each level, from most to least. */
const FROM: readonly (readonly [RiskLevel, number])[] = [
  ['critical', 17],
  ['high', 10],
  ['medium', 5],
  ['low', 1],
];

/** Rates a risk: the product of its two steps, 1 to 25, and the level of that score. */
export function rated(impact: Impact, likelihood: Likelihood): { readonly score: number; readonly level: RiskLevel } {
  const score = (IMPACTS.indexOf(impact) + 1) * (LIKELIHOODS.indexOf(likelihood) + 1);
  const [level] = FROM.find(([, least]) => score >= least) ?? ['low' as const];
  return { score, level };
}
