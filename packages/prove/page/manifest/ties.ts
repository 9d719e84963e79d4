/** What ties what to what in a manifest: a chain, of which each link is drawn with whether it holds. */
import { counted } from '@fedzk/core';
import type { ManifestJson, ManifestProblem, ManifestReport } from '@fedzk/verify/ceremony';

/** Whether a tie holds. The checks end with the first that fail, so others may not have been made. */
export type State = 'holds' | 'fails' | 'unchecked';

/** What is tied, and what ties it to the next. */
export interface Link {
  readonly title: string;
  readonly text: string;
  /** None after the last. */
  readonly ties: readonly Tie[];
}

export interface Tie {
  readonly state: State;
  readonly text: string;
}

interface Shown {
  readonly json: ManifestJson;
  readonly report: ManifestReport;
  /** The verification key's id. */
  readonly keyId: string;
  /** How many links of the chain are people's. */
  readonly people: number;
}

/** Draws the chain from the announcement to the verifiers. All texts may hold foreign characters. */
export function linksOf({ json: { announcement, verifiers }, report, keyId, people }: Shown): Link[] {
  const { beacon, circuit, csHash, ptau } = announcement;
  const tie = (text: string, ...problems: readonly ManifestProblem[]) => ({ text, state: stateOf(report, problems) });
  const isBlock = beacon.source === 'bitcoin';
  const event = isBlock ? `Bitcoin’s block ${beacon.height}` : `round ${beacon.round} of drand’s quicknet`;
  return [
    {
      title: 'Announcement',
      text: `${circuit.name}, level ${announcement.level}, powers of τ ${ptau.source}, until ${announcement.closes}, then ${event}`,
      ties: [
        tie('names the circuit, the level, and the circuit’s hash', 'wrong-circuit', 'wrong-curve', 'unknown-level'),
      ],
    },
    {
      title: 'Circuit hash',
      text: csHash,
      ties: [
        tie('begins the chain, and each contribution follows from those before it', ...CHAIN),
        tie('is signed with the announcement by each who counts, and these are enough', ...PEOPLE),
      ],
    },
    {
      title: counted(people, 'contribution'),
      text: `Different keys that you trust: ${report.people}`,
      ties: [
        tie('are followed by the beacon that was announced, and by nothing else', 'beacon-not-last', 'beacon-wrong'),
      ],
    },
    {
      title: 'Random beacon',
      text: isBlock
        ? `${event}. Its hash isn’t checked here: look it up.`
        : `${event}, whose signature is checked here`,
      ties: [tie('is the last before the key, whose δ is that of the chain', 'wrong-vkey', 'broken-chain')],
    },
    {
      title: 'Verification key',
      text: keyId,
      ties: [
        tie(
          'is signed by at least two verifiers whom you trust, and who didn’t contribute',
          'too-few-verifiers',
          'verifier-is-contributor',
        ),
      ],
    },
    {
      title: counted(verifiers.length, 'verifier'),
      text: 'Each says that it has compared the whole key with the circuit and the powers of τ. Only that ties all of the key but its δ.',
      ties: [],
    },
  ];
}

const CHAIN: readonly ManifestProblem[] = ['broken-chain', 'duplicate-contribution'];
const PEOPLE: readonly ManifestProblem[] = ['too-few', 'unsigned', 'unknown-signer', 'duplicate-key'];

function stateOf({ ok, development, problems }: ManifestReport, wrong: readonly ManifestProblem[]): State {
  if (problems.some((problem) => wrong.includes(problem))) return 'fails';
  return ok && !development ? 'holds' : 'unchecked';
}

/** What nothing ties. */
export function looseEnds({ people }: ManifestReport): string {
  return `Nothing shows that a key is a person, or that a secret was forgotten. You trust your list of keys, one of ${counted(people, 'person', 'people')} who count, one of those who made the powers of τ, and one of two verifiers.`;
}
