/** Whose signatures make a checkpoint believed: policies as C2SP tlog-policy has them, cosignatures as tlog-cosignature. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import '@fedzk/audit';
import { errorOf } from '@fedzk/testkit/errors';
import type { CheckpointProblem } from '../src/note/checkpoint.js';
import { checkCheckpoint } from '../src/note/checkpoint.js';
import { policyOf, readPolicy } from '../src/note/policy.js';
import { checkpointText, LOG_KEY, leafOf, NoteKey, TRUST } from './support/logs.js';

const TEXT = checkpointText(1, leafOf(new Uint8Array(0)));
const NOTE = `${TEXT}\n${LOG_KEY.sign(TEXT)}`;
const W: readonly NoteKey[] = Array.from({ length: 7 }, (_, i) => new NoteKey(`witness.example/w${i}`, 4));
const [w0, w1] = W as [NoteKey, NoteKey, ...NoteKey[]];
const LOG = `log ${LOG_KEY.verifierKey}\n`;
const witnessLine = (i: number): string => `witness w${i} ${W[i]?.verifierKey}\n`;
const WITNESSES = W.map((_, i) => witnessLine(i)).join('');

/** With cosignatures of these witnesses. */
function cosigned(...witnesses: readonly number[]): string {
  return NOTE + witnesses.map((i) => W[i]?.cosign(TEXT)).join('');
}

/** The witnesses that counted, or what is wrong. */
function check(note: string, policy: string): readonly string[] | CheckpointProblem {
  const checked = checkCheckpoint(note, readPolicy(policy));
  return typeof checked === 'string' ? checked : checked.witnesses;
}

describe('a quorum', () => {
  it('none: the log alone, whose own signature is needed still', () => {
    expect(check(NOTE, `${LOG}quorum none\n`)).toEqual([]);
    expect(check(cosigned(0), `${LOG}quorum none\n`)).toEqual([]);
    expect(check(cosigned(0), `${LOG}${WITNESSES}quorum none\n`)).toEqual(['w0']);
    expect(check(`${TEXT}\n${w0.cosign(TEXT)}`, `${LOG}${WITNESSES}quorum none\n`)).toBe('signature');
    expect(check(`${TEXT}\n${w0.cosign(TEXT)}`, `${LOG}${WITNESSES}quorum w0\n`)).toBe('signature');
  });

  it('a witness', () => {
    const policy = `${LOG}${WITNESSES}quorum w1\n`;
    expect(check(NOTE, policy)).toBe('quorum');
    expect(check(cosigned(0, 2, 3), policy)).toBe('quorum');
    expect(check(cosigned(1), policy)).toEqual(['w1']);
    expect(check(cosigned(2, 1), policy)).toEqual(['w1', 'w2']);
  });

  const thresholds: readonly [string, number][] = [
    ['any', 1],
    ['1', 1],
    ['2', 2],
    ['3', 3],
    ['all', 3],
  ];
  it.each(thresholds)('a group of three, %s', (threshold, least) => {
    const policy = `${LOG}${WITNESSES}group g ${threshold} w0 w1 w2\nquorum g\n`;
    for (let set = 0; set < 8; set++) {
      const those = [0, 1, 2].filter((i) => set & (1 << i));
      const expected = those.length >= least ? those.map((i) => `w${i}`) : 'quorum';
      expect(check(cosigned(...those), policy), `${those}`).toEqual(expected);
    }
    expect(check(cosigned(3, 4, 5, 6), policy)).toBe('quorum');
  });

  it('groups of groups: the example of the specification', () => {
    const policy = `${LOG}
${WITNESSES}
group X-witnesses 2 w0 w1 w2
group Y-witnesses any w3 w4 w5
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`;
    for (let set = 0; set < 64; set++) {
      const those = [0, 1, 2, 3, 4, 5].filter((i) => set & (1 << i));
      const enough = those.filter((i) => i < 3).length >= 2 && those.some((i) => i >= 3);
      const seen = new Set(those.map((i) => `w${i}`));
      expect(readPolicy(policy).quorum(seen), `${those}`).toBe(enough);
    }
    expect(check(cosigned(0, 2, 4), policy)).toEqual(['w0', 'w2', 'w4']);
    expect(check(cosigned(0, 1, 2), policy)).toBe('quorum');
    expect(check(cosigned(0, 3, 4, 5), policy)).toBe('quorum');
  });

  it('a witness in a group beside a group', () => {
    const policy = `${LOG}${WITNESSES}group a all w0 w1\ngroup b any a w2\nquorum b\n`;
    expect(check(cosigned(2), policy)).toEqual(['w2']);
    expect(check(cosigned(0), policy)).toBe('quorum');
    expect(check(cosigned(0, 1), policy)).toEqual(['w0', 'w1']);
  });

  it('32 witnesses and 32 groups, as are recommended at least', () => {
    const keys = Array.from({ length: 32 }, (_, i) => new NoteKey(`many.example/${i}`, 4));
    const lines = keys.map((key, i) => `witness n${i} ${key.verifierKey}\n`).join('');
    const groups = keys.map((_, i) => `group g${i} any n${i}${i > 0 ? ` g${i - 1}` : ''}\n`).join('');
    const policy = readPolicy(`${LOG}${lines}${groups}quorum g31\n`);
    expect(policy.quorum(new Set(['n0']))).toBe(true);
    expect(policy.quorum(new Set())).toBe(false);
  });
});

