/** The page of a report: all text is escaped, and nothing runs or is loaded. */

import { createHash } from 'node:crypto';
import { openComply } from '@fedzk/comply';
import { describe, expect, it } from 'vitest';
import { controlLog } from './support/logs.js';
import { EVIDENCE, noon } from './support/sox.js';

const EVIL = `<script>alert(1)</script><img src=x onerror=alert(2)>&"'`;

/** Makes the page of a log whose every text is markup. */
async function evilPage() {
  const { log, keys } = await controlLog(() => noon('2026-01-05'));
  const { sox } = await openComply(log, { keys });
  await sox.fileControl({ id: 'A', description: EVIL, owner: 'olga' });
  await sox.fileTest({ control: 'A', id: 'T', result: 'deficient', evidence: EVIDENCE, tester: 'tim', note: EVIL });
  await sox.assessRisk({ id: 'R', description: EVIL, mitigation: EVIL, assessor: 'adam' });
  const page = await sox.page({ now: noon('2026-01-06'), system: EVIL, nameOf: (each) => `${EVIL}\n\u202e${each}` });
  await log.close();
  return page;
}

/** What a browser takes for markup: names of tags and of attributes. */
const TAGS = new Set(
  'html head meta title style body main header h1 h2 p span ul li b section div table caption thead tbody tr th td bdi br time small footer'.split(
    ' ',
  ),
);
const ATTRIBUTES = new Set('lang charset http-equiv content name class datetime scope title tabindex'.split(' '));

describe('a page', () => {
  it('has no markup but its own, whatever is named', async () => {
    const { html } = await evilPage();
    const markup = html.replace(/<style>.*<\/style>/s, '<style></style>');
    for (const [, tag = '', rest = ''] of markup.matchAll(/<\/?([a-z0-9]+)([^>]*)>/gi)) {
      expect(TAGS).toContain(tag);
      for (const [, name = ''] of rest.matchAll(/([a-z-]+)="[^"]*"/g)) expect(ATTRIBUTES).toContain(name);
      expect(rest.replace(/ [a-z-]+="[^"<>]*"/g, '')).toBe('');
    }
    expect(markup).not.toMatch(/<script|<img|javascript:|\u202e/);
    expect(markup).toContain(
      '&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;&amp;&quot;&#39;\\u000a\\u202e',
    );
    expect(html.match(/&lt;script/g)).toHaveLength(12);
  });

  it('is one file with a policy that allows its own style alone', async () => {
    const { html, policy } = await evilPage();
    const [, style = ''] = /<style>(.*)<\/style>/s.exec(html) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policy).toBe(`default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`);
    expect(html).toContain(`content="${policy.replaceAll("'", '&#39;')}"`);
    expect(html).not.toMatch(/ (style|src|href|on[a-z]+)="|@import|url\(/);
  });

  it('says of an empty log that nothing is assessed', async () => {
    const { log } = await controlLog();
    const { sox } = await openComply(log);
    const { html } = await sox.page();
    expect(html).toContain('Overall: <span class="badge not-assessed">not-assessed</span>');
    expect(html).toMatch(/No control is filed\.[\s\S]*No test is filed\.[\s\S]*No risk is assessed\./);
    expect(html).not.toContain('compliant');
    await log.close();
  });

  it('shows which entries break a rule', async () => {
    const { log, keys } = await controlLog();
    const { sox } = await openComply(log, { keys });
    const details = { compliance_framework: 'SOX', control_id: 'A', test_id: 'T' };
    await log.append({ user_id: 'x', operation: 'sox.sign_off', resource: 'control:A', result: 'success', details });
    await log.append({ user_id: 'x', operation: 'sox.test', resource: 'control:A', result: 'success', details });
    const { html } = await sox.page();
    expect(html).toContain('sign-off by the owner: 0.');
    expect(html).toContain("can't read them: 1.");
    await log.close();
  });
});
