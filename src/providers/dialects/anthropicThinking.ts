import type { ChatRequest } from '../../core/model/chatRequest.ts';

/**
 * How the models of a family are told to think. `budget`: up to so many tokens, if asked. `adaptive`: as much as they
 * see fit, if asked. `adaptive-by-default`: the same, unless asked not to. `always`: nothing but the effort can be
 * set. `switch`: on or off, as others who speak this API have it.
 */
type ThinkingWay = 'budget' | 'adaptive' | 'adaptive-by-default' | 'always' | 'switch';

/**
 * The first that fits a model's name (platform.claude.com, adaptive thinking and migration guides, 2026-11). Every way
 * but the family's own is a 400; of a model to come the newest way is the best guess.
 */
const WAYS: readonly (readonly [RegExp, ThinkingWay])[] = [
  [/claude-(?:3|(?:opus|sonnet|haiku)-4(?:-[0-5])?(?:-\d{8})?$)/, 'budget'],
  [/claude-(?:opus|sonnet)-4-/, 'adaptive'],
  [/claude-(?:opus-5(?:-\d{8})?$|sonnet-5|haiku-5)/, 'adaptive-by-default'],
  [/claude-/, 'always'],
  [/^/, 'switch'],
];

const wayOf = (modelName: string): ThinkingWay => WAYS.find(([name]) => name.test(modelName))![1];

const LEAST_BUDGET_TOKENS = 1024;
const MOST_BUDGET_TOKENS = 16_384;

/** The fields of a request that say whether the model thinks, and the temperature, which those that think refuse. */
export function anthropicThinking(request: ChatRequest, maxOutputTokens: number): object {
  const { model, reasoning } = request;
  const way = wayOf(model.name);
  const wanted = model.can.reasoning ? reasoning : undefined;
  switch (way) {
    case 'budget': {
      const thinking = wanted === 'on' && !lacksSeal(request) && budget(maxOutputTokens);
      return thinking ? { thinking } : temperatureOf(request);
    }
    case 'adaptive':
      return wanted === 'on' ? { thinking: ADAPTIVE } : {};
    case 'adaptive-by-default':
      if (!model.can.reasoning) return {};
      return { thinking: wanted === 'off' ? { type: 'disabled' } : ADAPTIVE };
    case 'always':
      if (!model.can.reasoning) return {};
      return { thinking: ADAPTIVE, ...(wanted === 'off' && { output_config: { effort: 'low' } }) };
    case 'switch': {
      const thinking = wanted === 'on' ? budget(maxOutputTokens) : wanted && { type: 'disabled' };
      return { ...(thinking && { thinking }), ...temperatureOf(request) };
    }
  }
}

/**
 * Whether the model goes on with a last message of the assistant's: the newer ones refuse it (platform.claude.com,
 * migration guide), and so does one that thinks.
 */
export function takesPrefill({ model, reasoning }: Pick<ChatRequest, 'model' | 'reasoning'>): boolean {
  return wayOf(model.name) === 'budget' && !(model.can.reasoning && reasoning === 'on');
}

/** By default the newer models think for a long time and show nothing of it. */
const ADAPTIVE = { type: 'adaptive', display: 'summarized' };

/** Half of the answer's room; `undefined` when that is less than the least that is taken. */
function budget(maxOutputTokens: number): object | undefined {
  const tokens = Math.min(MOST_BUDGET_TOKENS, Math.floor(maxOutputTokens / 2));
  return tokens < LEAST_BUDGET_TOKENS ? undefined : { type: 'enabled', budget_tokens: tokens };
}

/** A turn that used tools without its thinking, as another model wrote it, is refused while thinking is on. */
const lacksSeal = ({ messages }: ChatRequest): boolean =>
  messages.some(
    (message) =>
      message.role === 'assistant' && message.toolCalls?.length && message.sealedReasoning === undefined,
  );

const temperatureOf = ({ temperature }: ChatRequest): object =>
  temperature === undefined ? {} : { temperature: Math.min(1, temperature) };
