import type { ReportCode } from '@fedzk/agg';

/** What each code means, in a sentence. */
const SENTENCES: Readonly<Record<ReportCode, string>> = {
  malformed: 'Not the bytes of a report of this task.',
  'wrong-task': 'Made for a task with other numbers or keys.',
  'unknown-client': 'Nobody the task knows.',
  'bad-signature': 'Not signed by the client that it names.',
  duplicate: 'This client has reported already; the first report counts.',
  'round-closed': 'Not for the round that is open.',
  'batch-full': 'The round has as many reports as its sum has room for.',
  undecryptable: 'Its share was sealed into another report.',
  'share-range': 'A number of its share is not below r.',
  'share-hash': 'Its share is not the one that the report fixes.',
  proof: 'Its proof does not show what the task asks for.',
  'tag-mismatch': 'Its shares do not add up to what was proved.',
  'too-many-wrong': 'Too many of this client were wrong in the round: it is not checked.',
  'helper-refused': 'The helper refuses it.',
};

/** The sentence of a reason such as "leader: proof equation". */
export function explain(reason: string): string {
  const [, code = ''] = reason.split(' ');
  return SENTENCES[code as ReportCode] ?? '';
}
