import type { Source } from '../../core/model/source.ts';
import type { FinishReason } from '../../core/model/streamEvent.ts';
import type { Usage } from '../../core/model/usage.ts';
import type { Decoder, DecoderProgress, Emit, Fail } from './dialect.ts';
import { createFrameTemplate } from './frameTemplate.ts';
import { isObject, parseJson } from './json.ts';
import { createJsonFrames, wholeObject } from './jsonFrames.ts';
import type { TagFilter } from './leakedTags.ts';
import { type ErrorObject, errorIn, refusalFromError } from './openaiErrors.ts';
import type { OpenaiTraits } from './openaiTraits.ts';

// What a chunk may hold. Every field may be missing, null or of another type: nothing is taken on trust.
interface Chunk {
  readonly model?: unknown;
  readonly choices?: unknown;
  readonly usage?: unknown;
  readonly error?: unknown;
  /** What Zhipu's search has found. */
  readonly web_search?: unknown;
  /** Zhipu's word on what is unsafe, and how much so. */
  readonly content_filter?: unknown;
}

interface Choice {
  readonly index?: unknown;
  readonly delta?: Delta | null;
  readonly message?: Delta | null;
  readonly finish_reason?: unknown;
  readonly usage?: unknown;
  /** Qianfan's word on whether the answer is safe. */
  readonly flag?: unknown;
}

interface Delta {
  readonly content?: unknown;
  readonly refusal?: unknown;
  readonly reasoning_content?: unknown;
  readonly reasoning?: unknown;
  readonly tool_calls?: unknown;
}

interface ToolDelta {
  readonly index?: unknown;
  readonly id?: unknown;
  readonly function?: { readonly name?: unknown; readonly arguments?: unknown } | null;
}

interface OpenCall {
  readonly index: number | undefined;
  readonly callId: string;
  name: string;
  argumentsText: string;
}

const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
  sensitive: 'content-filter',
  model_context_window_exceeded: 'context-exceeded',
};

/** Not an end of the model's making: the provider gave up. */
const BROKEN_OFF = new Map<unknown, 'server' | 'overloaded'>([
  ['network_error', 'server'],
  ['error', 'server'],
  ['insufficient_system_resource', 'overloaded'],
]);

/** The flags of Qianfan's answers that must not be shown; after the first nothing more is said in the chat. */
const NOT_TO_BE_SHOWN = new Map<unknown, { readonly endsChat: boolean }>([
  [3, { endsChat: true }],
  [4, { endsChat: false }],
]);

