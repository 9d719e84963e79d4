// fedzk round: what an operator does with a round.

import { quoted } from '@fedzk/core';
import type { TaskLine } from '../../system.js';
import { type Commands, type Given, type Outcome, required, Trouble } from '../command.js';
import { lineOf } from './task.js';

export const roundCommands: Commands = {
  'round open': step('open', 'Takes reports from now on. At both: the helper first.'),
  'round close': step('close', 'Takes no more reports. At both: the leader first.'),
  'round collect': step('collect', 'Sums them. At the leader, after both have closed.'),
  'round abandon': step('abandon', 'Gives a round up: its shares are wiped.'),
  'round show': { usage: 'TASK', options: ['role'], says: 'Says how the newest round stands.', run: show },
  'round note': {
    usage: 'TASK ROUND',
    needs: ['accuracy'],
    options: ['role'],
    says: "Notes a model's accuracy, from 0 to 1, in the log.",
    run: note,
  },
};

function step(what: string, says: string): Commands[string] {
  const run = async ({ names: [task = '', round = ''], operator }: Given): Promise<Outcome> => {
    const found = await operator.ask<{ state: string; accepted: number }>('POST', pathOf(task, 'rounds'), {
      do: what,
      round,
    });
    return { lines: [`${operator.role}: round ${round} is ${found.state}, ${found.accepted} accepted`], json: found };
  };
  return { usage: 'TASK ROUND', options: ['role'], says, run };
}

async function show({ names: [task = ''], operator }: Given): Promise<Outcome> {
  const found = await operator.ask<TaskLine>('GET', pathOf(task));
  return { lines: [lineOf(found)], json: found };
}

async function note({ names: [task = '', round = ''], values, operator }: Given): Promise<Outcome> {
  const text = required(values, 'accuracy');
  const accuracy = Number(text);
  if (!(accuracy >= 0 && accuracy <= 1))
    throw new Trouble(`--accuracy expected a number from 0 to 1, got ${quoted(text)}.`);
  const path = pathOf(task, 'rounds', round, 'notes');
  const found = await operator.ask<object>('POST', path, { accuracy });
  return { lines: [`Round ${round}: accuracy ${accuracy}.`], json: found };
}

function pathOf(task: string, ...rest: readonly string[]): string {
  return ['', 'tasks', task, ...rest].map(encodeURIComponent).join('/');
}
