import type { SecretKind } from '../../../../src/core/guard/secretKind.ts';

/** A pseudo-random text over an alphabet: made here, so that no file of this repository holds anything like a key. */
export function chance(length: number, alphabet: string, seed = length): string {
  let state = seed * 2654435761 + 97;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return alphabet[(state >>> 8) % alphabet.length];
  }).join('');
}

export const DIGITS = '0123456789';
export const HEX = `${DIGITS}abcdef`;
export const ALNUM = `${DIGITS}ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz`;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const pem = (label: string): string =>
  `-----BEGIN ${label}-----\n${chance(64, ALNUM, 3)}\n${chance(64, ALNUM, 4)}\n${chance(20, ALNUM, 5)}==\n-----END ${label}-----`;

interface Sample {
  readonly name: string;
  readonly kind: SecretKind;
  /** Where it stands, with `§` in its place. */
  readonly text: string;
  readonly secret: string;
}

const sample = (name: string, kind: SecretKind, secret: string, text = 'the value is § here'): Sample => ({
  name,
  kind,
  text,
  secret,
});

/** One of each form that is looked for. */
export const SECRETS: readonly Sample[] = [
  sample('an AWS access key', 'keys', `AKIA${chance(16, BASE32)}`),
  sample('a GitHub token', 'keys', `ghp_${chance(36, ALNUM)}`),
  sample('a fine-grained GitHub token', 'keys', `github_pat_${chance(22, ALNUM)}_${chance(59, ALNUM)}`),
  sample('a GitLab token', 'keys', `glpat-${chance(20, ALNUM)}`),
  sample('a Slack token', 'keys', `xoxb-${chance(12, DIGITS)}-${chance(24, ALNUM)}`),
  sample('an OpenAI key', 'keys', `sk-proj-${chance(48, ALNUM)}`, "apiKey: '§',"),
  sample('an Anthropic key', 'keys', `sk-ant-api03-${chance(60, ALNUM)}`),
  sample('a DashScope key', 'keys', `sk-${chance(32, HEX)}`, 'DASHSCOPE_API_KEY=§'),
  sample('a Zhipu key', 'keys', `${chance(32, HEX)}.${chance(16, ALNUM)}`, '智谱的密钥是§，请勿外传'),
  sample('a Baidu key', 'keys', `bce-v3/ALTAK-${chance(21, ALNUM)}/${chance(40, HEX)}`),
  sample('a Google key', 'keys', `AIza${chance(35, ALNUM)}`, 'https://x.googleapis.com/v1?key=§&alt=json'),
  sample('a Stripe key', 'keys', `sk_live_${chance(24, ALNUM)}`),
  sample('an npm token', 'keys', `npm_${chance(36, ALNUM)}`, '//packages.example.com/:_authToken=§'),
  sample('a web token', 'keys', `eyJ${chance(30, ALNUM)}.eyJ${chance(60, ALNUM)}.${chance(43, ALNUM)}`),
  sample('a bearer header', 'keys', chance(40, ALNUM), 'Authorization: Bearer §'),
  sample('a private key', 'private-keys', pem('RSA PRIVATE KEY')),
  sample('an OpenSSH key', 'private-keys', pem('OPENSSH PRIVATE KEY'), '{"key": "§"}'),
  sample('a PGP key', 'private-keys', pem('PGP PRIVATE KEY BLOCK')),
  sample(
    'a key in one line',
    'private-keys',
    pem('PRIVATE KEY').replaceAll('\n', '\\n'),
    '"private_key": "§",',
  ),
  sample(
    'a key that the selection cuts',
    'private-keys',
    pem('EC PRIVATE KEY').slice(0, 120),
    'const key = `\n§',
  ),
  sample(
    'a password in an address',
    'passwords',
    chance(14, ALNUM),
    'postgres://shop:§@db.internal:5432/shop',
  ),
  sample('a password in Chinese', 'passwords', 'Xk7#mQ2$vL9', '数据库密码：§'),
  sample('a password in YAML', 'passwords', 'Tr0ub4dor&3x', 'database:\n  password: §\n'),
  sample('a password in quotes', 'passwords', 'Winter2031!', 'const dbPassword = "§";'),
  sample('a secret of a name', 'passwords', chance(40, ALNUM), "client_secret: '§'"),
  sample('an AWS secret', 'passwords', chance(40, ALNUM, 9), 'aws_secret_access_key = §'),
  sample('a line of a .env file', 'env-values', chance(32, ALNUM, 11), 'STRIPE_ENDPOINT=§'),
  sample('an identity card', 'id-numbers', '11010519491231002X', '身份证号：§。'),
  sample('a mobile number', 'phone-numbers', '15927361840', '请联系 §（张先生）'),
  sample('a mobile number with its country', 'phone-numbers', '+86 159-2736-1840', '"phone": "§"'),
];
