import type { DialectSpec } from './dialectSpec.ts';
import { type AnthropicTraits, createAnthropicMessages } from './dialects/anthropicMessages.ts';
import type { Dialect } from './dialects/dialect.ts';
import { ERNIE_CHAT } from './dialects/ernieChat.ts';
import { OLLAMA_CHAT } from './dialects/ollamaChat.ts';
import { createOpenaiChat } from './dialects/openaiChat.ts';
import { OPENAI_PROVIDERS } from './dialects/openaiProviders.ts';
import { ZHIPU_ERRORS } from './dialects/zhipuErrors.ts';
import { ZHIPU_V3_CHAT } from './dialects/zhipuV3Chat.ts';
import { createDialogueDialect } from './dialogue/dialogueDialect.ts';

const ANTHROPIC_SERVERS: Readonly<Record<'anthropic' | 'zhipu', Partial<AnthropicTraits>>> = {
  anthropic: { tellsWaits: true },
  zhipu: { errors: ZHIPU_ERRORS },
};

const made = new WeakMap<DialectSpec, Dialect>();

/** The codec of an API, made when it is first asked for. Throws `RangeError` for the editor's models, which have none. */
export function dialectOf(spec: DialectSpec): Dialect {
  const known = made.get(spec);
  if (known) return known;
  const dialect = createDialect(spec);
  made.set(spec, dialect);
  return dialect;
}

function createDialect(spec: DialectSpec): Dialect {
  switch (spec.api) {
    case 'openai':
      return createOpenaiChat({ ...(spec.provider && OPENAI_PROVIDERS[spec.provider]), ...spec.traits });
    case 'anthropic':
      return createAnthropicMessages(spec.provider && ANTHROPIC_SERVERS[spec.provider]);
    case 'ernie-v1':
      return ERNIE_CHAT;
    case 'zhipu-v3':
      return ZHIPU_V3_CHAT;
    case 'ollama':
      return OLLAMA_CHAT;
    case 'dialogue':
      return createDialogueDialect(spec.service);
    case 'editor':
      throw new RangeError('the editor’s models speak no API');
  }
}
