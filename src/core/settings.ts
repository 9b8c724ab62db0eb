import * as z from 'zod/mini';
import { dialogueSetting } from './dialogueSetting.ts';
import { compilePattern } from './filter/pattern.ts';
import { SECRET_KINDS } from './guard/secretKind.ts';
import { isLocalUrl } from './model/localUrl.ts';
import { because, patternIssue, reasonsOf, type SettingReason } from './settingsFaults.ts';

const price = () =>
  z.object({
    currency: z.enum(['CNY', 'USD']),
    inputPerMillion: z.number().check(z.nonnegative()),
    outputPerMillion: z.number().check(z.nonnegative()),
    cachedInputPerMillion: z.optional(z.number().check(z.nonnegative())),
  });

/** As RFC 9110 §5 has them: a request with others is never sent. */
const headerName = () => z.string().check(z.regex(/^[\w!#$%&'*+.^`|~-]+$/, because('header-name')));
const headerValue = () => z.string().check(z.regex(/^[\t\x20-\x7e]*$/, because('header-value')));

/** What an endpoint of the user's own may speak. */
export const ENDPOINT_DIALECTS = [
  'openai',
  'anthropic',
  'anthropic-bearer',
  'ollama',
  'ernie-v1',
  'zhipu-v3',
  'dialogue',
] as const;

export type EndpointDialect = (typeof ENDPOINT_DIALECTS)[number];

/** The beginning of web addresses: what comes after it is appended. */
const baseUrl = () =>
  z
    .string()
    .check(z.refine((url) => /^https?:\/\/[^\s?#]+$/.test(url) && URL.canParse(url), because('web-address')));

/** The first part of the ids of its models, which ends at their first slash. */
const endpointId = () => z.string().check(z.regex(/^[^/\s]+$/, because('endpoint-id')));

const endpoint = () =>
  z.strictObject({
    label: z.optional(z.string()),
    baseUrl: baseUrl(),
    dialect: z.optional(z.enum(ENDPOINT_DIALECTS)),
    openai: z.optional(
      z.strictObject({
        outputLimit: z.optional(z.enum(['max_tokens', 'max_completion_tokens'])),
        thinkingSwitch: z.optional(
          z.enum(['thinking-type', 'enable-thinking', 'chat-template', 'reasoning-object']),
        ),
        streamUsage: z.optional(z.boolean()),
      }),
    ),
    /** Other addresses of the same service, asked in this order when it is in trouble. */
    backupUrls: z.optional(z.array(baseUrl()).check(z.maxLength(5))),
    headers: z.optional(z.record(headerName(), headerValue())),
    dialogue: z.optional(dialogueSetting()),
    models: z.optional(
      z.array(
        z.strictObject({
          name: z.string().check(z.minLength(1)),
          label: z.optional(z.string()),
          contextTokens: z.optional(z.int().check(z.minimum(256))),
          maxOutputTokens: z.optional(z.int().check(z.minimum(1))),
          tools: z.optional(z.boolean()),
          images: z.optional(z.boolean()),
          reasoning: z.optional(z.boolean()),
        }),
      ),
    ),
  });

const outputFilter = () =>
  z.strictObject({
    pattern: z.string().check((context) => {
      const issue = patternIssue(context.value, compilePattern);
      if (issue) context.issues.push(issue);
    }),
    action: z.enum(['mask', 'stop']),
    label: z.string().check(z.minLength(1), z.maxLength(60)),
  });

/** Ids of models, in the user's order. */
const modelIds = () => z.array(z.string().check(z.regex(/^[^/]+\/./, because('model-id'))));

const modelFor = () =>
  z.strictObject({
    chat: z.optional(modelIds()),
    explain: z.optional(modelIds()),
    edit: z.optional(modelIds()),
    background: z.optional(modelIds()),
  });

const limits = () =>
  z.strictObject({
    requestsPerMinute: z.optional(z.int().check(z.minimum(1))),
    tokensPerMinute: z.optional(z.int().check(z.minimum(1))),
    minIntervalMs: z.optional(z.int().check(z.minimum(0), z.maximum(60_000))),
    concurrency: z.optional(z.int().check(z.minimum(1), z.maximum(64))),
  });

export type EndpointSetting = z.infer<ReturnType<typeof endpoint>>;

/** Purposes whose answers may be kept and given again. */
const CACHEABLE = ['chat', 'explain', 'generate', 'optimize', 'explain-files', 'document-files'] as const;

/**
 * Every setting under `inkstone.`, with its default and scope as in package.json. `application` settings are read
 * from the user's own settings only, so that no workspace can redirect traffic or choose who is paid. A schema is made
 * when a value is there to be checked: most users set few, and making all of them would delay every start.
 */
export const SETTINGS = {
  model: { scope: 'application', schema: () => z.string(), default: '' },
  endpoints: { scope: 'application', schema: () => z.record(endpointId(), endpoint()), default: {} },
  reasoning: { scope: 'application', schema: () => z.enum(['auto', 'on', 'off']), default: 'auto' },
  webSearch: { scope: 'application', schema: () => z.boolean(), default: false },
  maxOutputTokens: {
    scope: 'application',
    schema: () => z.int().check(z.minimum(256), z.maximum(393_216)),
    default: 16_384,
  },
  compaction: { scope: 'application', schema: () => z.enum(['summarize', 'drop']), default: 'summarize' },
  prices: { scope: 'application', schema: () => z.record(z.string(), price()), default: {} },
  answerLanguage: { scope: 'application', schema: () => z.string().check(z.maxLength(60)), default: '' },
  projectRules: { scope: 'resource', schema: () => z.boolean(), default: true },
  promptFolder: { scope: 'application', schema: () => z.string().check(z.maxLength(1000)), default: '' },
  lightBulb: { scope: 'window', schema: () => z.boolean(), default: true },
  transport: { scope: 'application', schema: () => z.enum(['editor', 'direct']), default: 'editor' },
  allowedHosts: {
    scope: 'application',
    schema: () => z.array(z.string()),
    default: [],
    // A list that cannot be read must not open what it was to close.
    ifBad: ['unreadable.invalid'],
  },
  audit: { scope: 'application', schema: () => z.boolean(), default: false },
  auditContent: { scope: 'application', schema: () => z.boolean(), default: false },
  otlpEndpoint: {
    scope: 'application',
    schema: () =>
      z.string().check(z.refine((url) => url === '' || isSafeAddress(url), because('collector-address'))),
    default: '',
  },
  outputFilters: {
    scope: 'application',
    schema: () => z.array(outputFilter()).check(z.maxLength(100)),
    default: [],
    ifBad: [{ pattern: '[\\s\\S]', action: 'stop', label: 'inkstone.outputFilters' }],
  },
  guard: {
    scope: 'application',
    schema: () => z.array(z.enum(SECRET_KINDS)),
    default: [...SECRET_KINDS],
    ifBad: [...SECRET_KINDS],
  },
  guardLocalModels: { scope: 'application', schema: () => z.boolean(), default: false, ifBad: true },
  batchWorkers: {
    scope: 'application',
    schema: () => z.int().check(z.minimum(1), z.maximum(16)),
    default: 3,
  },
  batchDelivery: { scope: 'application', schema: () => z.enum(['live', 'deferred']), default: 'live' },
  cache: {
    scope: 'application',
    schema: () => z.array(z.enum(CACHEABLE)),
    default: ['explain', 'explain-files'],
  },
  cacheDays: { scope: 'application', schema: () => z.int().check(z.minimum(1), z.maximum(365)), default: 30 },
  cacheMegabytes: {
    scope: 'application',
    schema: () => z.int().check(z.minimum(1), z.maximum(1024)),
    default: 20,
  },
  docsFolders: { scope: 'application', schema: () => z.array(z.string().check(z.minLength(1))), default: [] },
  docsInclude: { scope: 'resource', schema: () => z.array(z.string()), default: [] },
  docsExclude: {
    scope: 'resource',
    schema: () => z.array(z.string()),
    default: ['**/requirements*.txt', '**/CMakeLists.txt', '**/robots.txt'],
  },
  docsMegabytes: {
    scope: 'application',
    schema: () => z.int().check(z.minimum(1), z.maximum(256)),
    default: 64,
  },
  historyMegabytes: {
    scope: 'application',
    schema: () => z.int().check(z.minimum(10), z.maximum(100_000)),
    default: 500,
  },
  offerModels: { scope: 'application', schema: () => z.boolean(), default: true },
  modelFor: { scope: 'application', schema: modelFor, default: {} },
  prefer: { scope: 'application', schema: () => z.enum(['', 'cheap', 'fast']), default: '' },
  fallback: { scope: 'application', schema: modelIds, default: [] },
  limits: { scope: 'application', schema: () => z.record(z.string(), limits()), default: {} },
  credentialFromEnvironment: { scope: 'application', schema: () => z.boolean(), default: false },
} as const;

export type SettingName = keyof typeof SETTINGS;

export type Settings = {
  readonly [Name in SettingName]: z.infer<ReturnType<(typeof SETTINGS)[Name]['schema']>>;
};

export interface SettingProblem {
  readonly name: SettingName;
  /** What is wrong with the value; at least one. */
  readonly reasons: readonly SettingReason[];
  /** It limits what may be done, so that the strictest value stands in and not the default. */
  readonly isRestriction: boolean;
}

function isSafeAddress(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  if (username || password) return false;
  return protocol === 'https:' || (protocol === 'http:' && isLocalUrl(url));
}

/**
 * Parses each setting by itself: a bad one falls back to its default, a bad restriction to the strictest, and is
 * reported; the others stand.
 */
export function parseSettings(read: (name: SettingName) => unknown): {
  readonly settings: Settings;
  readonly problems: readonly SettingProblem[];
} {
  const problems: SettingProblem[] = [];
  const entries = (Object.keys(SETTINGS) as SettingName[]).map((name) => {
    const value = read(name);
    if (value === undefined) return [name, SETTINGS[name].default];
    const parsed = SETTINGS[name].schema().safeParse(value);
    if (parsed.success) return [name, parsed.data];
    const setting = SETTINGS[name];
    const isRestriction = 'ifBad' in setting;
    problems.push({ name, reasons: reasonsOf(parsed.error.issues), isRestriction });
    return [name, isRestriction ? setting.ifBad : setting.default];
  });
  return { settings: Object.fromEntries(entries) as Settings, problems };
}
