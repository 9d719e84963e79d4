// The same clients and aggregators, with the same keys, and another task.

import { createAggregator } from '../../src/aggregator/create.js';
import { createClient } from '../../src/client.js';
import { bindTask } from '../../src/protocol/bound-task.js';
import { geometry } from '../../src/protocol/geometry.js';
import { createTask, type Task, type TaskOptions } from '../../src/protocol/task.js';
import { memoryStorage } from '../../src/storage/memory.js';
import { proverOf, type TrapdoorKey } from './prover.js';
import { keyOf, type Setting, type Told } from './round.js';
import { logged, watched } from './watched.js';

/** A setting whose task is changed; its events are its own. */
export function retask(set: Setting, changes: Partial<TaskOptions>, circuitKey?: TrapdoorKey): Setting {
  const task = createTask({ ...set.task, ...changes });
  return withTask(set, task, circuitKey ?? keyOf(task.curve));
}

/** A setting of whatever is given as a task, checked by `createTask` or not. */
function withTask(set: Setting, task: Task, circuitKey: TrapdoorKey): Setting {
  const events: Told[] = [];
  const layout = geometry(task);
  const { verifier } = circuitKey;
  const prover = proverOf(circuitKey, layout);
  const common = { verifier, audit: logged(events) };
  return {
    ...set,
    task,
    layout,
    key: circuitKey,
    prover,
    events,
    bound: bindTask(task, verifier.id),
    client: (id, own = prover) => {
      const signingKey = set.signingKeys[id]?.privateKey;
      return createClient(task, { prover: own, ...(task.clients && signingKey && { signingKey }) });
    },
    leader: (storage) =>
      watched(
        createAggregator(task, {
          role: 'leader',
          privateKey: set.keys.leader.privateKey,
          ...common,
          storage: storage ?? memoryStorage(),
        }),
        events,
      ),
    helper: (storage) =>
      watched(
        createAggregator(task, {
          role: 'helper',
          privateKey: set.keys.helper.privateKey,
          ...common,
          storage: storage ?? memoryStorage(),
        }),
        events,
      ),
  };
}
