/** What the page shows: nothing that turns other text around. */
import '@fedzk/audit';
import { AuditLog, createSigner, memoryStorage } from '@fedzk/audit';
import { expect, it } from 'vitest';
import { type Answer, answerTo } from '../page/answer.js';

const HIDDEN = /\p{Bidi_Control}/u;

function textOf({ title, text, facts }: Answer): string {
  return [title, text, ...facts.flat()].join('\n');
}

it('escapes controls of direction, in facts, reasons and errors', async () => {
  const signer = await createSigner('example.com/\u202eilc');
  const log = await AuditLog.open(memoryStorage(), { origin: signer.name, signer });
  const event = { user_id: 'al\u2066ice', operation: 'login', resource: '\u202egnp.exe', result: 'success' } as const;
  await log.append(event);
  const [entry, proof] = [await log.read(0), await log.prove(0)];
  await log.close();
  const yes = answerTo({ key: signer.verifierKey, entry, proof });
  expect(yes.verdict).toBe('yes');
  expect(textOf(yes)).toContain('login of \\u202egnp.exe: success');
  expect(textOf(yes)).toContain('al\\u2066ice');
  expect(textOf(yes)).toContain('\n1 entry when it was signed\n');
  const other = await createSigner('example.com/\u2067x');
  const no = answerTo({ key: other.verifierKey, entry, proof });
  expect(no.verdict).toBe('no');
  expect(textOf(no)).toContain('\\u202eilc');
  const unusable = answerTo({ key: 'log \u202ewrong', entry, proof });
  expect(unusable.verdict).toBe('unusable');
  for (const answer of [yes, no, unusable]) expect(textOf(answer)).not.toMatch(HIDDEN);
});
