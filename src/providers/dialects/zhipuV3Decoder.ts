import type { Usage } from '../../core/model/usage.ts';
import type { Decoder, DecoderProgress, Emit, Fail } from './dialect.ts';
import type { Frame } from './framing.ts';
import { isObject, type JsonObject, parseJson, parseObject, textField } from './json.ts';
import { wholeObject } from './jsonFrames.ts';
import { type ErrorObject, errorIn, refusalFromError } from './openaiErrors.ts';
import { plainUsage } from './plainUsage.ts';
import { ZHIPU_ERRORS } from './zhipuErrors.ts';

/** Reads the answers of Zhipu v3: events that hold text as it is, and whole answers in JSON. */
export function createZhipuV3Decoder(now: number, fail: Fail): Decoder {
  let progress: DecoderProgress = 'open';
  let usage: Usage | undefined;
  let isVisible = false;
  let sawFrame = false;

  const refused = (error: ErrorObject) =>
    fail({ ...refusalFromError({ errors: ZHIPU_ERRORS }, error, undefined, now), ...(usage && { usage }) });

  function text(value: string, emit: Emit): void {
    if (value === '') return;
    isVisible = true;
    emit({ type: 'text-delta', text: value });
  }

  function readMeta(meta: JsonObject | undefined): void {
    usage = plainUsage(meta?.usage) ?? usage;
    if (meta?.task_status === 'FAIL') throw fail({ kind: 'server', note: 'the provider gave up' });
  }

  /** The provider has stopped the model, most likely for a word; unlike v4 it lets stand what was said. */
  function interrupted({ data }: Frame) {
    return fail({
      kind: isVisible ? 'interrupted' : 'content-filter',
      message: data,
      ...(usage && { usage }),
    });
  }

  function readChoices(answer: JsonObject, emit: Emit): void {
    if (!Array.isArray(answer.choices)) return;
    for (const choice of answer.choices) {
      if (isObject(choice)) text(unquoted(textField(choice, 'content') ?? ''), emit);
    }
  }

  return {
    get progress() {
      return progress;
    },
    push(frame, emit) {
      if (progress === 'done') return;
      sawFrame = true;
      const { event = 'add', data, meta } = frame;
      if (meta !== undefined) readMeta(parseObject(meta));
      if (event === 'add' || event === 'finish') text(data, emit);
      if (event === 'finish') progress = 'done';
      else if (event === 'interrupted') throw interrupted(frame);
      else if (event === 'error') throw refused(errorOf(data));
    },
    whole(body, emit) {
      const answer = wholeObject(body, fail);
      sawFrame = true;
      // What is wrong comes with HTTP 200 too.
      if (answer.success !== true)
        throw refused(errorIn(answer) ?? { codes: [], message: textField(answer, 'msg') ?? '' });
      if (!isObject(answer.data)) return;
      readMeta(answer.data);
      readChoices(answer.data, emit);
      progress = 'done';
    },
    end(emit) {
      if (!sawFrame) throw fail({ kind: 'empty-answer' });
      if (progress === 'open') {
        const kind = isVisible ? 'interrupted' : 'connection-lost';
        throw fail({ kind, note: 'the answer has no end' });
      }
      emit({ type: 'finish', reason: 'stop', ...(usage && { usage }) });
    },
  };
}

function errorOf(data: string): ErrorObject {
  const body = parseJson(data);
  return errorIn(body) ?? errorIn({ error: body }) ?? { codes: [], message: data };
}

/** A whole answer is a string as JSON writes it, though not always a valid one. */
function unquoted(content: string): string {
  if (!/^".*"$/s.test(content)) return content;
  const value = parseJson(content);
  return typeof value === 'string' ? value : content.slice(1, -1);
}
