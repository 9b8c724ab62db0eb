import * as z from 'zod/mini';
import type { TaskApiName } from '../endpointDialects.ts';

/** A request that is with the provider, as a reply tells of it. */
interface Task {
  readonly id?: string | undefined;
  readonly status?: 'PROCESSING' | 'SUCCESS' | 'FAIL' | undefined;
  /** The part of the reply that would name an error. */
  readonly told: object;
}

/** An API by which requests are left with the provider. Paths are below the endpoint's base URL. */
export interface TaskApi {
  /** Takes the body of a whole answer. */
  submitPath(modelName: string): string;
  /** Gives, once the task has succeeded, what a whole answer's reply is. */
  lookPath(id: string): string;
  readonly task: z.ZodMiniType<Task>;
}

const id = z.optional(z.string().check(z.minLength(1)));
const status = z.optional(z.enum(['PROCESSING', 'SUCCESS', 'FAIL']));

export const TASK_APIS: Readonly<Record<TaskApiName, TaskApi>> = {
  zhipu: {
    submitPath: () => '/async/chat/completions',
    lookPath: (taskId) => `/async-result/${encodeURIComponent(taskId)}`,
    task: z.pipe(
      z.looseObject({ id, task_status: status }),
      z.transform((told) => ({ id: told.id, status: told.task_status, told })),
    ),
  },
  'zhipu-v3': {
    submitPath: (modelName) => `/${encodeURIComponent(modelName)}/async-invoke`,
    lookPath: (taskId) => `/-/async-invoke/${encodeURIComponent(taskId)}`,
    task: z.pipe(
      z.object({ success: z.literal(true), data: z.looseObject({ task_id: id, task_status: status }) }),
      z.transform(({ data }) => ({ id: data.task_id, status: data.task_status, told: data })),
    ),
  },
};
