import type { EndpointDialect, EndpointSetting } from '../core/settings.ts';
import type { AuthScheme } from './credentials/authorities.ts';
import { createAnthropicMessages } from './dialects/anthropicMessages.ts';
import type { Dialect } from './dialects/dialect.ts';
import { ERNIE_CHAT } from './dialects/ernieChat.ts';
import { OLLAMA_CHAT } from './dialects/ollamaChat.ts';
import { createOpenaiChat } from './dialects/openaiChat.ts';
import { ZHIPU_V3_CHAT } from './dialects/zhipuV3Chat.ts';

interface Speech {
  readonly dialect: (setting: EndpointSetting) => Dialect;
  readonly auth: AuthScheme;
}

/** How an endpoint of the user's own is spoken to, by the word of its setting `dialect`. */
export const SPEECH: Readonly<Record<EndpointDialect, Speech>> = {
  openai: { dialect: () => createOpenaiChat(), auth: 'bearer' },
  anthropic: { dialect: () => createAnthropicMessages(), auth: 'x-api-key' },
  'anthropic-bearer': { dialect: () => createAnthropicMessages(), auth: 'bearer' },
  ollama: { dialect: () => OLLAMA_CHAT, auth: 'bearer' },
  'ernie-v1': { dialect: () => ERNIE_CHAT, auth: 'baidu-ernie' },
  'zhipu-v3': { dialect: () => ZHIPU_V3_CHAT, auth: 'zhipu-token-bare' },
};
