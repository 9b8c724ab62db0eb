import type { BatchKind } from '../../core/batch/batchJob.ts';
import type { ChatMessage, ChatRequest, Purpose } from '../../core/model/chatRequest.ts';
import type { Translate } from '../../core/text/translate.ts';
import { estimateTokens } from '../../core/usage/estimateTokens.ts';
import { shortCount } from '../../core/usage/figures.ts';
import { UserError } from '../../core/userError.ts';
import { budgetOf, requireFit } from '../budget.ts';
import { explainPrompt } from '../prompts/explainPrompt.ts';
import { rewritePrompt } from '../prompts/generatePrompt.ts';
import { systemPrompt } from '../prompts/systemPrompt.ts';
import type { ModelAccess } from '../turn.ts';
import { type CodeTarget, targetCode, type Workspace } from '../workspace.ts';

export interface BatchPrompting {
  /** English name of the language to answer in. */
  readonly answerLanguage: string;
  readonly maxOutputTokens: number;
  readonly workspace: Workspace;
  readonly t: Translate;
}

export const BATCH_PURPOSES: Readonly<Record<BatchKind, Purpose>> = {
  explain: 'explain-files',
  document: 'document-files',
};

const DOCUMENT =
  'Add a documentation comment, in the form that is usual for the language, to every function, method, class and type that has none: what it is for, its parameters and what it gives back, its errors. Say only what the code shows. Insert lines and change no line that is there, not even its white space. If nothing lacks documentation, say so in one sentence, without a fenced block.';

/** A file's answer repeats all of the file; so much longer its comments may make it. */
const GROWTH = 1.4;

const NOTHING_AROUND = { head: [], before: [], after: [] };

/** How a file is asked about. Throws `UserError` `selection-too-long` when it cannot fit into the model's window. */
export async function batchRequest(
  deps: BatchPrompting,
  input: {
    readonly id: string;
    readonly kind: BatchKind;
    readonly access: ModelAccess;
    readonly target: CodeTarget;
  },
): Promise<ChatRequest> {
  const { id, kind, access, target } = input;
  const purpose = BATCH_PURPOSES[kind];
  const rules = await deps.workspace.projectRules(target.uri);
  const messages: readonly ChatMessage[] = [
    { role: 'system', text: systemPrompt(deps.answerLanguage, purpose) },
    {
      role: 'user',
      text:
        kind === 'explain'
          ? explainPrompt(target, NOTHING_AROUND, rules?.text)
          : rewritePrompt(target, DOCUMENT, NOTHING_AROUND, rules?.text),
    },
  ];
  const budget = budgetOf(access.model, deps.maxOutputTokens);
  requireFit(messages, budget, access.model, deps.t);
  if (kind === 'document') requireRoom(target, budget.outputTokens, deps.t);
  return {
    id,
    purpose,
    model: access.model,
    messages,
    documents: [target.uri, ...(rules?.references ?? []).map(({ uri }) => uri)],
    maxOutputTokens: budget.outputTokens,
    ...(kind === 'document' && { temperature: 0 }),
    ...(access.reasoning && { reasoning: access.reasoning }),
  };
}

/** An answer that cannot be whole is not worth its price. */
function requireRoom(target: CodeTarget, outputTokens: number, t: Translate): void {
  const needed = Math.ceil(estimateTokens(targetCode(target)) * GROWTH);
  if (needed <= outputTokens) return;
  throw new UserError(
    'selection-too-long',
    t(
      'The file with its comments would be about {0} tokens, and an answer may have {1}. Nothing was sent.',
      shortCount(needed),
      shortCount(outputTokens),
    ),
    t('Raise the output limit in the settings, or document parts of the file with Generate.'),
    [{ id: 'open-settings', label: t('Open Settings') }],
  );
}
