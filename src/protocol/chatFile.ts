import * as z from 'zod/mini';
import type { SessionState } from '../core/chat/session.ts';
import { PURPOSES } from '../core/model/chatRequest.ts';
import { count, countedUsage, money } from './countedUsage.ts';

const VERSION = 1;

const notice = z.object({
  severity: z.enum(['error', 'warning', 'information']),
  code: z.string(),
  what: z.string(),
  side: z.enum(['user', 'account', 'network', 'provider', 'inkstone']),
  next: z.string(),
  actions: z.array(z.object({ id: z.string(), label: z.string(), argument: z.optional(z.string()) })),
});

const answer = z.object({
  text: z.string(),
  seams: z.optional(z.array(z.object({ at: count }))),
  whole: z.optional(z.string()),
  reasoning: z.string(),
  sources: z.optional(
    z.array(z.object({ title: z.string(), url: z.string(), site: z.optional(z.string()) })),
  ),
  status: z.enum([
    'waiting',
    'streaming',
    'complete',
    'length',
    'filtered',
    'stopped',
    'interrupted',
    'failed',
  ]),
  modelLabel: z.string(),
  fallbackFor: z.optional(z.string()),
  modelId: z.optional(z.templateLiteral([z.string(), '/', z.string()])),
  figures: z.optional(
    z.object({
      usage: countedUsage,
      cost: z.optional(money),
      timeToFirstTokenMs: z.optional(count),
      reasoningMs: z.optional(count),
      durationMs: count,
      requests: z.optional(count),
      fromCache: z.optional(z.literal(true)),
    }),
  ),
  notice: z.optional(notice),
});

const chatFile = z.object({
  version: z.literal(VERSION),
  session: z.object({
    id: z.string(),
    title: z.string(),
    createdAt: z.number(),
    turns: z.array(
      z.object({
        id: z.string(),
        purpose: z.enum(PURPOSES),
        question: z.object({
          text: z.string(),
          prompt: z.optional(z.string()),
          about: z.optional(z.string()),
          references: z.array(
            z.object({ label: z.string(), uri: z.string(), startLine: z.number(), endLine: z.number() }),
          ),
        }),
        answer,
      }),
    ),
  }),
});

/** A chat as it is kept on disk. */
export function serializeChat(session: SessionState): string {
  return JSON.stringify({ version: VERSION, session });
}

/** A file of a newer program is `newer` and must be left as it is; what is no chat at all is `damaged`. */
export function parseChatFile(text: string): SessionState | 'newer' | 'damaged' {
  try {
    const json: unknown = JSON.parse(text);
    const parsed = chatFile.safeParse(json);
    if (parsed.success) return parsed.data.session as SessionState;
    const version = (json as { version?: unknown } | null)?.version;
    return typeof version === 'number' && version > VERSION ? 'newer' : 'damaged';
  } catch {
    return 'damaged';
  }
}
