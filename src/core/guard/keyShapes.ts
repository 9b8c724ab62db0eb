/** The form of a provider's keys: how they begin, and what follows. */
interface KeyShape {
  readonly pattern: string;
  /** Other things begin like it, so what follows has to look random too. */
  readonly isLoose?: true;
}

const WORD = '[\\w-]';
const ALNUM = '[A-Za-z0-9]';

/** As the providers document them, and as gitleaks and GitHub's secret scanning look for them. */
const KEY_SHAPES: readonly KeyShape[] = [
  // AWS: an access key's id.
  { pattern: '(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}' },
  // GitHub: tokens of people, apps and installations.
  { pattern: `gh[pousr]_${ALNUM}{36,255}` },
  { pattern: `github_pat_${ALNUM}{22}_${ALNUM}{59}` },
  // GitLab: people, deployments, runners, triggers, agents …
  { pattern: `gl(?:pat|dt|rt|cbt|ptt|ft|soat|imt|agent)-${WORD}{20,300}` },
  { pattern: `xox[abeoprs]-${WORD}{10,250}`, isLoose: true },
  { pattern: `xapp-\\d-${WORD}{20,250}`, isLoose: true },
  { pattern: `hooks\\.slack\\.com/services/T${ALNUM}{8,12}/B${ALNUM}{8,12}/${ALNUM}{24}` },
  // OpenAI, Anthropic, DeepSeek, Moonshot, DashScope, SiliconFlow, OpenRouter …
  { pattern: `sk-${WORD}{16,300}`, isLoose: true },
  // Zhipu: id and secret.
  { pattern: '[0-9a-f]{32}\\.[A-Za-z0-9]{16}' },
  // Baidu.
  { pattern: `bce-v3/${WORD}{8,80}/[0-9a-f]{40}` },
  { pattern: `ALTAK${WORD}{19,60}`, isLoose: true },
  // Alibaba Cloud, Tencent Cloud, Volcengine.
  { pattern: `LTAI${ALNUM}{12,24}`, isLoose: true },
  { pattern: `AKID${ALNUM}{32}`, isLoose: true },
  { pattern: `AKLT${WORD}{32,80}`, isLoose: true },
  // Google: keys, OAuth.
  { pattern: `AIza${WORD}{35}` },
  { pattern: `ya29\\.${WORD}{20,300}`, isLoose: true },
  { pattern: `GOCSPX-${WORD}{28}` },
  { pattern: `[rs]k_(?:live|test)_${ALNUM}{16,250}`, isLoose: true },
  { pattern: `whsec_[A-Za-z0-9+/]{24,100}={0,2}`, isLoose: true },
  // npm, PyPI, Hugging Face, xAI, Groq, DigitalOcean, SendGrid, Telegram, Vault, Linear, Shopify, age.
  { pattern: `npm_${ALNUM}{36}` },
  { pattern: `pypi-${WORD}{50,300}` },
  { pattern: `hf_${ALNUM}{34,60}`, isLoose: true },
  { pattern: `(?:xai-|gsk_)${ALNUM}{40,120}`, isLoose: true },
  { pattern: 'do[opr]_v1_[0-9a-f]{64}' },
  { pattern: `SG\\.${WORD}{22}\\.${WORD}{43}` },
  { pattern: `\\d{8,10}:AA${WORD}{33}` },
  { pattern: `hv[sb]\\.${WORD}{24,300}`, isLoose: true },
  { pattern: `lin_api_${ALNUM}{40}` },
  { pattern: 'shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}' },
  { pattern: 'AGE-SECRET-KEY-1[0-9A-Z]{58}' },
  // A JSON web token: header, payload, and its signature if it has one.
  { pattern: `eyJ${WORD}{10,4000}\\.eyJ${WORD}{4,8000}(?:\\.${WORD}{0,2000})?` },
];

const alternatives = (isLoose: boolean): string =>
  KEY_SHAPES.filter((shape) => (shape.isLoose ?? false) === isLoose)
    .map(({ pattern }) => pattern)
    .join('|');

/** A key begins where no other word goes on; so each run of characters is tried once, and the time stays linear. */
const withEdges = (pattern: string): RegExp => new RegExp(`(?<![\\w-])(?:${pattern})(?![A-Za-z0-9])`, 'g');

export const createKeyPatterns = (): { readonly sure: RegExp; readonly loose: RegExp } => ({
  sure: withEdges(alternatives(false)),
  loose: withEdges(alternatives(true)),
});
