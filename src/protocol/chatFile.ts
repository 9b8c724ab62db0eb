import * as z from 'zod/mini';
import { PART_KINDS } from '../core/chat/receipt.ts';
import type { SessionState, Turn } from '../core/chat/session.ts';
import { SECRET_KINDS } from '../core/guard/secretKind.ts';
import { PURPOSES } from '../core/model/chatRequest.ts';
import { PICTURE_TYPES } from '../core/model/picture.ts';
import { count, countedUsage, money } from './countedUsage.ts';

const VERSION = 2;

/** Its chats had no branches: each turn followed the one before it. */
const LINEAR_VERSION = 1;

/** The parts of a chat as they stand in files; what they do not name is not read. */
export const notice = z.object({
  severity: z.enum(['error', 'warning', 'information']),
  code: z.string(),
  what: z.string(),
  side: z.enum(['user', 'account', 'network', 'provider', 'inkstone']),
  next: z.string(),
  actions: z.array(z.object({ id: z.string(), label: z.string(), argument: z.optional(z.string()) })),
});

export const sources = z.array(
  z.object({
    title: z.string(),
    url: z.string(),
    mark: z.optional(z.string()),
    site: z.optional(z.string()),
    line: z.optional(count),
  }),
);

const reference = z.object({
  label: z.string(),
  uri: z.string(),
  startLine: z.number(),
  endLine: z.number(),
});

export const claims = z.array(
  z.object({
    text: z.string(),
    place: z.optional(reference),
    missing: z.optional(z.enum(['file', 'line', 'name'])),
  }),
);

export const modelId = z.templateLiteral([z.string(), '/', z.string()]);

export const figures = z.object({
  usage: countedUsage,
  cost: z.optional(money),
  timeToFirstTokenMs: z.optional(count),
  reasoningMs: z.optional(count),
  durationMs: count,
  requests: z.optional(count),
  fromCache: z.optional(z.literal(true)),
});

export const hidden = z.array(z.object({ kind: z.enum(SECRET_KINDS), count }));

/** The ends that an answer may come to. */
export const ENDS = ['complete', 'length', 'filtered', 'stopped', 'interrupted', 'failed'] as const;

const answer = z.object({
  text: z.string(),
  seams: z.optional(z.array(z.object({ at: count }))),
  whole: z.optional(z.string()),
  reasoning: z.string(),
  hidden: z.optional(hidden),
  sources: z.optional(sources),
  claims: z.optional(claims),
  status: z.enum(['waiting', 'streaming', ...ENDS]),
  modelLabel: z.string(),
  fallbackFor: z.optional(z.string()),
  modelId: z.optional(modelId),
  figures: z.optional(figures),
  leftOut: z.optional(count),
  notice: z.optional(notice),
});

export const references = z.array(reference);

const picture = z.object({
  mediaType: z.enum(PICTURE_TYPES),
  data: z.string(),
  width: count,
  height: count,
});

export const pictures = z.array(
  z.object({ label: z.string(), thumbnail: z.string(), picture: z.optional(picture) }),
);

const question = z.object({
  text: z.string(),
  prompt: z.optional(z.string()),
  about: z.optional(z.string()),
  rules: z.optional(z.string()),
  references,
  pictures: z.optional(pictures),
  isAlone: z.optional(z.literal(true)),
  sent: z.optional(
    z.array(
      z.object({
        kind: z.enum(PART_KINDS),
        label: z.string(),
        tokens: z.optional(count),
        note: z.optional(z.string()),
      }),
    ),
  ),
});

export const compaction = z.object({
  summary: z.string(),
  summarized: count,
  leftOut: count,
  references,
  modelLabel: z.string(),
});

export const turn = z.object({
  id: z.string(),
  parentId: z.optional(z.string()),
  purpose: z.enum(PURPOSES),
  question,
  answer,
  compaction: z.optional(compaction),
});

export const queued = z.object({ id: z.string(), question });

export const session = z.object({
  id: z.string(),
  title: z.string(),
  createdAt: z.number(),
  turns: z.array(turn),
  preferred: z.array(z.string()),
  queue: z.array(queued),
  isPinned: z.optional(z.literal(true)),
  modelId: z.optional(modelId),
});

const chatFile = z.union([
  z.object({ version: z.literal(VERSION), session }),
  z.object({
    version: z.literal(LINEAR_VERSION),
    session: z.extend(session, {
      preferred: z._default(session.shape.preferred, []),
      queue: z._default(session.shape.queue, []),
    }),
  }),
]);

/** A chat as one JSON text: what is exported, and how chats were kept before they had journals. */
export function serializeChat(session: SessionState): string {
  return JSON.stringify({ version: VERSION, session });
}

/** A file of a newer program is `newer` and must be left as it is; what is no chat at all is `damaged`. */
export function parseChatFile(text: string): SessionState | 'newer' | 'damaged' {
  try {
    const json: unknown = JSON.parse(text);
    const parsed = chatFile.safeParse(json);
    if (parsed.success) {
      const session = parsed.data.session as SessionState;
      const turns = parsed.data.version === LINEAR_VERSION ? inOneLine(session.turns) : rooted(session.turns);
      return { ...session, turns };
    }
    const version = (json as { version?: unknown } | null)?.version;
    return typeof version === 'number' && version > VERSION ? 'newer' : 'damaged';
  } catch {
    return 'damaged';
  }
}

/**
 * A chat from a file that somebody has handed over. Buttons of notices stay behind, since they would act here, and a file
 * in which two things have one id is `damaged`: they could not be told apart.
 */
export function parseExportedChat(bytes: Uint8Array): SessionState | 'newer' | 'damaged' {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return 'damaged';
  }
  const session = parseChatFile(text);
  if (typeof session === 'string') return session;
  const { turns, queue } = session;
  const ids = [...turns, ...queue].map(({ id }) => id);
  return new Set(ids).size < ids.length ? 'damaged' : { ...session, turns: turns.map(withoutActions) };
}

function withoutActions(turn: Turn): Turn {
  const { notice } = turn.answer;
  return notice ? { ...turn, answer: { ...turn.answer, notice: { ...notice, actions: [] } } } : turn;
}

function inOneLine(turns: readonly Turn[]): readonly Turn[] {
  return turns.map((turn, index) => {
    const before = turns[index - 1];
    return before ? { ...turn, parentId: before.id } : turn;
  });
}

/** A turn that follows none of those before it begins a branch of its own, so that it can be reached. */
function rooted(turns: readonly Turn[]): readonly Turn[] {
  const known = new Set<string>();
  return turns.map(({ parentId, ...turn }) => {
    const isFollowing = parentId !== undefined && known.has(parentId);
    known.add(turn.id);
    return isFollowing ? { ...turn, parentId } : turn;
  });
}
