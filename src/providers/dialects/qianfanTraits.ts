import type { OpenaiTraits } from './openaiTraits.ts';

/** Baidu Qianfan v2, which serves the models of many makers. */
export const QIANFAN: Partial<OpenaiTraits> = {
  outputLimit: 'max_completion_tokens',
  // cloud.baidu.com/doc/qianfan-docs/s/Wm95lyynv
  reasoningSwitch: [
    [/^(?:deepseek-v3\.[12]|kimi-k2|glm-)/, 'thinking-type'],
    [/^(?:qwen3-|ernie-4\.5-.*vl|ernie-5\.0-thinking)/, 'enable-thinking'],
  ],
  // Those that think on between calls of tools (…/s/6mkqjcw2w); deepseek-r1 refuses to get back what it has thought.
  returnsReasoning: /^(?:deepseek-v3\.2|ernie-5\.0-thinking)/,
};
