import type { FinishReason } from '../../core/model/streamEvent.ts';
import type { Usage } from '../../core/model/usage.ts';
import type { Decoder, DecoderProgress, Emit, Fail } from './dialect.ts';
import { isObject, type JsonObject, numberField, textField } from './json.ts';
import { createJsonFrames } from './jsonFrames.ts';
import { refusalFromError } from './openaiErrors.ts';

const FINISH_REASONS: Readonly<Record<string, FinishReason>> = { stop: 'stop', length: 'length' };

/** Reads Ollama's lines. A tool call comes whole, its arguments as an object; counts come with the last line. */
export function createOllamaDecoder(fail: Fail): Decoder {
  const calls: { readonly callId: string; readonly name: string; readonly argumentsText: string }[] = [];
  let progress: DecoderProgress = 'open';
  let reason: FinishReason = 'unknown';
  let usage: Usage | undefined;
  let servedModel: string | undefined;
  let isVisible = false;
  let sawLine = false;
  let sawAnswer = false;

  function show(type: 'text-delta' | 'reasoning-delta', text: string | undefined, emit: Emit): void {
    if (text === undefined) return;
    isVisible = true;
    emit({ type, text });
  }

  function readLine(line: JsonObject, emit: Emit): void {
    const error = textField(line, 'error');
    if (error !== undefined)
      throw fail(refusalFromError({ errors: {} }, { codes: [], message: error }, undefined, 0));
    servedModel = textField(line, 'model') ?? servedModel;
    if (isObject(line.message)) readMessage(line.message, emit);
    if (line.done !== true) return;
    sawAnswer = true;
    reason = FINISH_REASONS[textField(line, 'done_reason') ?? 'stop'] ?? 'unknown';
    usage = usageOf(line);
    progress = 'done';
  }

  function readMessage(message: JsonObject, emit: Emit): void {
    sawAnswer = true;
    show('reasoning-delta', textField(message, 'thinking'), emit);
    show('text-delta', textField(message, 'content'), emit);
    if (!Array.isArray(message.tool_calls)) return;
    for (const call of message.tool_calls) {
      if (!isObject(call) || !isObject(call.function)) continue;
      const callId = textField(call, 'id') ?? `call_${calls.length}`;
      const name = textField(call.function, 'name') ?? '';
      const given = call.function.arguments;
      const argumentsText = typeof given === 'string' ? given : JSON.stringify(given ?? {});
      calls.push({ callId, name, argumentsText });
      isVisible = true;
      emit({ type: 'tool-call-start', callId, name });
    }
  }

  const lines = createJsonFrames({ read: readLine, isVisible: () => isVisible, fail });

  function push(data: string, emit: Emit): void {
    if (progress === 'done') return;
    sawLine = true;
    lines.push(data, emit);
  }

  return {
    get progress() {
      return progress;
    },
    push: ({ data }, emit) => push(data, emit),
    whole: push,
    end(emit) {
      if (!sawLine) throw fail({ kind: 'empty-answer' });
      if (progress === 'open') {
        const cut = isVisible ? 'interrupted' : 'connection-lost';
        throw fail({ kind: sawAnswer || lines.isHalf ? cut : 'protocol', note: 'the answer has no end' });
      }
      for (const call of calls) emit({ type: 'tool-call', ...call });
      emit({
        type: 'finish',
        reason: calls.length > 0 && reason === 'stop' ? 'tool-calls' : reason,
        ...(usage && { usage }),
        ...(servedModel !== undefined && { servedModel }),
      });
    },
  };
}

/** `undefined` when the prompt was not counted, as older servers do with one that they remember. */
function usageOf(line: JsonObject): Usage | undefined {
  const inputTokens = numberField(line, 'prompt_eval_count');
  const outputTokens = numberField(line, 'eval_count');
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  return { inputTokens, outputTokens, cachedInputTokens: 0, reasoningTokens: 0, estimated: false };
}
