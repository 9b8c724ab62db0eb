import type { SecretKind } from '../../core/guard/secretKind.ts';
import { createVault, type HiddenTexts, type Restorer, type Vault } from '../../core/guard/vault.ts';
import type { BulkResult, BulkService } from '../../core/model/bulkService.ts';
import type { ChatMessage, ChatRequest } from '../../core/model/chatRequest.ts';
import type { Provider } from '../../core/model/provider.ts';
import { ProviderError } from '../../core/model/providerError.ts';
import type { StreamEvent } from '../../core/model/streamEvent.ts';

export interface GuardDeps {
  /** What is hidden; nothing when empty. */
  readonly kinds: () => readonly SecretKind[];
  /** Values of the workspace's `.env` files. Never rejects. */
  readonly envValues: () => Promise<readonly string[]>;
  readonly vaults: Vaults;
}

/** The vaults of conversations, so that a value keeps its placeholder through all of one, whichever model answers. */
export interface Vaults {
  /** A request outside of conversations has a vault of its own, under its id. */
  of(request: ChatRequest): Vault;
}

/** A conversation that was left for longer than this many others gets new placeholders. */
const KEPT_VAULTS = 200;

export function createVaults(): Vaults {
  const vaults = new Map<string, Vault>();
  return {
    of({ id, conversation }) {
      const name = conversation?.id ?? id;
      const vault = vaults.get(name) ?? createVault();
      vaults.delete(name);
      vaults.set(name, vault);
      for (const oldest of [...vaults.keys()].slice(0, -KEPT_VAULTS)) vaults.delete(oldest);
      return vault;
    },
  };
}

const ADVICE =
  'Names such as HIDDEN_1_KEY or HIDDEN_2_PASSWORD stand for values that the user keeps to themselves. Use each as if it were the value, letter for letter, wherever the value belongs. Never explain, change, shorten or guess them.';

/**
 * Takes secrets out of what is sent, each replaced by a placeholder, and puts them back into what comes. What was hidden
 * is told by a `hidden` event before the answer. Where it cannot look through a request, nothing is sent.
 */
export function guardOutgoing(provider: Provider, deps: GuardDeps): Provider {
  return {
    id: provider.id,
    async *stream(request, signal) {
      const kinds = deps.kinds();
      if (kinds.length === 0) return yield* provider.stream(request, signal);
      const vault = deps.vaults.of(request);
      const { sent, hidden } = hideIn(vault, request, { kinds, envValues: await deps.envValues() });
      signal.throwIfAborted();
      let isUntold = hidden.length > 0;
      for await (const event of restored(provider.stream(sent, signal), vault)) {
        if (isUntold && event.type !== 'queued' && event.type !== 'retrying') {
          isUntold = false;
          yield { type: 'hidden', hidden };
        }
        yield event;
      }
    },
  };
}

/** The same for requests that are handed over together. After a restart a request is asked for anew, and hidden anew. */
export function guardBulk(bulk: BulkService, deps: GuardDeps): BulkService {
  const hide = async (
    request: ChatRequest,
  ): Promise<{ readonly sent: ChatRequest; readonly vault: Vault }> => {
    const kinds = deps.kinds();
    const vault = deps.vaults.of(request);
    return { vault, sent: hideIn(vault, request, { kinds, envValues: await deps.envValues() }).sent };
  };
  return {
    ...bulk,
    async submit(requests, signal) {
      const sent: ChatRequest[] = [];
      for (const request of requests) sent.push((await hide(request)).sent);
      return bulk.submit(sent, signal);
    },
    async results(bulkId, wanted, signal) {
      const results: BulkResult[] = [];
      for (const result of await bulk.results(bulkId, wanted, signal)) {
        if ('error' in result) {
          results.push(result);
          continue;
        }
        const request = await wanted.requestOf(result.requestId);
        const text = request ? (await hide(request)).vault.restore(result.text) : result.text;
        results.push({ ...result, text });
      }
      return results;
    },
  };
}

type Hidden = Pick<HiddenTexts, 'hidden'> & { readonly sent: ChatRequest };

function hideIn(vault: Vault, request: ChatRequest, options: Parameters<Vault['hide']>[1]): Hidden {
  const { messages, continues } = request;
  const texts = [
    ...messages.map((message) => (message.role === 'tool' ? message.result : message.text)),
    ...(continues ? [continues.text, continues.reasoning] : []),
  ];
  const { texts: safe, hidden } = vault.hide(texts, options);
  const sent = messages.map((message, index): ChatMessage => {
    const text = safe[index]!;
    return message.role === 'tool' ? { ...message, result: text } : { ...message, text };
  });
  return {
    hidden,
    sent: {
      ...request,
      messages: hidden.length > 0 ? withAdvice(sent) : sent,
      ...(continues && {
        continues: { text: safe[messages.length]!, reasoning: safe[messages.length + 1]! },
      }),
    },
  };
}

function withAdvice(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const [first, ...others] = messages;
  return first?.role === 'system'
    ? [{ ...first, text: `${first.text}\n\n${ADVICE}` }, ...others]
    : [{ role: 'system', text: ADVICE }, ...messages];
}

async function* restored(
  events: AsyncIterable<StreamEvent>,
  vault: Vault,
): AsyncGenerator<StreamEvent, void, void> {
  const restorers = { 'reasoning-delta': vault.restorer(), 'text-delta': vault.restorer() } as const;
  const types = Object.keys(restorers) as (keyof typeof restorers)[];
  function* rest(take: (restorer: Restorer) => string): Generator<StreamEvent, void, void> {
    for (const type of types) {
      const text = take(restorers[type]);
      if (text) yield { type, text };
    }
  }
  try {
    for await (const event of events) {
      if (event.type === 'text-delta' || event.type === 'reasoning-delta') {
        const text = restorers[event.type].push(event.text);
        if (text) yield { type: event.type, text };
        continue;
      }
      if (event.type === 'finish') yield* rest((restorer) => restorer.end());
      yield event.type === 'tool-call'
        ? { ...event, argumentsText: restoredJson(event.argumentsText, vault) }
        : event;
    }
  } catch (error) {
    // Half a placeholder is worth nothing to anybody: whoever goes on with the answer begins it anew.
    if (error instanceof ProviderError) yield* rest((restorer) => restorer.cut());
    throw error;
  }
}

/** A value in JSON stands between quotes. */
const restoredJson = (json: string, vault: Vault): string =>
  vault.restore(json, (value) => JSON.stringify(value).slice(1, -1));
