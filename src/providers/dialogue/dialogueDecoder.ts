import type { FinishReason } from '../../core/model/streamEvent.ts';
import type { Usage } from '../../core/model/usage.ts';
import type { Decoder, DecoderProgress, Emit, Fail } from '../dialects/dialect.ts';
import { isObject, type JsonObject, numberField, parseObject } from '../dialects/json.ts';
import { errorIn } from '../dialects/openaiErrors.ts';
import { refusalIn } from './dialogueErrors.ts';
import { textAt, valueAt } from './fields.ts';
import type { DialogueService } from './service.ts';

/** What an event is about. Whatever else a service sends is a sign of life. */
type EventKind = 'text' | 'reasoning' | 'done' | 'error' | 'heartbeat' | 'progress';

const EVENT_KINDS: Readonly<Record<string, EventKind>> = {
  delta: 'text',
  token: 'text',
  text: 'text',
  reasoning: 'reasoning',
  thinking: 'reasoning',
  done: 'done',
  completed: 'done',
  complete: 'done',
  error: 'error',
  failed: 'error',
  heartbeat: 'heartbeat',
  ping: 'heartbeat',
  pong: 'heartbeat',
};

type Status = 'running' | 'done' | 'failed' | 'cancelled';

const STATUSES: Readonly<Record<string, Status>> = {
  queued: 'running',
  pending: 'running',
  accepted: 'running',
  created: 'running',
  running: 'running',
  processing: 'running',
  in_progress: 'running',
  done: 'done',
  completed: 'done',
  complete: 'done',
  succeeded: 'done',
  success: 'done',
  finished: 'done',
  failed: 'failed',
  failure: 'failed',
  error: 'failed',
  timeout: 'failed',
  expired: 'failed',
  cancelled: 'cancelled',
  canceled: 'cancelled',
  aborted: 'cancelled',
};

const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  end_turn: 'stop',
  length: 'length',
  max_tokens: 'length',
  content_filter: 'content-filter',
  sensitive: 'content-filter',
};

/** How a dialogue and its context are known to the service. */
export interface Said {
  readonly dialogueId?: string;
  readonly contextId?: string;
}

export interface DialogueDecoder extends Decoder {
  readonly said: Said;
  /** Whether anything of the answer has been passed on. */
  readonly isVisible: boolean;
  /** Takes an event of an answer; they must come in order. */
  event(event: JsonObject, emit: Emit): void;
  /** Takes what the service holds of the dialogue, and passes on what of its answer is new. */
  record(record: JsonObject, emit: Emit): void;
}

/** What an event of a service is about. */
export function kindOfEvent({ fields }: Pick<DialogueService, 'fields'>, event: JsonObject): EventKind {
  const type = textAt(event, fields.eventType);
  if (type === undefined) return typeof valueAt(event, fields.delta) === 'string' ? 'text' : 'progress';
  return EVENT_KINDS[type] ?? 'progress';
}

