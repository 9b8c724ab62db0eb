import type { Fact, Finding } from '../../core/doctor/finding.ts';
import type { ChatRequest, ToolDefinition } from '../../core/model/chatRequest.ts';
import type { Model } from '../../core/model/model.ts';
import type { Provider } from '../../core/model/provider.ts';
import { ProviderError } from '../../core/model/providerError.ts';
import type { StreamEvent } from '../../core/model/streamEvent.ts';
import { probe } from '../probe.ts';

export interface CallDeps {
  readonly provider: Provider;
  readonly newId: () => string;
  /** ms that never jump. */
  readonly monotonic: () => number;
}

/** What a call tells. */
type Told = Pick<Finding, 'verdict' | 'fact'>;

const ok = (fact: Fact): Told => ({ verdict: 'ok', fact });

/** One token: whether the key is let in, and the model known. */
export async function callForLogin(deps: CallDeps, model: Model, signal: AbortSignal): Promise<Told> {
  const { servedModel, timeMs } = await probe(deps, model, signal);
  return ok({ is: 'let-in', model: servedModel, timeMs });
}

const SLOW_MS = 1000;

/** Some words: whether they come as they are written, and whether the end is marked. */
export async function callForStream(deps: CallDeps, model: Model, signal: AbortSignal): Promise<Told> {
  const startedAt = deps.monotonic();
  let firstMs: number | undefined;
  let pieces = 0;
  for await (const { type } of ask(
    deps,
    { model, text: 'Count from 1 to 20.', maxOutputTokens: 64 },
    signal,
  )) {
    if (type !== 'text-delta' && type !== 'reasoning-delta') continue;
    pieces++;
    firstMs ??= deps.monotonic() - startedAt;
  }
  const wholeMs = deps.monotonic() - startedAt;
  // What is written faster than this may well arrive at once.
  return pieces > 1 || wholeMs < SLOW_MS
    ? ok({ is: 'streamed', firstMs: firstMs ?? wholeMs, wholeMs, pieces })
    : { verdict: 'warning', fact: { is: 'in-one-piece', wholeMs } };
}

/** A word, with the output limit that real requests have: whether the provider takes it. */
export async function callForLimit(
  deps: CallDeps,
  { model, tokens }: { readonly model: Model; readonly tokens: number },
  signal: AbortSignal,
): Promise<Told> {
  try {
    const events = ask(deps, { model, text: 'Say OK.', maxOutputTokens: tokens }, signal);
    for await (const { type } of events) if (type === 'finish') break;
  } catch (error) {
    if (!(error instanceof ProviderError) || error.kind !== 'bad-request') throw error;
    return { verdict: 'failed', fact: { is: 'limit-refused', tokens } };
  }
  return ok({ is: 'limit-taken', tokens });
}

const CITY: ToolDefinition = {
  name: 'get_weather',
  description: 'The weather in a city.',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

/** A question that a tool answers: whether the model calls it, and with arguments that can be read. */
export async function callForTools(deps: CallDeps, model: Model, signal: AbortSignal): Promise<Told> {
  const text = 'What is the weather in Paris? Call the tool get_weather.';
  let fact: Fact = { is: 'tool-ignored' };
  for await (const event of ask(deps, { model, text, maxOutputTokens: 128, tools: [CITY] }, signal))
    if (event.type === 'tool-call')
      fact = { is: isObject(event.argumentsText) ? 'tool-called' : 'tool-garbled' };
  return fact.is === 'tool-called' ? ok(fact) : { verdict: 'warning', fact };
}

function isObject(json: string): boolean {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function ask(
  { provider, newId }: CallDeps,
  { text, ...rest }: Pick<ChatRequest, 'model' | 'maxOutputTokens' | 'tools'> & { readonly text: string },
  signal: AbortSignal,
): AsyncIterable<StreamEvent> {
  return provider.stream(
    { id: newId(), purpose: 'probe', messages: [{ role: 'user', text }], reasoning: 'off', ...rest },
    signal,
  );
}
