import type { AddKeyDeps, ModelChoice } from './addKey.ts';

/** The dialogs of the set-up. The code of each is loaded when it is first opened. */
export interface SetupDialogs {
  /** For a provider's id; the user chooses when it is absent. */
  addKey(provider?: string): Promise<void>;
  /** For the provider of the model in use. */
  addKeyInUse(): Promise<void>;
  useKeyElsewhere(provider: string | undefined): Promise<void>;
  forgetKey(): Promise<void>;
  addEndpoint(): Promise<void>;
  /** For what is given, else for everything. */
  selectModel(choice?: ModelChoice): Promise<void>;
  useLocalModel(): Promise<void>;
  showQuota(): Promise<void>;
}

export function createSetupDialogs(deps: AddKeyDeps): SetupDialogs {
  const keys = () => import('./addKey.ts');
  const models = () => import('./selectModel.ts');
  return {
    addKey: async (provider) => (await keys()).addKey(deps, provider),
    addKeyInUse: async () => (await keys()).addKey(deps, deps.modelInUse()?.provider),
    useKeyElsewhere: async (provider) => (await keys()).useKeyElsewhere(deps, provider),
    forgetKey: async () => (await keys()).forgetKey(deps),
    addEndpoint: async () => (await import('./addEndpoint.ts')).addEndpoint(deps),
    selectModel: async (choice) => (await models()).selectModel({ ...deps, ...choice }),
    useLocalModel: async () => (await models()).useLocalModel(deps),
    showQuota: async () => (await import('./showQuota.ts')).showQuota(deps),
  };
}
