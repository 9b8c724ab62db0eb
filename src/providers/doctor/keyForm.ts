import type { Fact } from '../../core/doctor/finding.ts';
import type { AuthScheme } from '../credentials/authorities.ts';

export interface KeyForm {
  readonly matches: RegExp;
  /** As an example, for people. */
  readonly form: string;
}

const GLM: KeyForm = {
  matches: /^[\da-f]{32}\.\w{16}$/i,
  form: '0123456789abcdef0123456789abcdef.AbCdEfGh01234567',
};
const SK: KeyForm = { matches: /^sk-[\w-]{16,}$/, form: 'sk-…' };

/** What keys look like, by the beginning of a provider's id, the longer one first. */
const FORMS: readonly (readonly [provider: string, form: KeyForm])[] = [
  ['zhipu', GLM],
  ['zai', GLM],
  ['openrouter', { matches: /^sk-or-[\w-]{16,}$/, form: 'sk-or-…' }],
  ['anthropic', { matches: /^sk-ant-[\w-]{16,}$/, form: 'sk-ant-…' }],
  ['qianfan', { matches: /^(?:bce-v3\/[\w-]+\/\w+|[^\s:|]+[:|][^\s:|]+)$/, form: 'bce-v3/ALTAK-…/…, AK:SK' }],
  ['ernie', { matches: /^[^\s:|]+[:|][^\s:|]+$/, form: 'API Key:Secret Key, AK:SK' }],
  ...['openai', 'deepseek', 'moonshot', 'kimi', 'dashscope', 'siliconflow'].map((id) => [id, SK] as const),
];

const CLIENT: KeyForm = { matches: /^[^:]+:.+$/, form: 'client_id:client_secret' };

/** What keys of a provider look like; `undefined` when nobody knows. */
export function keyFormOf(provider: string, auth: AuthScheme = 'bearer'): KeyForm | undefined {
  if (typeof auth === 'object') return CLIENT;
  return FORMS.find(([id]) => provider === id || provider.startsWith(`${id}-`))?.[1];
}

/** Whether a key can be one of its provider's, by its looks alone. */
export function keyForm(
  provider: string,
  key: string,
  auth?: AuthScheme,
): Extract<Fact, { is: 'key-there' | 'key-odd' | 'key-with-blanks' }> {
  if (!/^[\x21-\x7e]+$/.test(key)) return { is: 'key-with-blanks' };
  const known = keyFormOf(provider, auth);
  return !known || known.matches.test(key) ? { is: 'key-there' } : { is: 'key-odd', form: known.form };
}
