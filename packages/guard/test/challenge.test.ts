import { type Challenge, createChallenges } from '@fedzk/guard';
import { createChallenge, solveChallenge, verifySolution } from 'altcha-lib/v1';
import { describe, expect, it } from 'vitest';

// Hexadecimal digits as text, since altcha-lib takes a text for its key.
const SECRET = '00112233445566778899aabbccddeeff';
const secret = new TextEncoder().encode(SECRET);
const challenges = createChallenges({ secret, difficulty: 1000 });

const answerOf = (fields: object): string => btoa(JSON.stringify(fields));

/** Solves a challenge as ALTCHA's library does. */
async function solved({ algorithm, challenge, salt, signature, maxnumber }: Challenge) {
  const solution = await solveChallenge(challenge, salt, algorithm, maxnumber).promise;
  return { algorithm, challenge, number: solution?.number ?? -1, salt, signature };
}

it('is solved and verified by altcha-lib', async () => {
  const answer = answerOf(await solved(await challenges.issue('192.0.2.1')));
  expect(await verifySolution(answer, SECRET)).toBe(true);
  expect(await challenges.verify('192.0.2.1', answer)).toBe(true);
});

describe('refuses', async () => {
  const right = await solved(await challenges.issue('a'));
  const expires = Number(/expires=(\d+)/.exec(right.salt)?.[1]);

  it.each<[string, unknown]>([
    ['no text', undefined],
    ['an object', right],
    ['no base64', '%%%'],
    ['no JSON', btoa('{')],
    ['null', btoa('null')],
    ['an array', btoa('[]')],
    ['a long text', btoa(JSON.stringify({ ...right, more: 'x'.repeat(2000) }))],
    ['another number', answerOf({ ...right, number: right.number + 1 })],
    ['a number in a text', answerOf({ ...right, number: `${right.number}` })],
    ['a negative number', answerOf({ ...right, number: -1 })],
    ['another algorithm', answerOf({ ...right, algorithm: 'SHA-1' })],
    ['no algorithm', answerOf({ ...right, algorithm: undefined })],
    [
      'another signature',
      answerOf({ ...right, signature: right.signature.replace(/.$/, (last) => (last === '0' ? '1' : '0')) }),
    ],
    ['a later end', answerOf({ ...right, salt: right.salt.replace(`${expires}`, `${expires + 1000}`) })],
    ['no end', answerOf({ ...right, salt: right.salt.replace(/expires=\d+&/, '') })],
    [
      'a digit of the number in the salt',
      answerOf({
        ...right,
        salt: right.salt + `${right.number}`.slice(0, 1),
        number: Number(`${right.number}`.slice(1)),
      }),
    ],
  ])('%s', async (_, answer) => {
    expect(await challenges.verify('a', answer)).toBe(false);
  });

  it('one that somebody else was to solve', async () => {
    expect(await challenges.verify('b', answerOf(right))).toBe(false);
  });

  it('one that was solved for another secret', async () => {
    const others = createChallenges({ secret: secret.slice().fill(7), difficulty: 1000 });
    expect(await challenges.verify('a', answerOf(await solved(await others.issue('a'))))).toBe(false);
  });

  it("altcha-lib's own, which is for nobody", async () => {
    const own = await createChallenge({ hmacKey: SECRET, maxnumber: 1000, expires: new Date(Date.now() + 60_000) });
    const { number = -1 } = (await solveChallenge(own.challenge, own.salt, own.algorithm, 1000).promise) ?? {};
    const answer = answerOf({ ...own, number });
    expect(await verifySolution(answer, SECRET)).toBe(true);
    expect(await challenges.verify('a', answer)).toBe(false);
  });

  it('all but one of those who send the same at once', async () => {
    const answer = answerOf(await solved(await challenges.issue('c')));
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => challenges.verify('c', answer)));
    expect(verdicts.filter(Boolean).length).toBe(1);
  });

  it('one that has expired', async () => {
    let time = 1_700_000_000_000;
    const timed = createChallenges({ secret, difficulty: 1000, expiresSeconds: 10, now: () => time });
    const answers = await Promise.all([1, 2].map(async () => answerOf(await solved(await timed.issue('a')))));
    time += 9999;
    expect(await timed.verify('a', answers[0])).toBe(true);
    time += 1;
    expect(await timed.verify('a', answers[1])).toBe(false);
  });
});

it('tells nobody for whom it is', async () => {
  expect(JSON.stringify(await challenges.issue('patient@example.org'))).not.toContain('patient');
});

it.each<[string, unknown]>([
  ['a short secret', { secret: new Uint8Array(31) }],
  ['a text for a secret', { secret: SECRET }],
  ['an easy challenge', { secret, difficulty: 999 }],
  ['one that nobody solves', { secret, difficulty: 1e9 }],
  ['no time', { secret, expiresSeconds: 0 }],
])('%s is refused', (_, options) => {
  expect(() => createChallenges(options as never)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
});

it.each([undefined, '', 1, 'x'.repeat(257)])('has no challenge for %j', async (key) => {
  await expect(challenges.issue(key as never)).rejects.toMatchObject({ code: 'invalid-argument' });
  await expect(challenges.verify(key as never, '')).rejects.toMatchObject({ code: 'invalid-argument' });
});
