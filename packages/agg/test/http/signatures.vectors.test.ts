/** Signed messages: RFC 9421, B.1.4 and B.2.6, RFC 9530, B.1, and each part of a message changed. */
import { fromBase64url } from '@fedzk/core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  contentDigest,
  hasDigest,
  isSignedAnswer,
  isSignedRequest,
  type SignatureFields,
  signAnswer,
  signatureBase,
  signRequest,
} from '../../src/http/signatures.js';
import { utf8 } from '../../src/protocol/encoding.js';
import { createSigningKey, sign, signingPublicKey, verifySignature } from '../../src/protocol/keys.js';

const bytes = (text: string) => fromBase64url(text) ?? new Uint8Array();

describe('RFC 9421', () => {
  // B.1.4, test-key-ed25519.
  const privateKey = bytes('n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU');
  const publicKey = bytes('JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs');
  // B.2.6.
  const base = signatureBase(
    [
      ['"date"', 'Tue, 20 Apr 2021 02:07:55 GMT'],
      ['"@method"', 'POST'],
      ['"@path"', '/foo'],
      ['"@authority"', 'example.com'],
      ['"content-type"', 'application/json'],
      ['"content-length"', '18'],
    ],
    '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
  );
  const signature = 'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==';

  it('has this signature of this base, by this key', async () => {
    expect(signingPublicKey(privateKey)).toEqual(publicKey);
    const own = await sign(privateKey, base);
    expect(Buffer.from(own).toString('base64')).toBe(signature);
    expect(await verifySignature(publicKey, own, base)).toBe(true);
    expect(await verifySignature(publicKey, own, base.slice(1))).toBe(false);
  });
});

describe('RFC 9530', () => {
  it('has these digests', async () => {
    // B.1 has the line's end, RFC 9421's own example has not.
    expect(await contentDigest(utf8('{"hello": "world"}\n'))).toBe(
      'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:',
    );
    expect(await contentDigest(utf8('{"hello": "world"}'))).toBe(
      'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:',
    );
  });
});

const keys = { leader: createSigningKey(), helper: createSigningKey() };
const now = Date.parse('2027-01-04T00:00:00Z');
const leader = { role: 'leader', signingKey: keys.leader.privateKey, now } as const;
const helper = { role: 'helper', signingKey: keys.helper.privateKey, now } as const;
const byLeader = { role: 'leader', publicKey: keys.leader.publicKey, now } as const;
const byHelper = { role: 'helper', publicKey: keys.helper.publicKey, now } as const;
const request = { method: 'POST', target: 'https://helper.example/tasks/t/aggregation_jobs', body: utf8('job') };

let asked: SignatureFields;
let answered: SignatureFields;
const answer = { status: 200, body: utf8('answers'), request: '' };
beforeAll(async () => {
  asked = await signRequest(request, leader);
  answer.request = asked.signature;
  answered = await signAnswer(answer, helper);
});

const headers = (fields: object) => new Headers(Object.entries(fields) as [string, string][]);
const isAsked = async (change = {}, fields = {}, expected = {}) => {
  const { body, ...parts } = { ...request, ...change };
  const got = headers({ ...asked, ...fields });
  return (await isSignedRequest(parts, got, { ...byLeader, ...expected })) && hasDigest(body, got);
};
const isAnswered = (change = {}, fields = {}, expected = {}) =>
  isSignedAnswer({ ...answer, ...change }, headers({ ...answered, ...fields }), { ...byHelper, ...expected });

