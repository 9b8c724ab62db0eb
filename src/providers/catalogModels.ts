import type { Currency, Price } from '../core/model/model.ts';
import type { ModelFacts } from './modelOf.ts';

const usd = (inputPerMillion: number, outputPerMillion: number, cachedInputPerMillion?: number): Price => ({
  currency: 'USD',
  inputPerMillion,
  outputPerMillion,
  ...(cachedInputPerMillion !== undefined && { cachedInputPerMillion }),
});

const free = (currency: Currency): Price => ({ currency, inputPerMillion: 0, outputPerMillion: 0 });

// Names of BigModel's OpenAPI of 2026-07-11; sizes and list prices of models.dev of 2026-07-02. A model without a
// price here has none that could be confirmed in the currency of its bill: the user may set one.

const GLM_MODELS: readonly ModelFacts[] = [
  glm('glm-5.2', 'GLM-5.2', 1_000_000, 131_072),
  glm('glm-5.1', 'GLM-5.1', 200_000, 131_072),
  glm('glm-5', 'GLM-5', 204_800, 131_072),
  glm('glm-5-turbo', 'GLM-5-Turbo', 200_000, 131_072),
  glm('glm-4.7', 'GLM-4.7', 204_800, 131_072),
  glm('glm-4.7-flashx', 'GLM-4.7-FlashX', 200_000, 131_072),
  glm('glm-4.7-flash', 'GLM-4.7-Flash', 200_000, 131_072),
  glm('glm-4.6', 'GLM-4.6', 204_800, 131_072),
  glm('glm-4.5', 'GLM-4.5', 131_072, 98_304),
  glm('glm-4.5-air', 'GLM-4.5-Air', 131_072, 98_304),
  glm('glm-4.5-flash', 'GLM-4.5-Flash', 131_072, 98_304),
  { ...glm('glm-5v-turbo', 'GLM-5V-Turbo', 200_000, 131_072), images: true },
  { ...glm('glm-4.6v', 'GLM-4.6V', 128_000, 32_768), images: true },
];

function glm(name: string, label: string, contextTokens: number, maxOutputTokens: number): ModelFacts {
  return { name, label, contextTokens, maxOutputTokens, tools: true, reasoning: true };
}

const FREE_GLM: ReadonlySet<string> = new Set(['glm-4.7-flash', 'glm-4.5-flash']);

const ZAI_PRICES: Readonly<Record<string, Price>> = {
  'glm-5.2': usd(1.4, 4.4, 0.26),
  'glm-5.1': usd(1.4, 4.4, 0.26),
  'glm-5': usd(1, 3.2, 0.2),
  'glm-5-turbo': usd(1.2, 4),
  'glm-4.7': usd(0.6, 2.2, 0.11),
  'glm-4.7-flashx': usd(0.07, 0.4),
  'glm-4.6': usd(0.6, 2.2, 0.11),
  'glm-4.5': usd(0.6, 2.2),
  'glm-4.5-air': usd(0.2, 1.1),
  'glm-5v-turbo': usd(1.2, 4),
  'glm-4.6v': usd(0.3, 0.9),
};

/** Z.ai bills in USD. */
export const ZAI_MODELS: readonly ModelFacts[] = GLM_MODELS.map((model) => {
  const price = FREE_GLM.has(model.name) ? free('USD') : ZAI_PRICES[model.name];
  return { ...model, ...(price && { price }) };
});

/** BigModel bills in CNY, and its list could not be confirmed. */
export const BIGMODEL_MODELS: readonly ModelFacts[] = GLM_MODELS.map((model) =>
  FREE_GLM.has(model.name) ? { ...model, price: free('CNY') } : model,
);

/** A plan is paid by the month: its tokens have no price. */
export const GLM_PLAN_MODELS: readonly ModelFacts[] = GLM_MODELS.filter(({ images }) => !images);

export const DEEPSEEK_MODELS: readonly ModelFacts[] = [
  {
    name: 'deepseek-v4-pro',
    label: 'DeepSeek V4 Pro',
    contextTokens: 1_000_000,
    maxOutputTokens: 384_000,
    tools: true,
    reasoning: true,
    price: usd(0.435, 0.87),
  },
  {
    name: 'deepseek-v4-flash',
    label: 'DeepSeek V4 Flash',
    contextTokens: 1_000_000,
    maxOutputTokens: 384_000,
    tools: true,
    reasoning: true,
    price: usd(0.14, 0.28),
  },
];

export const KIMI_MODELS: readonly ModelFacts[] = ['kimi-k3', 'kimi-k2.7-code', 'kimi-k2.6', 'kimi-k2.5'].map(
  (name) => ({
    name,
    label: name.replace('kimi-k', 'Kimi K').replace('-code', ' Code'),
    contextTokens: 262_144,
    maxOutputTokens: 32_768,
    tools: true,
    reasoning: true,
  }),
);

/** The plan has one name for whatever it serves. */
export const KIMI_CODING_MODELS: readonly ModelFacts[] = [
  {
    name: 'kimi-for-coding',
    label: 'Kimi for Coding',
    contextTokens: 262_144,
    maxOutputTokens: 32_768,
    tools: true,
    reasoning: true,
  },
];

