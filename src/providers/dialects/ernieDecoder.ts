import type { FinishReason } from '../../core/model/streamEvent.ts';
import type { Usage } from '../../core/model/usage.ts';
import type { Decoder, DecoderProgress, Emit, Fail } from './dialect.ts';
import { ERNIE_ERRORS } from './ernieErrors.ts';
import { isObject, type JsonObject, textField } from './json.ts';
import { createJsonFrames, wholeObject } from './jsonFrames.ts';
import { errorIn, refusalFromError } from './openaiErrors.ts';
import { plainUsage } from './plainUsage.ts';

const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  normal: 'stop',
  stop: 'stop',
  length: 'length',
  content_filter: 'content-filter',
  function_call: 'tool-calls',
};

/** Reads the answers of ERNIE's first API: deltas until one says that it is the end, and nothing after it. */
export function createErnieDecoder(now: number, fail: Fail): Decoder {
  let progress: DecoderProgress = 'open';
  let reason: FinishReason = 'stop';
  let usage: Usage | undefined;
  let isVisible = false;
  let sawFrame = false;
  let calls = 0;
  const frames = createJsonFrames({ read: readChunk, isVisible: () => isVisible, fail });

  function readChunk(chunk: JsonObject, emit: Emit): void {
    const error = 'result' in chunk ? undefined : errorIn(chunk);
    if (error) throw fail(refusalFromError({ errors: ERNIE_ERRORS }, error, undefined, now));
    usage = plainUsage(chunk.usage) ?? usage;
    if (chunk.need_clear_history === true) throw withdrawn(chunk);
    const text = textField(chunk, 'result');
    if (text !== undefined) {
      isVisible = true;
      emit({ type: 'text-delta', text });
    }
    if (isObject(chunk.function_call)) readCall(chunk.function_call, emit);
    const end = textField(chunk, 'finish_reason');
    if (end !== undefined) reason = FINISH_REASONS[end] ?? 'unknown';
    if (chunk.is_truncated === true && reason !== 'content-filter') reason = 'length';
    if (chunk.is_end === true) progress = 'done';
  }

  function readCall(call: JsonObject, emit: Emit): void {
    const name = textField(call, 'name');
    if (name === undefined) return;
    const written = call.arguments;
    const argumentsText = typeof written === 'string' ? written : JSON.stringify(written ?? {});
    const callId = `call_${calls++}`;
    isVisible = true;
    emit({ type: 'tool-call-start', callId, name });
    emit({ type: 'tool-call', callId, name, argumentsText });
  }

  /** Something that the user has said is held unsafe, and it stays in the conversation: another question does not help. */
  function withdrawn(chunk: JsonObject) {
    return fail({
      kind: 'content-filter',
      message: textField(chunk, 'result') ?? '',
      endsChat: true,
      ...(usage && { usage }),
    });
  }

  return {
    get progress() {
      return progress;
    },
    push({ data }, emit) {
      if (progress === 'done' || data === '') return;
      sawFrame = true;
      if (data === '[DONE]') progress = 'done';
      else frames.push(data, emit);
    },
    whole(body, emit) {
      const answer = wholeObject(body, fail);
      sawFrame = true;
      readChunk(answer, emit);
      if ('result' in answer || 'function_call' in answer) progress = 'done';
    },
    end(emit) {
      if (!sawFrame) throw fail({ kind: 'empty-answer' });
      if (progress === 'open') {
        const kind = isVisible ? 'interrupted' : 'connection-lost';
        throw fail({ kind, note: 'the answer has no end' });
      }
      const isCall = calls > 0 && reason === 'stop';
      emit({ type: 'finish', reason: isCall ? 'tool-calls' : reason, ...(usage && { usage }) });
    },
  };
}
