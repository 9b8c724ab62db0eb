import type { ChatMessage } from '../core/model/chatRequest.ts';
import { budgetOf, requireFit } from './budget.ts';
import type { ChatDeps } from './chat.ts';
import { aboutTarget, surroundings } from './prompts/codeContext.ts';
import { explainPrompt } from './prompts/explainPrompt.ts';
import { systemPrompt } from './prompts/systemPrompt.ts';
import { type ModelAccess, runTurn, type TurnEnd } from './turn.ts';
import { type CodeTarget, referenceTo, type Workspace } from './workspace.ts';

/** At most this many tokens of code around the target go along. */
export const SURROUNDINGS_TOKENS = 3000;

export interface CommandDeps extends ChatDeps {
  readonly workspace: Workspace;
}

/** Explains the target in the conversation. Throws `UserError` when it cannot fit into the model's window. */
export async function explain(
  deps: CommandDeps,
  input: { readonly access: ModelAccess; readonly target: CodeTarget },
  signal: AbortSignal,
): Promise<TurnEnd> {
  const { access, target } = input;
  const { t } = deps;
  const budget = budgetOf(access.model, deps.maxOutputTokens, deps.counts);
  const system: ChatMessage = { role: 'system', text: systemPrompt(deps.answerLanguage, 'explain') };
  const rules = await deps.workspace.projectRules(target.uri);
  const bare = explainPrompt(target, { head: [], before: [], after: [] }, rules?.text);
  const needed: readonly ChatMessage[] = [system, { role: 'user', text: bare }];
  requireFit(needed, budget, access.model, t);
  const left = budget.inputTokens - budget.tokensOf(needed);
  const prompt = explainPrompt(
    target,
    surroundings(target, Math.min(SURROUNDINGS_TOKENS, left)),
    rules?.text,
  );
  return runTurn(
    deps,
    {
      access,
      purpose: 'explain',
      question: {
        text:
          target.taken.by === 'symbol'
            ? t('Explain {0}.', `\`${target.taken.name}\``)
            : t('Explain this code.'),
        prompt,
        about: aboutTarget(target),
        references: [referenceTo(target), ...(rules?.references ?? [])],
      },
      messages: [system, { role: 'user', text: prompt }],
      maxOutputTokens: budget.outputTokens,
    },
    signal,
  );
}