/** DashScope's address in China bills in CNY; the USD list is that of its international one. */
export const QWEN_MODELS: readonly ModelFacts[] = [
  {
    name: 'qwen3-coder-plus',
    label: 'Qwen3 Coder Plus',
    contextTokens: 1_048_576,
    maxOutputTokens: 65_536,
    tools: true,
  },
  { name: 'qwen3-coder-flash', label: 'Qwen3 Coder Flash', contextTokens: 262_144, tools: true },
  { name: 'qwen3.7-max', label: 'Qwen3.7 Max', contextTokens: 1_000_000, tools: true, reasoning: true },
  { name: 'qwen3.7-plus', label: 'Qwen3.7 Plus', contextTokens: 1_000_000, tools: true, reasoning: true },
  { name: 'qwen3-max', label: 'Qwen3 Max', contextTokens: 262_144, tools: true },
];

export const OPENAI_MODELS: readonly ModelFacts[] = [
  {
    name: 'gpt-5.5',
    label: 'GPT-5.5',
    contextTokens: 1_050_000,
    maxOutputTokens: 128_000,
    tools: true,
    reasoning: true,
    price: usd(5, 30),
  },
  {
    name: 'gpt-5.4',
    label: 'GPT-5.4',
    contextTokens: 1_050_000,
    maxOutputTokens: 128_000,
    tools: true,
    reasoning: true,
    price: usd(2.5, 15),
  },
  {
    name: 'gpt-5.4-mini',
    label: 'GPT-5.4 mini',
    contextTokens: 400_000,
    maxOutputTokens: 128_000,
    tools: true,
    reasoning: true,
  },
  { name: 'gpt-4.1', label: 'GPT-4.1', contextTokens: 1_047_576, maxOutputTokens: 32_768, tools: true },
];

export const QWEN_INTL_MODELS: readonly ModelFacts[] = QWEN_MODELS.map((model) =>
  model.name === 'qwen3-coder-plus' ? { ...model, price: usd(1, 5) } : model,
);

export const ERNIE_MODELS: readonly ModelFacts[] = [
  {
    name: 'ernie-5.1',
    label: 'ERNIE 5.1',
    contextTokens: 131_072,
    maxOutputTokens: 65_536,
    tools: true,
  },
  { name: 'ernie-5.0', label: 'ERNIE 5.0', contextTokens: 131_072, tools: true },
  {
    name: 'ernie-5.0-thinking-preview',
    label: 'ERNIE 5.0 Thinking',
    contextTokens: 131_072,
    tools: true,
    reasoning: true,
  },
  { name: 'ernie-4.5-turbo-128k', label: 'ERNIE 4.5 Turbo', contextTokens: 131_072, tools: true },
  {
    name: 'deepseek-v3.2',
    label: 'DeepSeek V3.2',
    contextTokens: 131_072,
    tools: true,
    reasoning: true,
  },
];

/** All of them write at most 2048 tokens. */
export const ERNIE_V1_MODELS: readonly ModelFacts[] = (
  [
    ['ernie-4.0-8k', 'ERNIE 4.0', 8192],
    ['ernie-4.0-turbo-8k', 'ERNIE 4.0 Turbo', 8192],
    ['ernie-3.5-8k', 'ERNIE 3.5', 8192],
    ['ernie-speed-128k', 'ERNIE Speed 128K', 131_072],
    ['ernie-speed-8k', 'ERNIE Speed', 8192],
    ['ernie-lite-8k', 'ERNIE Lite', 8192],
    ['ernie-tiny-8k', 'ERNIE Tiny', 8192],
  ] as const
).map(([name, label, contextTokens]) => ({ name, label, contextTokens, maxOutputTokens: 2048 }));

/** Sizes that are safe: the documents of these models are gone. */
export const CHATGLM_MODELS: readonly ModelFacts[] = (
  [
    ['chatglm_turbo', 'ChatGLM Turbo', 32_768],
    ['chatglm_pro', 'ChatGLM Pro', 8192],
    ['chatglm_std', 'ChatGLM Std', 8192],
    ['chatglm_lite', 'ChatGLM Lite', 8192],
    ['characterglm', 'CharacterGLM', 4096],
  ] as const
).map(([name, label, contextTokens]) => ({ name, label, contextTokens, maxOutputTokens: 2048 }));

// Sizes and prices of platform.claude.com of 2026-11, of older models of models.dev of 2026-07-02. Tokens that are
// written to the cache cost a quarter more than the input price says.

export const ANTHROPIC_MODELS: readonly ModelFacts[] = [
  claude('claude-opus-5-5', 'Claude Opus 5.5', 1_000_000, 128_000, usd(4, 20, 0.2)),
  claude('claude-sonnet-5-5', 'Claude Sonnet 5.5', 1_000_000, 128_000, usd(2, 10)),
  claude('claude-haiku-5-5', 'Claude Haiku 5.5', 1_000_000, 128_000),
  claude('claude-fable-5-1', 'Claude Fable 5.1', 1_000_000, 128_000, usd(10, 50)),
  claude('claude-opus-5', 'Claude Opus 5', 1_000_000, 128_000, usd(5, 25, 0.5)),
  claude('claude-sonnet-5', 'Claude Sonnet 5', 1_000_000, 128_000, usd(2, 10)),
  claude('claude-opus-4-8', 'Claude Opus 4.8', 1_000_000, 128_000, usd(5, 25)),
  claude('claude-sonnet-4-6', 'Claude Sonnet 4.6', 1_000_000, 64_000, usd(3, 15)),
  claude('claude-haiku-4-5', 'Claude Haiku 4.5', 200_000, 64_000, usd(1, 5)),
];

function claude(
  name: string,
  label: string,
  contextTokens: number,
  maxOutputTokens: number,
  price?: Price,
): ModelFacts {
  return {
    name,
    label,
    contextTokens,
    maxOutputTokens,
    tools: true,
    images: true,
    reasoning: true,
    ...(price && { price }),
  };
}
