import { createTextFilter, type FilterRule } from '../../core/filter/textFilter.ts';
import type { Provider } from '../../core/model/provider.ts';
import { ProviderError } from '../../core/model/providerError.ts';
import type { StreamEvent } from '../../core/model/streamEvent.ts';

type Delta = Extract<StreamEvent, { type: 'text-delta' | 'reasoning-delta' }>;

/**
 * Takes out of an answer, and of the thoughts before it, what the user's rules say, before anybody sees it. A rule that
 * stops ends the request with `output-filter`. Without rules the answer passes untouched.
 */
export function filterOutput(provider: Provider, rules: () => readonly FilterRule[]): Provider {
  return {
    id: provider.id,
    stream(request, signal) {
      const active = rules();
      const events = provider.stream(request, signal);
      return active.length === 0 ? events : filtered(events, active, { provider: provider.id });
    },
  };
}

async function* filtered(
  events: AsyncIterable<StreamEvent>,
  rules: readonly FilterRule[],
  names: { readonly provider: string },
): AsyncGenerator<StreamEvent, void, void> {
  const filters = {
    'reasoning-delta': createTextFilter(rules),
    'text-delta': createTextFilter(rules),
  } as const;
  const types = Object.keys(filters) as Delta['type'][];

  /** What a filter lets pass of one delta, or of the rest of them. */
  function* passed(type: Delta['type'], delta?: string): Generator<StreamEvent, void, void> {
    const { text, stoppedBy } = delta === undefined ? filters[type].end() : filters[type].push(delta);
    if (text) yield { type, text };
    if (stoppedBy)
      throw new ProviderError('output-filter', `the filter “${stoppedBy.label}” stopped the answer`, {
        ...names,
        filter: stoppedBy.label,
      });
  }

  try {
    for await (const event of events) {
      if (event.type === 'text-delta' || event.type === 'reasoning-delta') {
        yield* passed(event.type, event.text);
        continue;
      }
      if (event.type === 'finish') for (const type of types) yield* passed(type);
      yield event;
    }
  } catch (error) {
    // What was held back at a cut is part of what arrived.
    if (error instanceof ProviderError && error.kind !== 'output-filter')
      for (const type of types) yield* passed(type);
    throw error;
  }
}
