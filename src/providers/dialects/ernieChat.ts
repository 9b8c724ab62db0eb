import type { ChatRequest } from '../../core/model/chatRequest.ts';
import type { Dialect } from './dialect.ts';
import { createErnieDecoder } from './ernieDecoder.ts';
import { ernieEndpoint } from './ernieEndpoints.ts';
import { ERNIE_ERRORS } from './ernieErrors.ts';
import { ernieMessages, ernieSystem } from './ernieMessages.ts';
import { EVENT_FRAMING } from './framing.ts';
import { refusalOf } from './openaiErrors.ts';

/** What the API takes as a limit, whatever the model could write. */
const LEAST_OUTPUT_TOKENS = 2;
const MOST_OUTPUT_TOKENS = 2048;

/** The first API of Baidu's ERNIE models (`…/wenxinworkshop/chat/{endpoint}`), which Qianfan v2 has replaced. */
export const ERNIE_CHAT: Dialect = {
  framing: EVENT_FRAMING,
  url: (baseUrl, { model }) => `${baseUrl}/chat/${encodeURIComponent(ernieEndpoint(model.name))}`,
  headers: () => ({}),
  encode,
  decoder: createErnieDecoder,
  refusal: (reply) => refusalOf({ errors: ERNIE_ERRORS }, reply),
};

function encode(request: ChatRequest): Readonly<Record<string, unknown>> {
  const { messages, tools = [], maxOutputTokens, temperature } = request;
  const system = ernieSystem(messages);
  return {
    messages: ernieMessages(messages),
    ...(system !== '' && { system }),
    stream: request.delivery !== 'whole',
    ...(maxOutputTokens !== undefined && {
      max_output_tokens: Math.min(MOST_OUTPUT_TOKENS, Math.max(LEAST_OUTPUT_TOKENS, maxOutputTokens)),
    }),
    // From above 0 to 1.
    ...(temperature !== undefined && { temperature: Math.min(1, Math.max(0.01, temperature)) }),
    ...(tools.length > 0 && { functions: tools }),
  };
}
