// The checks of a manifest, phase by phase. CEREMONY.md, Checks.

import type { Level } from '../levels.js';
import { levelOf } from './announced.js';
import { type Asked, readAsked } from './asked.js';
import { type Form, readForm } from './form.js';
import { Found } from './found.js';
import { ready } from './instance.js';
import { Malformed } from './json.js';
import { checkPairing, checkPoints } from './links.js';
import { checkPlain, checkSubject, isDevelopment, peopleOf } from './plain.js';
import { checkSignatures } from './signatures.js';
import type { ManifestOptions, ManifestReport } from './types.js';

/**
 * Checks a manifest's text. The first phase with problems is the last.
 *
 * @param json canonical JSON; or why it isn't
 */
export function verifyText(json: string | Malformed, options: ManifestOptions): ManifestReport {
  ready();
  const asked = readAsked(options);
  const found = new Found();
  let form: Form;
  try {
    if (json instanceof Malformed) throw json;
    form = readForm(JSON.parse(json));
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    found.add('malformed', error.message);
    return reportOf(asked, found, 0, false);
  }
  try {
    const development = isDevelopment(form);
    if (development) found.add('development-key', DEVELOPMENT);
    checkAll(form, asked, found);
    return reportOf(asked, found, peopleOf(form, asked), development);
  } finally {
    form.chain.free();
  }
}

const DEVELOPMENT = 'The key was made for tests, and anyone can forge proofs for it.';

function checkAll(form: Form, asked: Asked, found: Found): void {
  checkSubject(form, asked, found);
  if (form.manifest.announcement.development) return;
  checkPlain(form, asked, found);
  if (!found.ends) checkSignatures(form, asked, found);
  if (!found.ends) checkPoints(form, found);
  if (!found.ends) checkPairing(form, found);
}

function reportOf(asked: Asked, found: Found, people: number, development: boolean): ManifestReport {
  const { problems, details } = found;
  const isAllowed = asked.development && asked.level === 'standard' && !found.ends;
  const level = levelOf(asked.level) === undefined ? undefined : (asked.level as Level);
  return { ok: problems.length === 0 || isAllowed, level, people, development, problems, details };
}
