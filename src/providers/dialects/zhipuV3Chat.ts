import type { ChatMessage, ChatRequest } from '../../core/model/chatRequest.ts';
import type { Dialect } from './dialect.ts';
import { ZHIPU_V3_FRAMING } from './framing.ts';
import { refusalOf } from './openaiErrors.ts';
import { ZHIPU_ERRORS } from './zhipuErrors.ts';
import { createZhipuV3Decoder } from './zhipuV3Decoder.ts';

/** The API of ChatGLM's first models (`…/api/paas/v3/model-api/{model}/…`), which v4 has replaced. */
export const ZHIPU_V3_CHAT: Dialect = {
  framing: ZHIPU_V3_FRAMING,
  url: (baseUrl, { model, delivery }) =>
    `${baseUrl}/${encodeURIComponent(model.name)}/${delivery === 'whole' ? 'invoke' : 'sse-invoke'}`,
  headers: () => ({}),
  encode,
  decoder: createZhipuV3Decoder,
  refusal: (reply) => refusalOf({ errors: ZHIPU_ERRORS }, reply),
};

function encode({ id, messages, delivery, temperature }: ChatRequest): Readonly<Record<string, unknown>> {
  return {
    prompt: turns(messages),
    request_id: id,
    ...(delivery === 'whole' ? { return_type: 'json_string' } : { incremental: true }),
    // Between 0 and 1, and neither.
    ...(temperature !== undefined && { temperature: Math.min(0.99, Math.max(0.01, temperature)) }),
  };
}

interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** Users and assistant are the only roles that are documented, so what the system says goes ahead of the first question. */
function turns(messages: readonly ChatMessage[]): readonly Turn[] {
  const system = messages.flatMap((message) => (message.role === 'system' ? [message.text] : []));
  const rest = messages.flatMap((message): readonly Turn[] => {
    if (message.role === 'system') return [];
    const content = message.role === 'tool' ? message.result : message.text;
    return [{ role: message.role === 'assistant' ? 'assistant' : 'user', content }];
  });
  if (system.length === 0) return rest;
  const [first, ...later] = rest;
  return first?.role === 'user'
    ? [{ role: 'user', content: [...system, first.content].join('\n\n') }, ...later]
    : [{ role: 'user', content: system.join('\n\n') }, ...rest];
}
