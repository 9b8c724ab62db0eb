import type { AnswerDelta, ChatCompletionRequest } from '../answer.ts';
import { pieces } from '../openaiWire.ts';
import { answerTask } from './answerTask.ts';
import { readTask } from './readTask.ts';

/** The model's name on the wire. */
export const STAND_IN_NAME = 'stand-in';

/**
 * Answers as the stand-in model: everything is computed from the request, by parsing the code in it. It stops with
 * `length` at the request's limit of tokens, as a model does.
 */
export function* answerAsStandIn(request: ChatCompletionRequest): Generator<AnswerDelta> {
  const limit = request.max_completion_tokens ?? request.max_tokens ?? Number.POSITIVE_INFINITY;
  let sent = 0;
  for (const text of pieces(answerTask(readTask(request)))) {
    if (sent++ >= limit) {
      yield { type: 'finish', reason: 'length' };
      return;
    }
    yield { type: 'text', text };
  }
  yield { type: 'finish', reason: 'stop' };
}