/** Reads chat completion chunks as they are really sent, which is not always as they are specified. */
export function createOpenaiDecoder(traits: OpenaiTraits, now: number, fail: Fail): Decoder {
  const calls: OpenCall[] = [];
  let progress: DecoderProgress = 'open';
  let reason: FinishReason | undefined;
  let usage: Usage | undefined;
  let servedModel: string | undefined;
  let tags: TagFilter | undefined;
  let sources: readonly Source[] = [];
  let isVisible = false;
  let sawFrame = false;
  let sawChunk = false;
  let sawRefusal = false;
  /** What the chunk that was read last says, when it says nothing else. */
  let onlyText: string | undefined;
  const template = createFrameTemplate();
  const frames = createJsonFrames({ read: readChunk, isVisible: () => isVisible, fail });

  /** Reads one frame, without parsing it when it differs from an earlier one in its text alone. */
  function readFrame(data: string, emit: Emit): void {
    const repeated = progress === 'open' && !frames.isHalf ? template.textOf(data) : undefined;
    if (repeated === undefined) {
      onlyText = undefined;
      frames.push(data, emit);
      if (onlyText !== undefined) template.learn(data, onlyText);
    } else {
      text(repeated, emit);
    }
  }

  const text = (value: string, emit: Emit): void => {
    if (value === '') return;
    isVisible = true;
    if (tags) tags.push(value, emit);
    else emit({ type: 'text-delta', text: value });
  };

  function readChunk(chunk: Chunk, emit: Emit): void {
    if (chunk.error || !Array.isArray(chunk.choices)) {
      const error = errorIn(chunk);
      if (error) throw fail(refusalFromError(traits, error, undefined, now));
    }
    if (typeof chunk.model === 'string' && chunk.model !== '') servedModel = chunk.model;
    if (!isVisible && traits.leakedTags?.models.test(servedModel ?? '')) tags ??= traits.leakedTags.filter();
    if (Array.isArray(chunk.content_filter)) readFilter(chunk.content_filter);
    if (traits.webSearch && Array.isArray(chunk.web_search))
      sources = traits.webSearch.sourcesIn(chunk.web_search);
    if (chunk.usage) readUsage(chunk.usage);
    if (!Array.isArray(chunk.choices)) return;
    sawChunk = true;
    const choice: Choice | null | undefined = chunk.choices[0];
    if (choice) readChoice(choice, emit);
    if (chunk.choices.length === 1 && !chunk.usage) onlyText = onlyTextOf(choice);
  }

  /** Level 0 is the gravest; the milder ones are for the provider's own books. */
  function readFilter(verdicts: readonly unknown[]): void {
    const grave = verdicts.filter(isObject).find(({ level }) => level === 0);
    if (grave) throw filtered(grave.role === 'history');
  }

  function filtered(endsChat: boolean) {
    return fail({ kind: 'content-filter', ...(endsChat && { endsChat }), ...(usage && { usage }) });
  }

  function readChoice(choice: Choice, emit: Emit): void {
    if (choice.usage) readUsage(choice.usage);
    const hidden = NOT_TO_BE_SHOWN.get(choice.flag);
    if (hidden) throw filtered(hidden.endsChat);
    const delta = choice.delta ?? choice.message;
    if (delta) readDelta(delta, emit);
    const end = choice.finish_reason;
    if (typeof end !== 'string' || end === '') return;
    const broken = BROKEN_OFF.get(end);
    if (broken) throw fail({ kind: broken, code: end, note: 'the provider gave up' });
    reason = FINISH_REASONS[end] ?? 'unknown';
    progress = 'finished';
  }

  function readDelta(delta: Delta, emit: Emit): void {
    const thought = delta.reasoning_content ?? delta.reasoning;
    if (typeof thought === 'string' && thought !== '') {
      isVisible = true;
      emit({ type: 'reasoning-delta', text: thought });
    }
    const { content } = delta;
    if (typeof content === 'string') text(content, emit);
    else if (Array.isArray(content)) for (const part of content) text(textOfPart(part), emit);
    if (typeof delta.refusal === 'string' && delta.refusal !== '') {
      sawRefusal = true;
      text(delta.refusal, emit);
    }
    if (Array.isArray(delta.tool_calls)) for (const call of delta.tool_calls) readToolDelta(call, emit);
  }

  function readToolDelta(delta: ToolDelta | null, emit: Emit): void {
    if (typeof delta !== 'object' || delta === null) return;
    const call = openCall(delta);
    const name = delta.function?.name;
    if (call.name === '' && typeof name === 'string' && name !== '') {
      call.name = name;
      isVisible = true;
      emit({ type: 'tool-call-start', callId: call.callId, name });
    }
    const written = delta.function?.arguments;
    if (typeof written === 'string') call.argumentsText += written;
    else if (typeof written === 'object' && written !== null) call.argumentsText += JSON.stringify(written);
  }

  /** By index, unless a new id comes under an old index; without an index by id; without either the latest. */
  function openCall(delta: ToolDelta): OpenCall {
    const index = typeof delta.index === 'number' ? delta.index : undefined;
    const id = typeof delta.id === 'string' && delta.id !== '' ? delta.id : undefined;
    const known = calls.findLast(
      (call) => (index === undefined || call.index === index) && (id === undefined || call.callId === id),
    );
    if (known) return known;
    const call = { index, callId: id ?? `call_${calls.length}`, name: '', argumentsText: '' };
    calls.push(call);
    return call;
  }

  function readUsage(value: unknown): void {
    usage = usageOf(value) ?? usage;
  }

  return {
    get progress() {
      return progress;
    },
    push({ event, data }, emit) {
      if (progress === 'done' && !data.includes('"usage"')) return;
      sawFrame = true;
      if (data === '[DONE]') progress = 'done';
      else if (event === 'error') throw fail(refusalFromError(traits, errorInFrame(data), undefined, now));
      else if (data !== '' && !isForeign(event, data)) readFrame(data, emit);
    },
    whole(body, emit) {
      const chunk = wholeObject(body, fail);
      sawFrame = true;
      readChunk(chunk, emit);
      if (sawChunk) progress = 'done';
    },
    end(emit) {
      if (!sawFrame) throw fail({ kind: 'empty-answer' });
      if (progress === 'open') {
        const cut = isVisible ? 'interrupted' : 'connection-lost';
        throw fail({
          kind: sawChunk || frames.isHalf ? cut : 'protocol',
          note: 'the answer has no end',
        });
      }
      tags?.end(emit);
      for (const { callId, name, argumentsText } of calls) {
        // A call that was cut short must not be run.
        if (reason !== 'length' || parseJson(argumentsText) !== undefined)
          emit({ type: 'tool-call', callId, name, argumentsText });
      }
      if (sources.length > 0) emit({ type: 'sources', sources });
      emit({
        type: 'finish',
        reason: finalReason(),
        ...(usage && { usage }),
        ...(servedModel !== undefined && { servedModel }),
      });
    },
  };

  function finalReason(): FinishReason {
    if (sawRefusal) return 'refusal';
    if (calls.length > 0 && (reason === 'stop' || reason === undefined)) return 'tool-calls';
    return reason ?? 'unknown';
  }
}

