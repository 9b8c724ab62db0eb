import type { Model } from '../core/model/model.ts';
import { CATALOG } from './catalog.ts';
import type { Endpoint } from './endpoint.ts';
import { type ModelFacts, modelOf, withFacts } from './modelOf.ts';

/** How many models are offered at once of a server that nobody else knows models of. */
const MOST_OFFERED = 30;

/** What servers have said of their models since the start. */
export interface ToldModels {
  tell(endpoint: Endpoint, facts: readonly ModelFacts[]): void;
  has(endpoint: Endpoint): boolean;
  of(endpoint: Endpoint, name: string): ModelFacts | undefined;
  /**
   * The endpoint with what its server said of its models, over what the catalogue knows, under what the user has set.
   * Models that only the server names are offered when there are no others.
   */
  over(endpoint: Endpoint, own: readonly ModelFacts[]): Endpoint;
}

export function createToldModels(): ToldModels {
  const told = new Map<string, ReadonlyMap<string, ModelFacts>>();
  const by = ({ id, baseUrl }: Endpoint): ReadonlyMap<string, ModelFacts> | undefined =>
    told.get(`${id} ${baseUrl}`);
  return {
    tell({ id, baseUrl }, facts) {
      told.set(`${id} ${baseUrl}`, new Map(facts.map((model) => [model.name, model])));
    },
    has: (endpoint) => by(endpoint) !== undefined,
    of: (endpoint, name) => by(endpoint)?.get(name),
    over(endpoint, own) {
      const said = by(endpoint);
      if (!said && own.length === 0) return endpoint;
      const better = (model: Model): Model => withFacts(model, said?.get(model.name));
      if (own.length > 0)
        return {
          ...endpoint,
          models: own.map((facts) => withFacts(better(knownModel(endpoint.id, facts.name)), facts)),
        };
      const models =
        endpoint.models.length > 0
          ? endpoint.models.map(better)
          : [...(said?.values() ?? [])].slice(0, MOST_OFFERED).map((facts) => modelOf(endpoint.id, facts));
      return { ...endpoint, models };
    },
  };
}

const knownModel = (provider: string, name: string): Model =>
  CATALOG.find(({ id }) => id === provider)?.models.find((model) => model.name === name) ??
  modelOf(provider, { name });
