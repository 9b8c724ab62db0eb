import type { ChatCompletionRequest, WireMessage } from './answer.ts';
import { createTally, type ServedUsage } from './countTokens.ts';
import type { Wire, WireWriter } from './wire.ts';

interface MessagesRequest {
  readonly model: string;
  readonly max_tokens: number;
  readonly system?: string;
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly content: readonly Block[] }[];
  readonly stream?: boolean;
  readonly tools?: readonly {
    readonly name: string;
    readonly description: string;
    readonly input_schema: object;
  }[];
  readonly thinking?: { readonly type: string };
}

interface Block {
  readonly type: string;
  readonly text?: string;
  readonly thinking?: string;
  readonly id?: string;
  readonly name?: string;
  readonly input?: object;
  readonly tool_use_id?: string;
  readonly content?: string;
}

/** An HTTP error's body. */
export const anthropicError = (type: string, message: string): object => ({
  type: 'error',
  error: { type, message },
  request_id: 'req_test',
});

/** Anthropic's Messages, below `/anthropic`. */
export const ANTHROPIC_WIRE: Wire = {
  contentType: 'text/event-stream; charset=utf-8',
  read: ({ method, path, body }) =>
    method === 'POST' && path === '/anthropic/v1/messages' ? requestOf(body as MessagesRequest) : undefined,
  writer: (request, id, model = request.model) => createWriter(request, id, model),
  lookUp: ({ method, path }, models) =>
    method === 'GET' && path.startsWith('/anthropic/v1/models') ? modelList(models, path) : undefined,
};

function requestOf({
  model,
  system,
  messages,
  stream,
  tools,
  ...rest
}: MessagesRequest): ChatCompletionRequest {
  return {
    model,
    max_tokens: rest.max_tokens,
    stream: stream ?? false,
    messages: [
      ...(system ? [{ role: 'system', content: system } as const] : []),
      ...messages.flatMap(({ role, content }) => messagesOf(role, content)),
    ],
    ...(tools && {
      tools: tools.map(({ name, description, input_schema }) => ({
        type: 'function',
        function: { name, description, parameters: input_schema },
      })),
    }),
    ...(rest.thinking && { thinking: rest.thinking }),
  };
}

function messagesOf(role: 'user' | 'assistant', blocks: readonly Block[]): readonly WireMessage[] {
  const results = blocks.filter(({ type }) => type === 'tool_result');
  const text = blocks.map((block) => (block.type === 'text' ? block.text : '')).join('');
  const calls = blocks.filter(({ type }) => type === 'tool_use');
  return [
    ...results.map(
      (block): WireMessage => ({
        role: 'tool',
        content: block.content ?? '',
        tool_call_id: block.tool_use_id ?? '',
      }),
    ),
    ...(text || calls.length > 0
      ? [
          {
            role,
            content: text,
            ...(calls.length > 0 && {
              tool_calls: calls.map(({ id = '', name = '', input }) => ({
                id,
                function: { name, arguments: JSON.stringify(input) },
              })),
            }),
          } satisfies WireMessage,
        ]
      : []),
  ];
}

const STOP_REASONS: Readonly<Record<string, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
};

function createWriter(request: ChatCompletionRequest, id: string, model: string): WireWriter {
  const tally = createTally(request, model);
  let index = -1;
  let open: 'text' | 'thinking' | 'tool_use' | undefined;

  const event = (type: string, fields: object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
  const message = (content: readonly object[], stop_reason: string | null, usage: object): object => ({
    id,
    type: 'message',
    role: 'assistant',
    model,
    content,
    stop_reason,
    stop_sequence: null,
    usage,
  });
  const begin = (): string =>
    event('message_start', {
      message: message([], null, { ...wireUsage(tally.served), output_tokens: 1 }),
    }) + event('ping', {});
  const close = (): string => {
    if (!open) return '';
    const seal =
      open === 'thinking'
        ? event('content_block_delta', { index, delta: { type: 'signature_delta', signature: `seal-${id}` } })
        : '';
    open = undefined;
    return seal + event('content_block_stop', { index });
  };
  const block = (type: NonNullable<typeof open>, start: object): string => {
    if (open === type && type !== 'tool_use') return '';
    const before = index < 0 ? begin() : close();
    open = type;
    return before + event('content_block_start', { index: ++index, content_block: { type, ...start } });
  };
  const delta = (fields: object): string => event('content_block_delta', { index, delta: fields });
  const endOf = (reason: string | undefined): string =>
    reason === undefined
      ? tally.calls.length > 0
        ? 'tool_use'
        : 'end_turn'
      : (STOP_REASONS[reason] ?? reason);

  return {
    get served() {
      return tally.served;
    },
    delta(part) {
      tally.add(part);
      switch (part.type) {
        case 'text':
          return block('text', { text: '' }) + delta({ type: 'text_delta', text: part.text });
        case 'reasoning':
          return (
            block('thinking', { thinking: '', signature: '' }) +
            delta({ type: 'thinking_delta', thinking: part.text })
          );
        case 'tool-call': {
          const { callId, name, argumentsText } = part;
          const json =
            argumentsText === '{}' ? ['', ''] : ['', argumentsText.slice(0, 3), argumentsText.slice(3)];
          return (
            block('tool_use', { id: callId, name, input: {} }) +
            json.map((partial_json) => delta({ type: 'input_json_delta', partial_json })).join('')
          );
        }
      }
    },
    end(reason, usage) {
      const counted = usage === false ? {} : (usage ?? { output_tokens: tally.served.outputTokens });
      return (
        (index < 0 ? begin() : close()) +
        event('message_delta', {
          delta: { stop_reason: endOf(reason), stop_sequence: null },
          usage: counted,
        }) +
        event('message_stop', {})
      );
    },
    whole(reason, usage) {
      const content = [
        ...(tally.reasoning
          ? [{ type: 'thinking', thinking: tally.reasoning, signature: `seal-${id}` }]
          : []),
        ...(tally.text ? [{ type: 'text', text: tally.text }] : []),
        ...tally.calls.map(({ callId, name, argumentsText }) => ({
          type: 'tool_use',
          id: callId,
          name,
          input: JSON.parse(argumentsText),
        })),
      ];
      return JSON.stringify(message(content, endOf(reason), usage || wireUsage(tally.served)));
    },
  };
}

function wireUsage({ inputTokens, outputTokens }: ServedUsage): object {
  return {
    input_tokens: inputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    output_tokens: outputTokens,
  };
}

/** One model a page, so that whoever reads only the first one is found out. */
function modelList(names: readonly string[], path: string): object {
  const after = new URL(path, 'http://localhost').searchParams.get('after_id');
  const id = names[after === null ? 0 : names.indexOf(after) + 1] ?? '';
  return {
    data: [{ type: 'model', id, display_name: id, max_input_tokens: 1_000_000, max_tokens: 128_000 }],
    has_more: id !== names.at(-1),
    last_id: id,
  };
}
