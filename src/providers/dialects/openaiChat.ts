import type { ChatMessage, ChatRequest } from '../../core/model/chatRequest.ts';
import type { Model } from '../../core/model/model.ts';
import type { Dialect } from './dialect.ts';
import { EVENT_FRAMING } from './framing.ts';
import { continuationSwitches, encodeBeginning, resumes } from './openaiContinuation.ts';
import { createOpenaiDecoder } from './openaiDecoder.ts';
import { refusalOf } from './openaiErrors.ts';
import { type OpenaiTraits, PLAIN_TRAITS, type ReasoningSwitch } from './openaiTraits.ts';

/** OpenAI's chat completions, and everyone who speaks them: what differs is in the traits. */
export function createOpenaiChat(differences: Partial<OpenaiTraits> = {}): Dialect {
  const traits = { ...PLAIN_TRAITS, ...differences };
  return {
    framing: EVENT_FRAMING,
    url: (baseUrl, { continues }) =>
      `${(continues && traits.continuation?.baseUrl) ?? baseUrl}/chat/completions`,
    headers: ({ id }) => (traits.requestId === 'header' ? { 'x-client-request-id': id } : {}),
    encode: (request) => encode(traits, request),
    resumes: (baseUrl, request) => resumes(traits, baseUrl, request),
    decoder: (now, fail) => createOpenaiDecoder(traits, now, fail),
    refusal: (reply) => refusalOf(traits, reply),
  };
}

function encode(traits: OpenaiTraits, request: ChatRequest): Readonly<Record<string, unknown>> {
  const { model, messages, tools = [], maxOutputTokens, continues } = request;
  const isStream = request.delivery !== 'whole';
  const offered = [
    ...tools.map((tool) => ({ type: 'function', function: tool })),
    ...(traits.webSearch && request.webSearch ? [traits.webSearch.tool] : []),
  ];
  return {
    model: model.name,
    messages: [
      ...messages.map((message) => encodeMessage(traits, message, model)),
      ...(continues ? [encodeBeginning(traits, continues, model.can.reasoning)] : []),
    ],
    stream: isStream,
    ...(isStream && traits.usageOnDemand && { stream_options: { include_usage: true } }),
    ...(maxOutputTokens !== undefined && {
      [traits.outputLimit]: Math.max(maxOutputTokens, traits.leastOutputTokens ?? 1),
    }),
    ...temperature(traits, request),
    ...reasoning(traits, request),
    ...(continues && continuationSwitches(traits)),
    ...(offered.length > 0 && { tools: offered }),
    ...(tools.length > 0 && isStream && traits.toolStream && { tool_stream: true }),
    ...(traits.requestId === 'body' && { request_id: request.id }),
  };
}

function encodeMessage(traits: OpenaiTraits, message: ChatMessage, model: Model): object {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.text };
    case 'user':
      return { role: 'user', content: userContent(message) };
    case 'tool':
      return { role: 'tool', tool_call_id: message.callId, content: message.result };
    case 'assistant': {
      const calls = message.toolCalls ?? [];
      if (calls.length === 0) return { role: 'assistant', content: message.text };
      return {
        role: 'assistant',
        content: message.text,
        // Missing, even if empty, it is a 400 that every later turn of the conversation would repeat.
        ...(returnsReasoning(traits, model) && { reasoning_content: message.reasoning ?? '' }),
        tool_calls: calls.map(({ callId, name, argumentsText }) => ({
          id: callId,
          type: 'function',
          function: { name, arguments: argumentsText },
        })),
      };
    }
  }
}

function userContent({ text, pictures = [] }: Extract<ChatMessage, { role: 'user' }>): string | object[] {
  if (pictures.length === 0) return text;
  return [
    ...pictures.map(({ mediaType, data }) => ({
      type: 'image_url',
      image_url: { url: `data:${mediaType};base64,${data}` },
    })),
    { type: 'text', text },
  ];
}

function returnsReasoning({ returnsReasoning }: OpenaiTraits, { can, name }: Model): boolean {
  if (!can.reasoning) return false;
  return typeof returnsReasoning === 'boolean' ? returnsReasoning : returnsReasoning.test(name);
}

function switchOf({ reasoningSwitch }: OpenaiTraits, { name }: Model): ReasoningSwitch | undefined {
  if (typeof reasoningSwitch !== 'object') return reasoningSwitch;
  return reasoningSwitch.find(([names]) => names.test(name))?.[1];
}

function temperature(traits: OpenaiTraits, { temperature, model }: ChatRequest): object {
  if (temperature === undefined) return {};
  switch (traits.temperature) {
    case 'any':
      return { temperature };
    case 'no-zero':
      return temperature === 0
        ? { do_sample: false }
        : { temperature: Math.min(1, Math.max(0.01, Math.round(temperature * 100) / 100)) };
    case 'not-when-reasoning':
      return model.can.reasoning ? {} : { temperature };
  }
}

function reasoning(traits: OpenaiTraits, { reasoning: asked, model, delivery }: ChatRequest): object {
  const reasoning = traits.thinksInStreamsOnly && delivery === 'whole' ? 'off' : asked;
  if (reasoning === undefined || !model.can.reasoning) return {};
  switch (switchOf(traits, model)) {
    case 'thinking-type':
      return { thinking: { type: reasoning === 'on' ? 'enabled' : 'disabled' } };
    case 'enable-thinking':
      return { enable_thinking: reasoning === 'on' };
    case 'chat-template':
      return { chat_template_kwargs: { enable_thinking: reasoning === 'on' } };
    case 'reasoning-object':
      return { reasoning: { enabled: reasoning === 'on' } };
    default:
      return {};
  }
}
