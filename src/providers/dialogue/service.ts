import type { DialogueSetting } from '../../core/dialogueSetting.ts';
import type { AuthScheme } from '../credentials/authorities.ts';

/** A dialogue service, with nothing left open. Paths are below the endpoint's address, fields are ways with dots. */
export interface DialogueService {
  readonly mode: 'auto' | 'sync' | 'async';
  readonly paths: Readonly<Record<'create' | 'async' | 'read' | 'socket' | 'cancel', string>>;
  readonly fields: Readonly<Record<keyof typeof FIELDS, string>>;
  readonly extra: Readonly<Record<string, unknown>>;
  /** `PUT` on a dialogue's path has its turn answered anew. */
  readonly canAmend: boolean;
  readonly socketToken: 'header' | 'message' | 'subprotocol';
  readonly heartbeatMs: number;
}

const PATHS: DialogueService['paths'] = {
  create: '/v1/dialogues',
  async: '/v1/dialogues/async',
  read: '/v1/dialogues/{id}',
  socket: '/v1/dialogues/{id}/events',
  cancel: '',
};

const FIELDS = {
  contextId: 'context_id',
  userInput: 'user_input',
  system: '',
  history: '',
  model: 'parameters.model',
  maxTokens: 'parameters.max_tokens',
  temperature: 'parameters.temperature',
  dialogueId: 'dialogue_id',
  status: 'status',
  response: 'response',
  context: 'context',
  usage: 'metadata.usage',
  servedModel: 'metadata.model',
  finishReason: 'metadata.finish_reason',
  eventType: 'type',
  sequence: 'seq',
  delta: 'text',
} as const;

const TOKEN_PATH = '/oauth/token';
const SCOPES = ['dialogue:read', 'dialogue:write'];
const HEARTBEAT_S = 15;

/** The service that a setting describes. */
export function dialogueService(setting: DialogueSetting = {}): DialogueService {
  return {
    mode: setting.mode ?? 'auto',
    paths: { ...PATHS, ...known(setting.paths) },
    fields: { ...FIELDS, ...known(setting.fields) },
    extra: setting.extra ?? {},
    canAmend: setting.amend ?? true,
    socketToken: setting.auth?.socket ?? 'header',
    heartbeatMs: (setting.heartbeatSeconds ?? HEARTBEAT_S) * 1000,
  };
}

/** How keys let requests into the service at `baseUrl`. */
export function dialogueAuth(baseUrl: string, { auth = {} }: DialogueSetting = {}): AuthScheme {
  if (auth.kind === 'bearer') return 'bearer';
  const { tokenUrl = TOKEN_PATH, scopes = SCOPES, client = 'basic' } = auth;
  return { tokenUrl: tokenUrl.startsWith('/') ? below(baseUrl, tokenUrl) : tokenUrl, scopes, client };
}

/** The address of one of the service's paths. */
export function addressOf(baseUrl: string, path: string, id = '', after = 0): string {
  return below(baseUrl, path).replace('{id}', encodeURIComponent(id)).replace('{after}', String(after));
}

const below = (baseUrl: string, path: string): string => baseUrl.replace(/\/+$/, '') + path;

/** Without what is there but has no value, which would hide a default. */
function known<Part extends object>(
  part: Part | undefined,
): { [Name in keyof Part]: NonNullable<Part[Name]> } {
  const entries = Object.entries(part ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof Part]: NonNullable<Part[Name]> };
}
