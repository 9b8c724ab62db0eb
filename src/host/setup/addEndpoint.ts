import * as vscode from 'vscode';
import { t } from '../translate.ts';
import { type AddKeyDeps, addKey } from './addKey.ts';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Asks for the address and the model of an OpenAI-compatible endpoint, and for its key where it needs one. */
export async function addEndpoint(deps: AddKeyDeps): Promise<void> {
  const title = t('Add an OpenAI-Compatible Endpoint');
  const address = await vscode.window.showInputBox({
    title,
    prompt: t('Its address, up to but not including /chat/completions.'),
    placeHolder: 'https://example.com/v1',
    ignoreFocusOut: true,
    validateInput: (text) => addressProblem(text.trim()),
  });
  if (!address?.trim()) return;
  const baseUrl = address
    .trim()
    .replace(/\/chat\/completions\/?$/, '')
    .replace(/\/+$/, '');
  const name = await vscode.window.showInputBox({
    title,
    prompt: t('The model’s name as the endpoint knows it.'),
    ignoreFocusOut: true,
  });
  if (!name?.trim()) return;
  const { endpoints } = deps.settings.current;
  const { hostname, host } = new URL(baseUrl);
  const id = freeId(hostname.replace(/[^\w]+/g, '-').replace(/^-|-$/g, '') || 'endpoint', endpoints);
  await deps.settings.write('endpoints', {
    ...endpoints,
    [id]: { label: host, baseUrl, models: [{ name: name.trim() }] },
  });
  if (LOOPBACK.test(hostname)) await deps.useModel(`${id}/${name.trim()}`);
  else await addKey(deps, id);
}

function addressProblem(text: string): string | undefined {
  if (!text) return undefined;
  if (!URL.canParse(text)) return t('This is not an address. It should look like https://example.com/v1.');
  const { protocol, username, password } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:')
    return t('The address must begin with https:// or http://.');
  if (username || password) return t('Leave user name and password out; the key is asked for next.');
  return undefined;
}

function freeId(wanted: string, taken: Readonly<Record<string, unknown>>): string {
  let id = wanted;
  for (let count = 2; id in taken; count++) id = `${wanted}-${count}`;
  return id;
}
