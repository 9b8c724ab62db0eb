import type { EndpointDialect, EndpointSetting } from '../core/settings.ts';
import type { AuthScheme } from './credentials/authorities.ts';
import { createAnthropicMessages } from './dialects/anthropicMessages.ts';
import type { Dialect } from './dialects/dialect.ts';
import { ERNIE_CHAT } from './dialects/ernieChat.ts';
import { OLLAMA_CHAT } from './dialects/ollamaChat.ts';
import { createOpenaiChat } from './dialects/openaiChat.ts';
import type { OpenaiTraits } from './dialects/openaiTraits.ts';
import { ZHIPU_V3_CHAT } from './dialects/zhipuV3Chat.ts';
import { createDialogueDialect } from './dialogue/dialogueDialect.ts';
import { type DialogueService, dialogueAuth, dialogueService } from './dialogue/service.ts';
import type { ModelListKind } from './modelLists.ts';

/** The APIs by which requests can be left with a provider. */
export type TaskApiName = 'zhipu' | 'zhipu-v3';

/** The APIs by which texts are turned into vectors. */
export type EmbeddingApiName = 'openai' | 'zhipu' | 'qianfan' | 'dashscope' | 'ollama';

/** How an endpoint is spoken to. */
export interface Speech {
  readonly dialect: Dialect;
  /** How a key lets a request in. */
  readonly auth: AuthScheme;
  /** How the server is asked for its models; as OpenAI's is when absent. */
  readonly modelList?: ModelListKind | undefined;
  /** How requests are left with it, to be answered in its own time; it takes none so when absent. */
  readonly tasks?: TaskApiName | undefined;
  /** How it turns texts into vectors; it does not when absent. */
  readonly embeddings?: EmbeddingApiName | undefined;
  /** Behind the endpoint is a service that keeps conversations and tasks. */
  readonly dialogue?: DialogueService | undefined;
}

/** How an endpoint of the user's own is spoken to, by the word of its setting `dialect`. */
export const SPEECH: Readonly<Record<EndpointDialect, (setting: EndpointSetting) => Speech>> = {
  openai: ({ openai }) => ({
    dialect: createOpenaiChat(traitsOf(openai)),
    auth: 'bearer',
    embeddings: 'openai',
  }),
  anthropic: () => ({ dialect: createAnthropicMessages(), auth: 'x-api-key', modelList: 'anthropic' }),
  'anthropic-bearer': () => ({ dialect: createAnthropicMessages(), auth: 'bearer', modelList: 'anthropic' }),
  ollama: () => ({ dialect: OLLAMA_CHAT, auth: 'bearer', modelList: 'ollama', embeddings: 'ollama' }),
  'ernie-v1': () => ({ dialect: ERNIE_CHAT, auth: 'baidu-ernie' }),
  'zhipu-v3': () => ({ dialect: ZHIPU_V3_CHAT, auth: 'zhipu-token-bare', tasks: 'zhipu-v3' }),
  dialogue({ baseUrl, dialogue: setting }) {
    const dialogue = dialogueService(setting);
    return {
      dialect: createDialogueDialect(dialogue),
      auth: dialogueAuth(baseUrl, setting),
      modelList: 'none',
      dialogue,
    };
  },
};

function traitsOf(setting: EndpointSetting['openai'] = {}): Partial<OpenaiTraits> {
  const { outputLimit, thinkingSwitch, streamUsage } = setting;
  return {
    ...(outputLimit && { outputLimit }),
    ...(thinkingSwitch && { reasoningSwitch: thinkingSwitch }),
    ...(streamUsage !== undefined && { usageOnDemand: streamUsage }),
  };
}
