import { fieldsOf } from '@fedzk/core';
import { utf8 } from './encoding.js';
import { createTask, isChecked, OPTIONS, type Task } from './task.js';
import { readTaskFile } from './task-file.js';

/**
 * Checks a task that a caller passes, unless this package made it. A task of a file is read from the
 * file's bytes again.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function readTask(task: Task): Task {
  if (isChecked(task)) return task;
  const { file, ...options } = fieldsOf(task, [...OPTIONS, 'file'], 'task');
  if (file === undefined) return createTask(options);
  const { text } = fieldsOf(file, ['text'], 'task.file');
  return readTaskFile(utf8(text));
}