/** Reads answers of a dialogue service: whole, as the record of a dialogue, or as events. */
export function createDialogueDecoder(service: DialogueService, now: number, fail: Fail): DialogueDecoder {
  const { fields } = service;
  let progress: DecoderProgress = 'open';
  let text = '';
  let isVisible = false;
  let said: Said = {};
  let reason: FinishReason = 'stop';
  let usage: Usage | undefined;
  let servedModel: string | undefined;

  function write(type: 'text-delta' | 'reasoning-delta', piece: unknown, emit: Emit): void {
    if (typeof piece !== 'string' || piece === '') return;
    isVisible = true;
    if (type === 'text-delta') text += piece;
    emit({ type, text: piece });
  }

  /** What comes beside the text. */
  function readAbout(body: JsonObject): void {
    const context = valueAt(body, fields.context);
    const contextId = isObject(context)
      ? (textAt(context, fields.contextId) ?? textAt(context, 'id'))
      : textAt(body, fields.context);
    const dialogueId = textAt(body, fields.dialogueId);
    said = {
      ...said,
      ...(dialogueId !== undefined && { dialogueId }),
      ...(contextId !== undefined && { contextId }),
    };
    servedModel = textAt(body, fields.servedModel) ?? servedModel;
    usage = usageOf(valueAt(body, fields.usage)) ?? usage;
    const end = textAt(body, fields.finishReason);
    if (end !== undefined) reason = FINISH_REASONS[end] ?? 'unknown';
  }

  /** The answer as the service has it so far, of which a part has been passed on. */
  function catchUp(whole: string, isOver: boolean, emit: Emit): void {
    if (whole.startsWith(text)) write('text-delta', whole.slice(text.length), emit);
    // A record may lag behind the events, and services trim what they keep.
    else if (!text.startsWith(whole) || (isOver && text.slice(whole.length).trim() !== ''))
      throw fail({ kind: 'interrupted', note: 'the service holds another text than the one that it sent' });
  }

  const decoder: DialogueDecoder = {
    get progress() {
      return progress;
    },
    get said() {
      return said;
    },
    get isVisible() {
      return isVisible;
    },
    event(event, emit) {
      if (progress === 'done') return;
      switch (kindOfEvent(service, event)) {
        case 'text':
          return write('text-delta', valueAt(event, fields.delta), emit);
        case 'reasoning':
          return write('reasoning-delta', valueAt(event, fields.delta), emit);
        case 'error':
          throw fail(refusalIn(event, now));
        case 'done': {
          readAbout(event);
          // Events that came in order are the answer, whatever a service makes of it for its records.
          const whole = valueAt(event, fields.response);
          if (typeof whole === 'string' && whole.startsWith(text)) catchUp(whole, true, emit);
          progress = 'done';
        }
      }
    },
    record(record, emit) {
      readAbout(record);
      const whole = valueAt(record, fields.response);
      const word = textAt(record, fields.status)?.toLowerCase();
      const status = word === undefined ? undefined : STATUSES[word];
      if (status === 'failed' || status === 'cancelled') throw fail(ended(record, status));
      const isOver = status === 'done' || (status === undefined && typeof whole === 'string');
      if (typeof whole === 'string') catchUp(whole, isOver, emit);
      else if (status === undefined) throw fail(noAnswer(record));
      if (isOver) progress = 'done';
    },
    push({ data }, emit) {
      const event = parseObject(data);
      if (event) decoder.event(event, emit);
      else if (data === '[DONE]') progress = 'done';
    },
    whole(body, emit) {
      const record = parseObject(body);
      if (!record) throw fail({ kind: 'protocol', note: `${body.length} characters that are not JSON` });
      decoder.record(record, emit);
    },
    end(emit) {
      if (progress !== 'done') throw fail(unfinished());
      emit({
        type: 'finish',
        reason,
        ...(usage && { usage }),
        ...(servedModel !== undefined && { servedModel }),
      });
    },
  };
  return decoder;

  function ended(record: JsonObject, status: 'failed' | 'cancelled') {
    const refusal = refusalIn(record, now);
    const note = `the service says that the answer was ${status}`;
    return isVisible ? { ...refusal, kind: 'interrupted' as const, note } : { ...refusal, note };
  }

  function noAnswer(record: JsonObject) {
    return errorIn(record)
      ? refusalIn(record, now)
      : { kind: 'protocol' as const, note: `no field ${fields.response} and no status` };
  }

  function unfinished() {
    const note = 'the answer has no end';
    return isVisible ? { kind: 'interrupted' as const, note } : { kind: 'connection-lost' as const, note };
  }
}

/** Counts under the names of OpenAI or of Anthropic. */
function usageOf(value: unknown): Usage | undefined {
  if (!isObject(value)) return undefined;
  const inputTokens = numberField(value, 'prompt_tokens') ?? numberField(value, 'input_tokens');
  const outputTokens = numberField(value, 'completion_tokens') ?? numberField(value, 'output_tokens');
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  return {
    inputTokens,
    outputTokens,
    cachedInputTokens: Math.min(numberField(value, 'cached_tokens') ?? 0, inputTokens),
    reasoningTokens: numberField(value, 'reasoning_tokens') ?? 0,
    estimated: false,
  };
}