describe('a signed message', () => {
  it('is the one that both sides agree on', async () => {
    expect(await isAsked()).toBe(true);
    expect(await isAnswered()).toBe(true);
    expect(asked['signature-input']).toBe(
      `fedzk=("@method" "@target-uri" "content-digest");created=${now / 1000};keyid="leader"`,
    );
    expect(answered['signature-input']).toBe(
      `fedzk=("@status" "content-digest" "signature";req);created=${now / 1000};keyid="helper"`,
    );
  });

  it('is refused with each covered component changed', async () => {
    expect(await isAsked({ method: 'PUT' })).toBe(false);
    expect(await isAsked({ target: `${request.target}?a` })).toBe(false);
    expect(await isAsked({ body: utf8('joc') })).toBe(false);
    expect(await isAnswered({ status: 201 })).toBe(false);
    expect(await isAnswered({ body: utf8('') })).toBe(false);
    expect(await isAnswered({ request: answered.signature })).toBe(false);
  });

  it('must be of the expected role and key', async () => {
    expect(await isAsked({}, {}, { role: 'helper' })).toBe(false);
    expect(await isAsked({}, {}, { publicKey: keys.helper.publicKey })).toBe(false);
    expect(await isAsked({}, answered)).toBe(false);
    expect(await isAnswered({}, asked)).toBe(false);
  });

  it('is of now, 300 seconds more or less', async () => {
    for (const seconds of [-300, 300]) expect(await isAsked({}, {}, { now: now + 1000 * seconds })).toBe(true);
    for (const seconds of [-301, 301]) expect(await isAsked({}, {}, { now: now + 1000 * seconds })).toBe(false);
    expect(await isAnswered({}, {}, { now: now + 301_000 })).toBe(false);
  });

  it('lacks nothing', async () => {
    for (const name of ['content-digest', 'signature-input', 'signature'] as const) {
      const { [name]: _, ...rest } = asked;
      expect(await isSignedRequest(request, headers(rest), byLeader)).toBe(false);
      expect(await isAsked({}, { [name]: '' })).toBe(false);
    }
  });

  it('may have another label and the order of another signer, and nothing else', async () => {
    const parameters = `("@method" "@target-uri" "content-digest");keyid="leader";alg="ed25519";created=${now / 1000}`;
    const signed = async (input: string, label = 'sig1') => {
      const values = ['POST', request.target, asked['content-digest']];
      const named = ['"@method"', '"@target-uri"', '"content-digest"'].map((id, i) => [id, values[i] ?? ''] as const);
      const made = Buffer.from(await sign(keys.leader.privateKey, signatureBase(named, input))).toString('base64');
      return { 'signature-input': `sig1=${input}`, signature: `${label}=:${made}:` };
    };
    expect(await isAsked({}, await signed(parameters))).toBe(true);
    const refused = [
      parameters.replace(' "content-digest"', ''),
      parameters.replace('"@method" "@target-uri"', '"@target-uri" "@method"'),
      parameters.replace('ed25519', 'hmac-sha256'),
      parameters.replace(';alg="ed25519"', ';nonce="x"'),
      parameters.replace(';keyid="leader"', ''),
      parameters.replace('keyid="leader"', 'keyid=1'),
      parameters.replace(/;created=\d+/, ''),
      parameters.replace(/created=(\d+)/, 'created="$1"'),
      `${parameters};keyid="leader"`,
      `${parameters};expires=1`,
    ];
    for (const each of refused) expect([each, await isAsked({}, await signed(each))]).toEqual([each, false]);
    expect(await isAsked({}, await signed(parameters, 'sig2'))).toBe(false);
    const { 'signature-input': input, signature } = await signed(parameters);
    expect(await isAsked({}, { 'signature-input': `${input}, ${asked['signature-input']}`, signature })).toBe(false);
    expect(await isAsked({}, { 'signature-input': input, signature: signature.replace('=:', ':') })).toBe(false);
  });

  it('has no byte that may be another', async () => {
    for (const [fields, isRight] of [
      [asked, isAsked],
      [answered, isAnswered],
    ] as const) {
      for (const [name, value] of Object.entries(fields) as [string, string][]) {
        for (let i = 0; i < value.length; i++) {
          const other = value[i] === 'A' ? 'B' : 'A';
          const changed = value.slice(0, i) + other + value.slice(i + 1);
          expect([changed, await isRight({}, { [name]: changed })]).toEqual([changed, false]);
        }
      }
    }
  });
});
