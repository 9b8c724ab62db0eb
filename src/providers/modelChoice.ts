import type { Purpose } from '../core/model/chatRequest.ts';
import { isLocalUrl } from '../core/model/localUrl.ts';
import type { Model } from '../core/model/model.ts';
import { hostOf } from '../core/model/origin.ts';
import type { Settings } from '../core/settings.ts';
import type { Endpoint } from './endpoint.ts';
import type { Chain, Link } from './policy/chain.ts';
import { preferModel } from './policy/preferModel.ts';

/** A model that exists, and where. */
export interface FoundModel {
  readonly endpoint: Endpoint;
  readonly model: Model;
}

/** What has to be known of models to choose among them. */
export interface ChoiceDeps {
  readonly settings: Settings;
  /** By its id; `undefined` when there is none. */
  readonly find: (id: string) => FoundModel | undefined;
  /** It needs no key, or has one. */
  readonly isUsable: (endpoint: Endpoint) => boolean;
  /** The usual time to the first token, in ms, where it was measured. */
  readonly firstTokenMs: (model: Model) => number | undefined;
}

const TASKS: Readonly<Record<Purpose, keyof Settings['modelFor']>> = {
  chat: 'chat',
  explain: 'explain',
  generate: 'edit',
  optimize: 'edit',
  fix: 'edit',
  test: 'edit',
  document: 'edit',
  compact: 'background',
  write: 'explain',
  summarize: 'explain',
  review: 'explain',
  translate: 'edit',
  editor: 'chat',
  'explain-files': 'background',
  'document-files': 'background',
  probe: 'chat',
};

/** The model that the settings mean for a purpose: of those listed for it the preferred one, else the one in use. */
export function modelFor(deps: ChoiceDeps, purpose: Purpose): FoundModel | undefined {
  const { settings, find } = deps;
  const listed = usable(deps, settings.modelFor[TASKS[purpose]] ?? []);
  return preferModel(listed, settings.prefer, deps.firstTokenMs) ?? find(settings.model);
}

/** The ways to an answer in the order in which they are tried: the model that is meant, its backups, the fallbacks. */
export function chainOf(deps: ChoiceDeps, meant: FoundModel): Chain {
  const fallbacks = usable(deps, deps.settings.fallback).filter(({ model }) => model.id !== meant.model.id);
  const backups = ({ model, endpoint }: FoundModel): readonly Link[] =>
    backupsOf(endpoint).map((backup) => ({ model, endpoint: backup, host: hostOf(backup.baseUrl) }));
  return [meant, ...backups(meant), ...fallbacks.flatMap((found) => [found, ...backups(found)])];
}

/** The same endpoint at its other addresses. A key goes to none of them unless it was stored for that one. */
function backupsOf(endpoint: Endpoint): readonly Endpoint[] {
  return (endpoint.backupUrls ?? []).map((baseUrl) => ({
    ...endpoint,
    baseUrl,
    isLocal: isLocalUrl(baseUrl),
  }));
}

function usable({ find, isUsable }: ChoiceDeps, ids: readonly string[]): readonly FoundModel[] {
  return ids.map(find).filter((found) => found !== undefined && isUsable(found.endpoint)) as FoundModel[];
}
