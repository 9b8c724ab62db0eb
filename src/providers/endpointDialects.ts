import type { EndpointDialect, EndpointSetting } from '../core/settings.ts';
import type { AuthScheme } from './credentials/authorities.ts';
import type { DialectSpec } from './dialectSpec.ts';
import type { OpenaiTraits } from './dialects/openaiTraits.ts';
import { dialogueAuth, dialogueService } from './dialogue/service.ts';
import type { ModelListKind } from './modelLists.ts';

/** The APIs by which requests can be left with a provider. */
export type TaskApiName = 'zhipu' | 'zhipu-v3';

/** The APIs by which texts are turned into vectors. */
export type EmbeddingApiName = 'openai' | 'zhipu' | 'qianfan' | 'dashscope' | 'ollama';

/** How an endpoint is spoken to. */
export interface Speech {
  readonly dialect: DialectSpec;
  /** How a key lets a request in. */
  readonly auth: AuthScheme;
  /** How the server is asked for its models; as OpenAI's is when absent. */
  readonly modelList?: ModelListKind | undefined;
  /** How requests are left with it, to be answered in its own time; it takes none so when absent. */
  readonly tasks?: TaskApiName | undefined;
  /** How it turns texts into vectors; it does not when absent. */
  readonly embeddings?: EmbeddingApiName | undefined;
}

/** How an endpoint of the user's own is spoken to, by the word of its setting `dialect`. */
export const SPEECH: Readonly<Record<EndpointDialect, (setting: EndpointSetting) => Speech>> = {
  openai: ({ openai }) => ({
    dialect: { api: 'openai', traits: traitsOf(openai) },
    auth: 'bearer',
    embeddings: 'openai',
  }),
  anthropic: () => ({ dialect: { api: 'anthropic' }, auth: 'x-api-key', modelList: 'anthropic' }),
  'anthropic-bearer': () => ({ dialect: { api: 'anthropic' }, auth: 'bearer', modelList: 'anthropic' }),
  ollama: () => ({ dialect: { api: 'ollama' }, auth: 'bearer', modelList: 'ollama', embeddings: 'ollama' }),
  'ernie-v1': () => ({ dialect: { api: 'ernie-v1' }, auth: 'baidu-ernie' }),
  'zhipu-v3': () => ({ dialect: { api: 'zhipu-v3' }, auth: 'zhipu-token-bare', tasks: 'zhipu-v3' }),
  dialogue: ({ baseUrl, dialogue }) => ({
    dialect: { api: 'dialogue', service: dialogueService(dialogue) },
    auth: dialogueAuth(baseUrl, dialogue),
    modelList: 'none',
  }),
};

function traitsOf(setting: EndpointSetting['openai'] = {}): Partial<OpenaiTraits> {
  const { outputLimit, thinkingSwitch, streamUsage } = setting;
  return {
    ...(outputLimit && { outputLimit }),
    ...(thinkingSwitch && { reasoningSwitch: thinkingSwitch }),
    ...(streamUsage !== undefined && { usageOnDemand: streamUsage }),
  };
}
