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
  readonly tie?: { readonly state: State; readonly text: string };
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
      tie: tie('names the circuit, the level and the circuit’s hash', 'wrong-circuit', 'wrong-curve', 'unknown-level'),
    },
    {
      title: 'Circuit hash',
      text: csHash,
      tie: tie(
        'begins the chain; each contribution follows from those before it',
        'broken-chain',
        'duplicate-contribution',
      ),
    },
    {
      title: counted(people, 'contribution'),
      text: `${report.people} of them signed by different keys that you trust. A signature is over the announcement, the place and the contribution.`,
      tie: tie(
        'enough are signed by people you trust',
        ...(['too-few', 'unsigned', 'unknown-signer', 'duplicate-key'] as const),
      ),
    },
    {
      title: 'Random beacon',
      text: isBlock
        ? `${event}. Its hash isn’t checked here: look it up.`
        : `${event}, whose signature is checked here`,
      tie: tie('was announced, came after all people, and is the last', 'beacon-not-last', 'beacon-wrong'),
    },
    {
      title: 'Verification key',
      text: keyId,
      tie: tie('its δ is that of the last contribution', 'wrong-vkey', 'broken-chain'),
    },
    {
      title: counted(verifiers.length, 'verifier'),
      text: 'Each says that it has compared the whole key with the circuit and the powers of τ. Only that ties all of the key but its δ.',
      tie: tie(
        'at least two sign it whom you trust, and who didn’t contribute',
        'too-few-verifiers',
        'verifier-is-contributor',
      ),
    },
  ];
}

function stateOf({ ok, development, problems }: ManifestReport, wrong: readonly ManifestProblem[]): State {
  if (problems.some((problem) => wrong.includes(problem))) return 'fails';
  return ok && !development ? 'holds' : 'unchecked';
}

/** What nothing ties. */
export function looseEnds({ people }: ManifestReport): string {
  return `Nothing shows that a key is a person, or that a secret was forgotten. You trust your list of keys, one of ${counted(people, 'person', 'people')} who count, one of those who made the powers of τ, and one of two verifiers.`;
}