describe('cosignatures', () => {
  const policy = `${LOG}${WITNESSES}quorum w0\n`;

  it('a wrong one of a known witness makes all wrong, whether it is needed or not', () => {
    const wrong: readonly string[] = [
      w1.cosign(`${TEXT}x\n`),
      w1.sign(TEXT),
      w1.line(new Uint8Array(72)),
      w1.line(new Uint8Array(64)),
      w1.line(new Uint8Array(1)),
    ];
    for (const line of wrong) {
      expect(check(cosigned(0) + line, policy)).toBe('signature');
      expect(check(NOTE + line, `${LOG}${WITNESSES}quorum none\n`)).toBe('signature');
    }
    expect(check(cosigned(0, 1), policy)).toEqual(['w0', 'w1']);
  });

  it('another time than the signed one is wrong', () => {
    const right = w0.cosign(TEXT, 1n);
    const bytes = Buffer.from(right.trimEnd().split(' ')[2] ?? '', 'base64');
    bytes[11] = 2;
    expect(check(NOTE + right, policy)).toEqual(['w0']);
    expect(check(NOTE + w0.line(bytes.subarray(4)), policy)).toBe('signature');
  });

  it('have times up to 2^63 − 1', () => {
    expect(check(NOTE + w0.cosign(TEXT, 2n ** 63n - 1n), policy)).toEqual(['w0']);
    expect(check(NOTE + w0.cosign(TEXT, 0n), policy)).toEqual(['w0']);
    expect(check(NOTE + w0.cosign(TEXT, 2n ** 63n), policy)).toBe('signature');
    expect(check(NOTE + w0.cosign(TEXT, 2n ** 64n - 1n), policy)).toBe('signature');
  });

  it('sign further lines too', () => {
    const text = `${TEXT}further\n`;
    const note = `${text}\n${LOG_KEY.sign(text)}`;
    expect(check(note + w0.cosign(text), policy)).toEqual(['w0']);
    expect(check(note + w0.cosign(TEXT), policy)).toBe('signature');
  });

  it('of unknown witnesses are ignored: by name, by id, and of other types', () => {
    const unknown = new NoteKey('witness.example/unknown', 4);
    const renamed = new NoteKey('witness.example/w9', 4, w1.name);
    const sameName = new NoteKey(w1.name, 4, 'another seed');
    const postQuantum = new NoteKey(w1.name, 6, w1.name);
    const lines = [unknown, renamed, sameName, postQuantum].map((key) => key.line(new Uint8Array(72))).join('');
    expect(check(cosigned(0) + lines, policy)).toEqual(['w0']);
    expect(check(NOTE + lines, policy)).toBe('quorum');
  });

  it('a signature of the log under the name of a witness counts for nothing', () => {
    const asLog = new NoteKey(w0.name, 1);
    expect(check(NOTE + asLog.sign(TEXT), policy)).toBe('quorum');
    const forged = ed25519.sign(new TextEncoder().encode(TEXT), w0.secret);
    expect(check(NOTE + w0.line(Buffer.concat([new Uint8Array(8), forged])), policy)).toBe('signature');
  });

  it('several of one witness count once; only the first has to be right, as in golang.org/x/mod/sumdb/note', () => {
    const two = `${LOG}${WITNESSES}group g 2 w0 w1\nquorum g\n`;
    expect(check(cosigned(0, 0), two)).toBe('quorum');
    expect(check(cosigned(0) + w0.cosign(TEXT, 5n), two)).toBe('quorum');
    expect(check(cosigned(0) + w0.cosign('x\n'), policy)).toEqual(['w0']);
    expect(check(NOTE + w0.cosign('x\n') + w0.cosign(TEXT), policy)).toBe('signature');
  });
});

