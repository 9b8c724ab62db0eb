import type { EndpointSetting } from '../../src/core/settings.ts';
import { CATALOG } from '../../src/providers/catalog.ts';
import type { LocalServer } from '../../src/providers/discoverLocal.ts';

/** A model server of this project, started for this run. */
export interface StandIn {
  readonly baseUrl: string;
}

export interface ChooseModelDeps {
  readonly environment: Readonly<Record<string, string | undefined>>;
  discoverLocal(): Promise<readonly LocalServer[]>;
  startStandIn(): Promise<StandIn>;
}

/** A model, and the settings with which Inkstone uses it. No setting holds a key. */
export interface ModelChoice {
  /** For people. */
  readonly label: string;
  readonly why: string;
  readonly baseUrl: string;
  readonly settings: Readonly<Record<`inkstone.${string}`, unknown>>;
}

/**
 * The model of the key that the environment has; else one that a server on this machine has; else the stand-in.
 * Throws, with what to set, when the environment says only half of it.
 */
export async function chooseModel(deps: ChooseModelDeps): Promise<ModelChoice> {
  const { INKSTONE_API_KEY, INKSTONE_PROVIDER } = deps.environment;
  if (INKSTONE_API_KEY || INKSTONE_PROVIDER) return ofEnvironment(deps.environment);
  const servers = await deps.discoverLocal();
  for (const server of servers) {
    const [model] = server.models;
    if (model) return ofServer(server, model.id);
  }
  return ofStandIn(await deps.startStandIn());
}

function ofEnvironment(environment: ChooseModelDeps['environment']): ModelChoice {
  const { INKSTONE_API_KEY, INKSTONE_PROVIDER: id, INKSTONE_MODEL, INKSTONE_BASE_URL } = environment;
  if (!id) throw new Error('INKSTONE_API_KEY is set, but not whose key it is: set INKSTONE_PROVIDER too.');
  const known = CATALOG.find((endpoint) => endpoint.id === id);
  const baseUrl = INKSTONE_BASE_URL ?? known?.baseUrl;
  if (!baseUrl) {
    const ids = CATALOG.map((endpoint) => endpoint.id).join(', ');
    throw new Error(
      `INKSTONE_PROVIDER is ${id}, which is none of ${ids}: set INKSTONE_BASE_URL for an endpoint of your own.`,
    );
  }
  if (!INKSTONE_API_KEY && (known?.needsKey ?? true))
    throw new Error(`INKSTONE_PROVIDER is ${id}, but there is no key: set INKSTONE_API_KEY too.`);
  const name = INKSTONE_MODEL ?? known?.models[0]?.name;
  if (!name) throw new Error(`${known?.label ?? id} has many models: set INKSTONE_MODEL to the name of one.`);
  return {
    label: `${name} of ${known?.label ?? id}`,
    why: 'its key is in the environment and is kept nowhere else',
    baseUrl,
    settings: {
      'inkstone.credentialFromEnvironment': true,
      'inkstone.model': `${id}/${name}`,
      ...(INKSTONE_BASE_URL && { 'inkstone.endpoints': { [id]: { baseUrl } satisfies EndpointSetting } }),
    },
  };
}

function ofServer({ provider, models }: LocalServer, modelId: string): ModelChoice {
  const endpoint: EndpointSetting = {
    label: provider.label,
    baseUrl: provider.baseUrl,
    models: models.map(({ name, label, contextTokens }) => ({ name, label, contextTokens })),
  };
  return {
    label: `${models[0]!.label} of ${provider.label}`,
    why: `it answers at ${new URL(provider.baseUrl).host}`,
    baseUrl: provider.baseUrl,
    settings: { 'inkstone.endpoints': { [provider.id]: endpoint }, 'inkstone.model': modelId },
  };
}

function ofStandIn({ baseUrl }: StandIn): ModelChoice {
  const endpoint: EndpointSetting = {
    label: 'Stand-in model',
    baseUrl,
    models: [{ name: 'stand-in', label: 'stand-in model', contextTokens: 32_768 }],
  };
  return {
    label: 'stand-in model',
    why: 'there is no key in INKSTONE_API_KEY, and no model server answers on this machine; it reads code with a parser and cannot reason',
    baseUrl,
    settings: { 'inkstone.endpoints': { 'stand-in': endpoint }, 'inkstone.model': 'stand-in/stand-in' },
  };
}
