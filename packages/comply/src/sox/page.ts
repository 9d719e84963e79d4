// A report on controls and risks, as a page.

import { type Html, html } from '../report/html.js';
import { makePage, type Page } from '../report/page.js';
import { IMPACTS, type Impact, LIKELIHOODS, type Likelihood, rated } from './matrix.js';
import type { ReportPerson, SoxReport } from './report.js';
import type { ControlReport, Duty, RiskReport } from './status.js';

const DUTIES: Readonly<Record<Duty['what'], string>> = {
  test: 'Test the control',
  'sign-off': 'Sign off test',
  review: 'Review the risk',
};

/** Makes the page of a report. */
export function pageOf(report: SoxReport): Promise<Page> {
  const { system, status, at, log, summary, due, controls, risks, people } = report;
  const person = personsOf(people);
  const body = html`<header>
<h1>${system}: controls and risks</h1>
<p>Sarbanes-Oxley Act (SOX). As of ${timeIn(at)}. Overall: ${badge(status)}</p>
<p class="soft">Made of the ${log.size} entries of a control log. Their root: <span class="code">${log.root}</span></p>
</header>
<ul class="facts">${(['effective', 'deficient', 'overdue', 'not-assessed', 'inactive'] as const).map(
    (each) => html`<li class="${each}"><b>${summary[each]}</b>${each}</li>`,
  )}</ul>
<section>
<h2>Due now</h2>
${due.length === 0 ? html`<p>Nothing is due.</p>` : dutiesIn(due)}
</section>
<section>
<h2>Controls</h2>
${controls.length === 0 ? html`<p>No control is filed.</p>` : controlsIn(controls, person)}
</section>
<section>
<h2>Tests</h2>
${testsIn(controls, person)}
</section>
<section>
<h2>Risks</h2>
${risks.length === 0 ? html`<p>No risk is assessed.</p>` : html`${matrixOf(risks)}${risksIn(risks, person)}`}
</section>
${
  people.length === 0
    ? ''
    : html`<section>
<h2>Persons</h2>
${personsIn(people)}
</section>`
}
${oddEntries(report)}
<footer>
<p>“Effective” needs a test of the last three months that another person than the owner and the tester signed off. A deficient result counts at
once. What was never tested is “not-assessed”. The numbers of entries are places in the log: each entry can be proven against its root.</p>
</footer>`;
  return makePage(`${system}: controls and risks`, body);
}

/** Makes what shows a person: the name, or else the pseudonym's first characters. The list of persons has all of it. */
function personsOf(people: readonly ReportPerson[]): (subject: string) => Html {
  const names = new Map(people.map(({ subject, name }) => [subject, name]));
  return (subject) => {
    const name = names.get(subject);
    if (name !== undefined) return html`<bdi>${name}</bdi>`;
    const short = PSEUDONYM.test(subject) ? `${subject.slice(0, SHORT)}…` : subject;
    return html`<bdi class="code${short === subject ? '' : ' id'}" title="${subject}">${short}</bdi>`;
  };
}

/** A pseudonym of a log. A log without pseudonyms has names. */
const PSEUDONYM = /^s:[\w-]{22}$/;
const SHORT = 10;

function personsIn(people: readonly ReportPerson[]): Html {
  return table(
    ['Pseudonym in the log', 'Name'],
    people.map(
      ({ subject, name }) =>
        html`<tr><td class="code">${subject}</td><td><bdi>${name ?? 'not given'}</bdi></td></tr>
`,
    ),
    'slim',
  );
}

function badge(status: string): Html {
  return html`<span class="badge ${status}">${status}</span>`;
}

function timeIn(time: string): Html {
  return html`<time class="date" datetime="${time}">${time.slice(0, 10)} ${time.slice(11, 16)} UTC</time>`;
}

function dateIn(time: string): Html {
  return html`<time class="date" datetime="${time}">${time.slice(0, 10)}</time>`;
}

/** The head of a row. A short id stands in one line. */
function head(id: string): Html {
  return html`<th scope="row"${id.length > SHORT + 4 ? '' : html` class="id"`}>${id}</th>`;
}

function table(heads: readonly string[], rows: readonly Html[], kind: 'full' | 'slim' = 'full'): Html {
  return html`<div class="wide" tabindex="0"><table class="${kind}">
<thead><tr>${heads.map((each) => html`<th scope="col">${each}</th>`)}</tr></thead>
<tbody>${rows}</tbody>
</table></div>`;
}