describe('a policy', () => {
  it('has comments, empty lines, tabs and spaces, and URLs', () => {
    const policy = readPolicy(
      `# of us\n\n \t # quorum w1\n\tlog\t${LOG_KEY.verifierKey}  https://log.example/#a\n  witness w0 ${w0.verifierKey} https://w0.example/x#y \n` +
        `witness Wé\u2003漢 ${w1.verifierKey}\nquorum Wé\u2003漢`,
    );
    expect(policy.log.name).toBe(LOG_KEY.name);
    expect([...policy.urls]).toEqual([['w0', 'https://w0.example/x#y']]);
    expect([...policy.witnesses.keys()]).toEqual(['w0', 'Wé\u2003漢']);
    expect([policy.quorum(new Set(['w0'])), policy.quorum(new Set(['Wé\u2003漢']))]).toEqual([false, true]);
  });

  it('the key alone is one without witnesses', () => {
    expect(checkCheckpoint(cosigned(0), policyOf(TRUST))).toMatchObject({ size: 1, witnesses: [] });
  });

  const samePublicKey = new NoteKey('other.example/name', 4, w0.name);
  const [id, hash] = [LOG_KEY.verifierKey, 'x'];
  const refused: readonly [string, string, RegExp][] = [
    ['nothing', '', /"log" and a line "quorum"/],
    ['no log', `${witnessLine(0)}quorum w0\n`, /"log" and/],
    ['no quorum', LOG, /"quorum"/],
    ['two logs', `${LOG}${LOG}quorum none\n`, /line 2.*one log/],
    ['two quorums', `${LOG}quorum none\nquorum none\n`, /line 3.*one name/],
    ['a quorum of two names', `${LOG}${witnessLine(0)}quorum w0 w0\n`, /line 3/],
    ['a quorum without a name', `${LOG}quorum\n`, /line 2/],
    ['a quorum that comes later', `${LOG}quorum w0\n${witnessLine(0)}`, /line 2.*"w0"/],
    ['an unknown quorum', `${LOG}quorum toString\n`, /line 2.*"toString"/],
    ['another command', `${LOG}quorum none\nlogs x\n`, /line 3.*expected log, witness/],
    ['a command of Object', `${LOG}quorum none\nconstructor x\n`, /line 3.*expected log, witness/],
    ['a command in capitals', `${LOG}QUORUM none\n`, /line 2/],
    ['a log without a key', 'log\nquorum none\n', /line 1/],
    ['a log whose key is none', 'log x+y+z\nquorum none\n', /line 1.*verifier key/],
    ['a log with a key of another id', `log ${id.replace(/\+[0-9a-f]{8}\+/, '+00000000+')}\nquorum none\n`, /line 1/],
    ['a log with the key of a witness', `log ${w0.verifierKey}\nquorum none\n`, /line 1.*type 1/],
    ['a log with a key of type 6', `log ${new NoteKey('a', 6).verifierKey}\nquorum none\n`, /line 1.*type 6/],
    ['a log with two URLs', `log ${id} https://a https://b\nquorum none\n`, /line 1/],
    ['a log with another URL', `log ${id} ftp://a\nquorum none\n`, /line 1.*URL/],
    ['a witness without a key', `${LOG}witness w\nquorum none\n`, /line 2/],
    ['a witness without anything', `${LOG}witness\nquorum none\n`, /line 2/],
    ['a witness with the key of a log', `${LOG}witness w ${id}\nquorum none\n`, /line 2.*type 4/],
    ['a witness with another URL', `${LOG}${witnessLine(0).trim()} ${hash}\nquorum none\n`, /line 2.*URL/],
    ['a witness with two URLs', `${LOG}${witnessLine(0).trim()} https://a https://b\nquorum none\n`, /line 2/],
    ['a witness by the name none', `${LOG}witness none ${w0.verifierKey}\nquorum none\n`, /line 2.*taken/],
    [
      'two witnesses of one name',
      `${LOG}${witnessLine(0)}witness w0 ${w1.verifierKey}\nquorum none\n`,
      /line 3.*taken/,
    ],
    ['two witnesses of one key', `${LOG}${witnessLine(0)}witness w ${w0.verifierKey}\nquorum none\n`, /line 3.*key/],
    [
      'that under two names',
      `${LOG}${witnessLine(0)}witness w ${samePublicKey.verifierKey}\nquorum none\n`,
      /line 3.*key/,
    ],
    ['a group without members', `${LOG}group g any\nquorum g\n`, /line 2/],
    ['a group of all of nothing', `${LOG}group g all\nquorum g\n`, /line 2/],
    ['a group without a threshold', `${LOG}group g\nquorum g\n`, /line 2/],
    ['a group without a name', `${LOG}group\nquorum none\n`, /line 2/],
    ['a group by the name of a witness', `${LOG}${WITNESSES}group w0 any w1\nquorum w0\n`, /line 9.*taken/],
    ['a group by the name none', `${LOG}${WITNESSES}group none any w1\nquorum none\n`, /line 9.*taken/],
    ['a group of itself', `${LOG}group g any g\nquorum g\n`, /line 2.*"g"/],
    ['a group of what comes later', `${LOG}group g any w0\n${witnessLine(0)}quorum g\n`, /line 2.*"w0"/],
    ['a group of none', `${LOG}${WITNESSES}group g any none w0\nquorum g\n`, /line 9/],
    ['a member twice', `${LOG}${WITNESSES}group g 2 w0 w0\nquorum g\n`, /line 9.*in a group already/],
    [
      'a member of two groups',
      `${LOG}${WITNESSES}group g any w0\ngroup h any w0\nquorum h\n`,
      /line 10.*in a group already/,
    ],
    ...['0', '4', '-1', '+1', '01', '1.0', '1e0', '0x1', '', 'ALL', 'toString', 'constructor', '__proto__'].map(
      (threshold): [string, string, RegExp] => [
        `a group of three with ${threshold}`,
        `${LOG}${WITNESSES}group g ${threshold} w0 w1 w2\nquorum g\n`,
        /line 9/,
      ],
    ),
    ['CR LF', `${LOG}quorum none\r\n`, /line 2.*control/],
    ['a NUL in a comment', `${LOG}# \0\nquorum none\n`, /line 2.*control/],
    ['a DEL in a comment', `${LOG}# \u007f\nquorum none\n`, /line 2.*control/],
    ['a vertical tab', `${LOG}quorum\u000bnone\n`, /line 2.*control/],
  ];

  it.each(refused)('with %s is refused', (_, policy, why) => {
    const error = errorOf(() => readPolicy(policy));
    expect(error?.code).toBe('invalid-argument');
    expect(error?.message).toMatch(why);
  });

  it('that is no text is refused', () => {
    for (const policy of [undefined, null, 1, new Uint8Array(4), [], {}]) {
      expect(errorOf(() => policyOf({ policy } as unknown as { policy: string }))?.code).toBe('invalid-argument');
    }
  });
});
