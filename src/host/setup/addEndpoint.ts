import * as vscode from 'vscode';
import { isLocalUrl } from '../../core/model/localUrl.ts';
import { ENDPOINT_DIALECTS, type EndpointDialect } from '../../core/settings.ts';
import { t } from '../translate.ts';
import { type AddKeyDeps, askForKey, offerModel, saveEndpoint, tryAndStore } from './addKey.ts';
import { withCancel } from './progress.ts';

/**
 * Asks for the address and the model of an endpoint, for its API where that cannot be told from outside, and for its
 * key where it needs one; then the endpoint is written to the settings only when the key works. An address that is
 * known already stays one endpoint.
 */
export async function addEndpoint(deps: AddKeyDeps): Promise<void> {
  const title = t('Add an Endpoint');
  const address = await vscode.window.showInputBox({
    title,
    prompt: t('Its address, up to but not including /chat/completions or /v1/messages.'),
    placeHolder: 'https://example.com/v1',
    ignoreFocusOut: true,
    validateInput: (text) => addressProblem(text.trim()),
  });
  if (!address?.trim()) return;
  const { directory, settings } = deps;
  const asked = baseUrlOf(address.trim());
  const isKnown = directory.providers().some((provider) => baseUrlOf(provider.baseUrl) === asked);
  const found = isKnown ? { baseUrl: asked, dialect: undefined } : await identified(deps, asked);
  if (!found) return;
  const { baseUrl, dialect } = found;
  const name = await vscode.window.showInputBox({
    title,
    prompt: t('The model’s name as the endpoint knows it.'),
    ignoreFocusOut: true,
  });
  if (!name?.trim()) return;

  const known = directory.providers().find((provider) => baseUrlOf(provider.baseUrl) === baseUrl);
  const id = known?.id ?? freeId(new URL(baseUrl).hostname, directory.providers());
  // One of the catalogue at its own address needs no setting.
  const setting = known
    ? settings.current.endpoints[known.id]
    : {
        label: new URL(baseUrl).host,
        baseUrl,
        ...(dialect !== 'openai' && { dialect }),
        models: [],
      };
  const provider = known ?? directory.endpoint(id, { baseUrl, ...setting });
  const model = directory.model(provider, name.trim());
  if (provider.needsKey && !deps.hasKey(provider)) {
    const key = await askForKey(deps, provider);
    if (key) await tryAndStore(deps, { provider, key, model, ...(setting && { setting }) });
    return;
  }
  const inUse = deps.modelInUse();
  if (setting) await saveEndpoint(deps, { provider, model }, setting);
  await offerModel(deps, {
    model,
    inUse,
    message: t('{0} of {1} can be used now.', model.label, provider.label),
  });
}

interface Found {
  readonly baseUrl: string;
  readonly dialect: EndpointDialect | undefined;
}

/** Asks the address which API it speaks, and the user where it does not say. `undefined` when the user cancels. */
async function identified({ directory }: AddKeyDeps, baseUrl: string): Promise<Found | undefined> {
  const { host } = new URL(baseUrl);
  const looked = await withCancel(t('Looking at what {0} is…', host), async (signal) => ({
    found: await directory.identify(baseUrl, signal),
  }));
  if (!looked || looked.found) return looked?.found;
  const labels: Readonly<Record<EndpointDialect, string>> = {
    openai: t('OpenAI’s chat completions'),
    anthropic: t('Anthropic’s Messages'),
    'anthropic-bearer': t('Anthropic’s Messages, with a bearer key'),
    ollama: 'Ollama',
    'ernie-v1': t('Baidu ERNIE v1 (legacy)'),
    'zhipu-v3': t('Zhipu v3 (legacy)'),
    dialogue: t('A dialogue service'),
  };
  const picked = await vscode.window.showQuickPick(
    ENDPOINT_DIALECTS.map((dialect) => ({ label: labels[dialect], dialect })),
    { title: t('Which API does {0} speak?', host), ignoreFocusOut: true },
  );
  return picked && { baseUrl, dialect: picked.dialect };
}

function addressProblem(text: string): string | undefined {
  if (!text) return undefined;
  if (!URL.canParse(text)) return t('This is not an address. It should look like https://example.com/v1.');
  const { protocol, username, password } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:')
    return t('The address must begin with https:// or http://.');
  if (protocol === 'http:' && !isLocalUrl(text))
    return t('Over the internet, code and keys are sent encrypted only: use https://.');
  if (username || password) return t('Leave user name and password out; the key is asked for next.');
  return undefined;
}

/** In one spelling, so that one address is not taken for two. */
function baseUrlOf(address: string): string {
  return new URL(address).href
    .replace(/\/+$/, '')
    .replace(/\/(?:chat\/completions|v1\/messages|api\/chat)$/, '')
    .replace(/\/+$/, '');
}

function freeId(hostname: string, taken: readonly { readonly id: string }[]): string {
  const wanted = hostname.replace(/[^\w]+/g, '-').replace(/^-|-$/g, '') || 'endpoint';
  let id = wanted;
  for (let count = 2; taken.some((provider) => provider.id === id); count++) id = `${wanted}-${count}`;
  return id;
}