function dutiesIn(due: readonly Duty[]): Html {
  return table(
    ['What', 'Of', 'Due since'],
    due.map(
      ({ what, of, test, since }) =>
        html`<tr><td>${DUTIES[what]}${test === undefined ? '' : ` ${test}`}</td>${head(of)}<td>${dateIn(since)}</td></tr>
`,
    ),
    'slim',
  );
}

function controlsIn(controls: readonly ControlReport[], person: (subject: string) => Html): Html {
  return table(
    ['Control', 'What it does', 'Owner', 'Status', 'Last test', 'Next test', 'Entry'],
    controls.map(
      ({ id, description, owner, status, last, nextTest, index }) => html`<tr>${head(id)}
<td><bdi>${description}</bdi></td><td>${person(owner)}</td><td>${badge(status)}</td>
<td>${last === undefined ? 'none that counts' : html`${dateIn(last.time)}<br>${last.id}`}</td>
<td>${nextTest === undefined ? '–' : dateIn(nextTest)}</td><td>${index}</td></tr>
`,
    ),
  );
}

function testsIn(controls: readonly ControlReport[], person: (subject: string) => Html): Html {
  const all = controls.flatMap(({ id: of, tests }) => tests.map((test) => ({ of, ...test })));
  if (all.length === 0) return html`<p>No test is filed.</p>`;
  return table(
    ['Control', 'Test', 'Result', 'Tested by', 'Signed off by', 'SHA-256 of the evidence', 'Entries'],
    all.map(
      ({ of, id, result, note, tester, time, signedOff, evidence, index }) => html`<tr>${head(of)}
<td>${id}<br>${dateIn(time)}</td><td>${badge(result)}${note === undefined ? '' : html`<br><bdi>${note}</bdi>`}</td><td>${person(tester)}</td>
<td>${signedOff === undefined ? 'nobody yet' : html`${person(signedOff.by)}<br>${dateIn(signedOff.time)}`}</td>
<td class="code">${evidence}</td><td>${index}${signedOff === undefined ? '' : `, ${signedOff.index}`}</td></tr>
`,
    ),
  );
}

function matrixOf(risks: readonly RiskReport[]): Html {
  const at = (impact: Impact, likelihood: Likelihood): readonly RiskReport[] =>
    risks.filter((risk) => risk.active && risk.impact === impact && risk.likelihood === likelihood);
  const cell = (impact: Impact, likelihood: Likelihood): Html => {
    const { score, level } = rated(impact, likelihood);
    const ids = at(impact, likelihood).map(({ id }) => html`<b>${id}</b>`);
    return html`<td class="${level}"><small>${score}</small>${ids}</td>`;
  };
  const rows = [...LIKELIHOODS].reverse().map(
    (likelihood) => html`<tr><th scope="row">${likelihood}</th>${IMPACTS.map((impact) => cell(impact, likelihood))}</tr>
`,
  );
  return html`<div class="wide" tabindex="0"><table class="matrix">
<caption>Likelihood, from below, by impact. Each cell has its score, and the risks that exist.</caption>
<thead><tr><td></td>${IMPACTS.map((impact) => html`<th scope="col">${impact}</th>`)}</tr></thead>
<tbody>${rows}</tbody>
</table></div>
`;
}

function risksIn(risks: readonly RiskReport[], person: (subject: string) => Html): Html {
  return table(
    ['Risk', 'What may happen', 'Level', 'Mitigation', 'Assessed by', 'Next review', 'Entry'],
    risks.map(
      ({ id, description, level, score, mitigation, assessor, assessed, nextReview, index }) => html`<tr>${head(id)}
<td><bdi>${description}</bdi></td><td>${badge(level)}<br>${score}</td><td><bdi>${mitigation}</bdi></td><td>${person(assessor)}<br>${dateIn(assessed)}</td>
<td>${nextReview === undefined ? 'no longer exists' : dateIn(nextReview)}</td><td>${index}</td></tr>
`,
    ),
  );
}

function oddEntries({ refused, unread }: SoxReport): Html {
  if (refused.length + unread.length === 0) return html``;
  return html`<section>
<h2>Entries that count for nothing</h2>
${refused.length === 0 ? html`` : html`<p>They break a rule, such as a sign-off by the owner: ${refused.join(', ')}.</p>`}
${unread.length === 0 ? html`` : html`<p>This version can't read them: ${unread.join(', ')}.</p>`}
</section>`;
}
