import { fieldsOf } from '@fedzk/core';
import { utf8 } from './encoding.js';
import { createTask, isChecked, OPTIONS, type Task } from './task.js';
import { readTaskFile } from './task-file.js';

/**
 * A task that somebody passed: checked again, unless it was made here. What was read from a file is read from it again.
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
