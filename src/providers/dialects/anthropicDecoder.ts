import type { FinishReason } from '../../core/model/streamEvent.ts';
import type { Usage } from '../../core/model/usage.ts';
import type { Decoder, DecoderProgress, Emit, Fail } from './dialect.ts';
import { isObject, type JsonObject, numberField, parseJson, textField } from './json.ts';
import { createJsonFrames, wholeObject } from './jsonFrames.ts';
import { type ErrorTraits, errorIn, refusalFromError } from './openaiErrors.ts';

const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  tool_use: 'tool-calls',
  max_tokens: 'length',
  // The server rests and goes on when it is asked to: the answer has been cut.
  pause_turn: 'length',
  refusal: 'content-filter',
  model_context_window_exceeded: 'context-exceeded',
};

/** A block of the answer that is needed after its end. Text is not: it has gone out. */
type Block =
  | { readonly type: 'tool_use'; readonly callId: string; readonly name: string; json: string }
  | { readonly type: 'thinking'; thinking: string; signature: string }
  | { readonly type: 'redacted_thinking'; readonly data: string };

/** Reads the events of Anthropic's Messages, by the type within: not every server names its events. */
export function createAnthropicDecoder(traits: ErrorTraits, now: number, fail: Fail): Decoder {
  const blocks = new Map<unknown, Block>();
  const counts = new Map<string, number>();
  let progress: DecoderProgress = 'open';
  let reason: FinishReason | undefined;
  let servedModel: string | undefined;
  let isVisible = false;
  let sawFrame = false;
  let sawMessage = false;

  function show(type: 'text-delta' | 'reasoning-delta', text: string | undefined, emit: Emit): void {
    if (text === undefined) return;
    isVisible = true;
    emit({ type, text });
  }

  function readEvent(event: JsonObject, emit: Emit): void {
    switch (event.type) {
      case 'message_start':
        readMessage(event.message);
        break;
      case 'content_block_start':
        openBlock(event.index, event.content_block, emit);
        break;
      case 'content_block_delta':
        readDelta(blocks.get(event.index), event.delta, emit);
        break;
      case 'message_delta':
        readUsage(event.usage);
        readEnd(event.delta);
        break;
      case 'message_stop':
        progress = 'done';
        break;
      // Gateways forget the type of their errors; other types that are not listed mean nothing to this client.
      case 'error':
      case undefined: {
        const error = errorIn(event);
        if (error) throw fail(refusalFromError(traits, error, undefined, now));
      }
    }
  }

  function readMessage(message: unknown): void {
    if (!isObject(message)) return;
    sawMessage = true;
    servedModel = textField(message, 'model') ?? servedModel;
    readUsage(message.usage);
  }

  function openBlock(index: unknown, block: unknown, emit: Emit): void {
    if (!isObject(block)) return;
    switch (block.type) {
      case 'text':
        show('text-delta', textField(block, 'text'), emit);
        break;
      case 'thinking': {
        const thinking = textField(block, 'thinking');
        blocks.set(index, {
          type: 'thinking',
          thinking: thinking ?? '',
          signature: textField(block, 'signature') ?? '',
        });
        show('reasoning-delta', thinking, emit);
        break;
      }
      case 'redacted_thinking':
        blocks.set(index, { type: 'redacted_thinking', data: textField(block, 'data') ?? '' });
        break;
      case 'tool_use': {
        const callId = textField(block, 'id') ?? `call_${blocks.size}`;
        const name = textField(block, 'name') ?? '';
        // A stream begins with `{}` and writes the arguments after; a whole answer has them here.
        const given = isObject(block.input) && Object.keys(block.input).length > 0;
        blocks.set(index, {
          type: 'tool_use',
          callId,
          name,
          json: given ? JSON.stringify(block.input) : '',
        });
        isVisible = true;
        emit({ type: 'tool-call-start', callId, name });
      }
    }
  }

  function readDelta(block: Block | undefined, delta: unknown, emit: Emit): void {
    if (!isObject(delta)) return;
    switch (delta.type) {
      case 'text_delta':
        show('text-delta', textField(delta, 'text'), emit);
        break;
      case 'thinking_delta': {
        const thinking = textField(delta, 'thinking');
        if (block?.type === 'thinking') block.thinking += thinking ?? '';
        show('reasoning-delta', thinking, emit);
        break;
      }
      case 'signature_delta':
        if (block?.type === 'thinking') block.signature += textField(delta, 'signature') ?? '';
        break;
      case 'input_json_delta':
        if (block?.type === 'tool_use') block.json += textField(delta, 'partial_json') ?? '';
    }
  }

  function readEnd(end: unknown): void {
    const stopped = isObject(end) ? textField(end, 'stop_reason') : undefined;
    if (stopped === undefined) return;
    reason = FINISH_REASONS[stopped] ?? 'unknown';
    progress = 'finished';
  }

  /** Counts come more than once, each time of all so far; servers that know late begin with 0. */
  function readUsage(usage: unknown): void {
    if (!isObject(usage)) return;
    for (const name of COUNTS)
      counts.set(name, Math.max(counts.get(name) ?? 0, numberField(usage, name) ?? 0));
  }

  function usageOf(): Usage | undefined {
    const count = (name: (typeof COUNTS)[number]): number => counts.get(name) ?? 0;
    const cachedInputTokens = count('cache_read_input_tokens');
    const inputTokens = count('input_tokens') + count('cache_creation_input_tokens') + cachedInputTokens;
    if (inputTokens === 0) return undefined;
    return {
      inputTokens,
      outputTokens: count('output_tokens'),
      cachedInputTokens,
      reasoningTokens: 0,
      estimated: false,
    };
  }

  const frames = createJsonFrames({ read: readEvent, isVisible: () => isVisible, fail });

  return {
    get progress() {
      return progress;
    },
    push({ data }, emit) {
      if (progress === 'done' || data === '' || data === '[DONE]') return;
      sawFrame = true;
      frames.push(data, emit);
    },
    whole(body, emit) {
      const message = wholeObject(body, fail);
      sawFrame = true;
      if (!Array.isArray(message.content)) {
        readEvent({ ...message, type: 'error' }, emit);
        return;
      }
      readMessage(message);
      for (const [index, block] of message.content.entries()) openBlock(index, block, emit);
      readEnd(message);
    },
    end(emit) {
      if (!sawFrame) throw fail({ kind: 'empty-answer' });
      if (progress === 'open') {
        const cut = isVisible ? 'interrupted' : 'connection-lost';
        throw fail({ kind: sawMessage || frames.isHalf ? cut : 'protocol', note: 'the answer has no end' });
      }
      const sealed: object[] = [];
      for (const block of blocks.values()) {
        if (block.type !== 'tool_use') sealed.push(block);
        // A call that was cut short must not be run.
        else if (reason !== 'length' || parseJson(block.json || '{}') !== undefined)
          emit({
            type: 'tool-call',
            callId: block.callId,
            name: block.name,
            argumentsText: block.json || '{}',
          });
      }
      const usage = usageOf();
      emit({
        type: 'finish',
        reason: reason ?? 'unknown',
        ...(usage && { usage }),
        ...(servedModel !== undefined && { servedModel }),
        ...(sealed.length > 0 && { sealedReasoning: JSON.stringify(sealed) }),
      });
    },
  };
}

const COUNTS = [
  'input_tokens',
  'cache_creation_input_tokens',
  'cache_read_input_tokens',
  'output_tokens',
] as const;
