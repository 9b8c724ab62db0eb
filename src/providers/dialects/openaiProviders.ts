import { createTagFilter } from './leakedTags.ts';
import type { OpenaiTraits } from './openaiTraits.ts';
import { ZHIPU_WEB_SEARCH } from './webSearch.ts';
import { ZHIPU_ERRORS } from './zhipuErrors.ts';

/** Who is known to differ from what most servers of the OpenAI family understand. */
export type OpenaiProvider =
  | 'zhipu'
  | 'deepseek'
  | 'kimi'
  | 'dashscope'
  | 'siliconflow'
  | 'openrouter'
  | 'openai'
  | 'qianfan'
  | 'lmstudio'
  | 'llamacpp'
  | 'vllm';

/** How each of them differs. */
export const OPENAI_PROVIDERS: Readonly<Record<OpenaiProvider, Partial<OpenaiTraits>>> = {
  zhipu: {
    // Counts come with the finish, asked for or not.
    usageOnDemand: false,
    reasoningSwitch: 'thinking-type',
    returnsReasoning: true,
    temperature: 'no-zero',
    requestId: 'body',
    toolStream: true,
    leakedTags: { models: /^glm-(?:z1|4\.[156]v)/i, filter: createTagFilter },
    webSearch: ZHIPU_WEB_SEARCH,
    errors: ZHIPU_ERRORS,
  },
  deepseek: {
    reasoningSwitch: 'thinking-type',
    returnsReasoning: true,
    continuation: { by: 'prefix', baseUrl: 'https://api.deepseek.com/beta' },
  },
  kimi: {
    reasoningSwitch: 'thinking-type',
    returnsReasoning: true,
    temperature: 'not-when-reasoning',
    continuation: { by: 'partial' },
  },
  dashscope: {
    reasoningSwitch: 'enable-thinking',
    thinksInStreamsOnly: true,
    continuation: { by: 'partial', notWhenReasoning: true },
  },
  siliconflow: {
    reasoningSwitch: 'enable-thinking',
    errors: {
      20012: { kind: 'unknown-model' },
      30001: { kind: 'no-balance' },
      50505: { kind: 'overloaded' },
      50603: { kind: 'overloaded' },
    },
  },
  openrouter: { reasoningSwitch: 'reasoning-object' },
  openai: {
    outputLimit: 'max_completion_tokens',
    // A model that thinks refuses a limit that it cannot even think in.
    leastOutputTokens: 16,
    temperature: 'not-when-reasoning',
    requestId: 'header',
  },
  // Serves the models of many makers.
  qianfan: {
    outputLimit: 'max_completion_tokens',
    // cloud.baidu.com/doc/qianfan-docs/s/Wm95lyynv
    reasoningSwitch: [
      [/^(?:deepseek-v3\.[12]|kimi-k2|glm-)/, 'thinking-type'],
      [/^(?:qwen3-|ernie-4\.5-.*vl|ernie-5\.0-thinking)/, 'enable-thinking'],
    ],
    // Those that think on between calls of tools (…/s/6mkqjcw2w); deepseek-r1 refuses to get back what it has thought.
    returnsReasoning: /^(?:deepseek-v3\.2|ernie-5\.0-thinking)/,
  },
  lmstudio: { continuation: { by: 'prefill' } },
  llamacpp: { reasoningSwitch: 'chat-template', continuation: { by: 'prefill' } },
  vllm: { reasoningSwitch: 'chat-template', continuation: { by: 'final-message' } },
};
