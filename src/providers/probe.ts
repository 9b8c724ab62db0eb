import type { Model } from '../core/model/model.ts';
import type { Provider } from '../core/model/provider.ts';
import { ProviderError } from '../core/model/providerError.ts';

export interface ProbeDeps {
  readonly provider: Provider;
  readonly newId: () => string;
}

export interface ProbeResult {
  /** The model that the provider says answered; what was asked for when it does not say. */
  readonly servedModel: string;
  readonly timeMs: number;
}

/**
 * Tries an endpoint, a key and a model with a real call for one token. Throws the `ProviderError` that the call
 * ends in, or `signal.reason`.
 */
export async function probe(deps: ProbeDeps, model: Model, signal: AbortSignal): Promise<ProbeResult> {
  const startedAt = performance.now();
  let servedModel = model.name;
  try {
    const events = deps.provider.stream(
      {
        id: deps.newId(),
        purpose: 'probe',
        model,
        messages: [{ role: 'user', text: 'Say OK.' }],
        maxOutputTokens: 1,
        reasoning: 'off',
      },
      signal,
    );
    for await (const event of events)
      if (event.type === 'finish') servedModel = event.servedModel ?? servedModel;
  } catch (error) {
    // One token may be too little for a word; whoever answers at all has let the key in.
    if (!(error instanceof ProviderError) || error.kind !== 'empty-answer') throw error;
  }
  return { servedModel, timeMs: performance.now() - startedAt };
}
