import type { ChatRequest } from '../../core/model/chatRequest.ts';
import type { RequestEnd } from '../../core/model/observation.ts';
import type { Endpoint } from '../endpoint.ts';
import type { AttributeValue, SpanScope } from './span.ts';

type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

// Names of OpenTelemetry's semantic conventions for generative AI (opentelemetry.io/docs/specs/semconv/gen-ai, still in
// development), which replaced `gen_ai.system` by `gen_ai.provider.name`; `inkstone.*` is what they have no name for.

/** What is known before a request goes out. */
export function requestAttributes(request: ChatRequest, { id, baseUrl }: Endpoint): Attributes {
  const { hostname, port, protocol } = new URL(baseUrl);
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': id,
    'gen_ai.request.model': request.model.name,
    'gen_ai.request.max_tokens': request.maxOutputTokens,
    'gen_ai.request.temperature': request.temperature,
    'server.address': hostname,
    'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
    'inkstone.request.id': request.id,
    'inkstone.purpose': request.purpose,
  };
}

/** Tokens are told of the request alone: whoever adds up all spans must not count them twice. */
export function resultAttributes(end: RequestEnd, scope: SpanScope): Attributes {
  const { error, usage, finishReason, servedModel, outcome } = end;
  return {
    'gen_ai.response.model': servedModel,
    'gen_ai.response.finish_reasons': finishReason && [finishReason],
    ...(scope === 'request' &&
      usage && {
        'gen_ai.usage.input_tokens': usage.inputTokens,
        'gen_ai.usage.output_tokens': usage.outputTokens,
        'gen_ai.usage.cache_read.input_tokens': usage.cachedInputTokens,
        'gen_ai.usage.reasoning.output_tokens': usage.reasoningTokens,
      }),
    'error.type': error?.kind,
    'http.response.status_code': error?.details.status,
    'inkstone.error.code': error?.code,
    'inkstone.outcome': outcome,
  };
}
