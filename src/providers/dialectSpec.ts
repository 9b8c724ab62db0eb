import type { OpenaiProvider } from './dialects/openaiProviders.ts';
import type { OpenaiTraits } from './dialects/openaiTraits.ts';
import type { DialogueService } from './dialogue/service.ts';

/** Which API an endpoint speaks, as data: `dialectOf` makes the codec of it, when something is first sent. */
export type DialectSpec = OpenaiSpec | AnthropicSpec | OwnSpec | DialogueSpec | EditorSpec;

/** None: the editor carries requests to the models of other extensions. */
interface EditorSpec {
  readonly api: 'editor';
}

/** The APIs that take pictures; a model behind another one sees none, whatever it could. */
export const PICTURE_APIS: ReadonlySet<DialectSpec['api']> = new Set<DialectSpec['api']>([
  'openai',
  'anthropic',
  'ollama',
]);

interface OpenaiSpec {
  readonly api: 'openai';
  /** Whose differences are known; what most servers understand when absent. */
  readonly provider?: OpenaiProvider;
  /** Over those of the provider. */
  readonly traits?: Partial<OpenaiTraits>;
}

interface AnthropicSpec {
  readonly api: 'anthropic';
  /** Who answers; any server when absent. */
  readonly provider?: 'anthropic' | 'zhipu';
}

/** An API that only one maker's servers speak. */
interface OwnSpec {
  readonly api: 'ernie-v1' | 'zhipu-v3' | 'ollama';
}

export interface DialogueSpec {
  readonly api: 'dialogue';
  readonly service: DialogueService;
}