/** The text of a choice that holds nothing else which is read here. */
function onlyTextOf(choice: Choice | null | undefined): string | undefined {
  const { delta, finish_reason: end, usage } = choice ?? {};
  if (!delta || end || usage) return undefined;
  const { content, refusal, reasoning_content: thought, reasoning, tool_calls: calls } = delta;
  return typeof content === 'string' && !(refusal || thought || reasoning || calls) ? content : undefined;
}

function errorInFrame(data: string): ErrorObject {
  const body = parseJson(data);
  return errorIn(body) ?? errorIn({ error: body }) ?? { codes: [], message: data };
}

/** Such as `event: ping`, whatever its data. */
function isForeign(event: string | undefined, data: string): boolean {
  return event !== undefined && event !== 'message' && !data.trimStart().startsWith('{');
}

function usageOf(value: unknown): Usage | undefined {
  const raw = value as Readonly<Record<string, unknown>>;
  const inputTokens = raw.prompt_tokens;
  const outputTokens = raw.completion_tokens ?? 0;
  if (typeof inputTokens !== 'number' || typeof outputTokens !== 'number') return undefined;
  const cached = [
    part(raw.prompt_tokens_details, 'cached_tokens'),
    part(raw, 'prompt_cache_hit_tokens'),
    part(raw, 'cached_tokens'),
  ].find((count) => count !== undefined);
  return {
    inputTokens,
    outputTokens,
    cachedInputTokens: Math.min(cached ?? 0, inputTokens),
    reasoningTokens: part(raw.completion_tokens_details, 'reasoning_tokens') ?? 0,
    estimated: false,
  };
}

function part(value: unknown, name: string): number | undefined {
  const count = (value as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  return typeof count === 'number' ? count : undefined;
}

function textOfPart(value: unknown): string {
  const content = (value as { readonly text?: unknown } | null)?.text;
  return typeof content === 'string' ? content : '';
}
