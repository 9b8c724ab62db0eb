import * as z from 'zod/mini';
import type { ContextUse } from '../core/chat/contextUse.ts';
import { PICTURE_LIMITS } from '../core/chat/pictureLimits.ts';
import { OFFERED_KINDS, type Offer, type Receipt } from '../core/chat/receipt.ts';
import type { SessionEvent, SessionState } from '../core/chat/session.ts';
import { PICTURE_TYPES } from '../core/model/picture.ts';

/** What the chat view shows around the transcript. */
export interface PanelStatus {
  /** Empty while no model can be used: the view then shows the doors of the first minute. */
  readonly modelLabel: string;
  /** A newer Inkstone has written the chat: nothing may happen in it. */
  readonly isReadOnly?: boolean;
  /** Of the model's window; absent while no model can be used. */
  readonly context?: ContextUse;
  /** What will leave with the next question; absent until it is known. */
  readonly receipt?: Receipt;
  readonly chats: readonly { readonly id: string; readonly title: string; readonly isPinned?: true }[];
}

/** Host to chat panel. `seq` grows by one with each `snapshot` or `events` message and is what `applied` returns. */
export type HostToPanel =
  | {
      readonly type: 'snapshot';
      readonly seq: number;
      readonly session: SessionState;
      readonly status: PanelStatus;
      /** `en`, `zh-cn` … */
      readonly language: string;
      /** English → the user's language, for `translator`. Empty for English. */
      readonly texts: Readonly<Record<string, string>>;
    }
  | {
      readonly type: 'events';
      readonly seq: number;
      readonly events: readonly SessionEvent[];
      /** Nobody waits to hear that it was applied: what comes next tells that too. */
      readonly isQuiet?: true;
    }
  | { readonly type: 'status'; readonly status: PanelStatus }
  /** Puts text into the composer without sending it; text already there is kept before it. */
  | { readonly type: 'compose'; readonly text: string }
  | { readonly type: 'focus-composer' }
  /** Answers to `find-context`; another message with the same request replaces them. */
  | {
      readonly type: 'found-context';
      readonly request: string;
      readonly candidates: readonly Offer[];
    };

const id = z.string().check(z.maxLength(100));

const question = z.string().check(z.minLength(1), z.maxLength(1_000_000));

const base64 = (bytes: number) =>
  z.string().check(z.maxLength(Math.ceil(bytes / 3) * 4), z.regex(/^[A-Za-z0-9+/]+={0,2}$/));

const sidePx = () => z.int().check(z.gte(1), z.lte(PICTURE_LIMITS.sidePx));

/** A code block is named by its turn and the 0-based line of its opening fence in the answer's markdown. */
const codeBlock = { turnId: id, line: z.int().check(z.nonnegative()) };

/**
 * Panel to host: intents. The panel shows model text and is not trusted, so it never sends code to insert, a path
 * to write or a command to run.
 */
const makePanelIntent = () =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('panel-ready') }),
    z.object({ type: z.literal('applied'), seq: z.int() }),
    z.object({ type: z.literal('send'), text: question }),
    /** Another version of a question. */
    z.object({ type: z.literal('send-anew'), turnId: id, text: question }),
    z.object({ type: z.literal('send-queued') }),
    z.object({ type: z.literal('change-queued'), queuedId: id, text: question }),
    z.object({ type: z.literal('remove-queued'), queuedId: id }),
    z.object({ type: z.literal('show-turn'), turnId: id }),
    z.object({ type: z.literal('delete-turn'), turnId: id }),
    z.object({ type: z.literal('branch-chat'), turnId: id }),
    z.object({ type: z.literal('rename-chat') }),
    z.object({ type: z.literal('pin-chat'), isPinned: z.boolean() }),
    z.object({ type: z.literal('compact') }),
    z.object({ type: z.literal('stop') }),
    z.object({
      type: z.literal('find-context'),
      request: id,
      kind: z.optional(z.enum(OFFERED_KINDS)),
      text: z.string().check(z.maxLength(200)),
    }),
    z.object({ type: z.literal('choose-context'), id }),
    z.object({
      type: z.literal('attach-picture'),
      label: z.string().check(z.minLength(1), z.maxLength(200)),
      thumbnail: base64(PICTURE_LIMITS.thumbnailBytes),
      picture: z.object({
        mediaType: z.enum(PICTURE_TYPES),
        data: base64(PICTURE_LIMITS.bytes),
        width: sidePx(),
        height: sidePx(),
      }),
    }),
    /** By the host's id, or the URI of a file of rules. */
    z.object({ type: z.literal('remove-context'), id: z.string().check(z.maxLength(5000)) }),
    z.object({ type: z.literal('restore-earlier') }),
    z.object({ type: z.literal('weigh'), text: z.string().check(z.maxLength(1_000_000)) }),
    z.object({ type: z.literal('retry'), turnId: id }),
    z.object({ type: z.literal('continue'), turnId: id }),
    z.object({ type: z.literal('new-chat') }),
    z.object({ type: z.literal('open-chat'), chatId: id }),
    z.object({ type: z.literal('copy-code'), ...codeBlock }),
    z.object({ type: z.literal('insert-code'), ...codeBlock }),
    z.object({ type: z.literal('apply-code'), ...codeBlock }),
    z.object({ type: z.literal('new-file-from-code'), ...codeBlock }),
    z.object({ type: z.literal('run-code'), ...codeBlock }),
    z.object({ type: z.literal('copy-answer'), turnId: id }),
    z.object({ type: z.literal('apply-answer'), turnId: id }),
    z.object({ type: z.literal('open-link'), href: z.string().check(z.maxLength(2000)) }),
    z.object({ type: z.literal('open-reference'), turnId: id, index: z.int().check(z.nonnegative()) }),
    z.object({ type: z.literal('open-claim'), turnId: id, index: z.int().check(z.nonnegative()) }),
    z.object({ type: z.literal('open-passage'), turnId: id, index: z.int().check(z.nonnegative()) }),
    z.object({ type: z.literal('notice-action'), turnId: id, action: z.string().check(z.maxLength(50)) }),
    z.object({ type: z.literal('explain-code'), code: z.string().check(z.regex(/^INK-[A-Z]+-\d{3}$/)) }),
    z.object({ type: z.literal('select-model') }),
    z.object({ type: z.literal('add-key') }),
    z.object({ type: z.literal('use-local-model') }),
    z.object({ type: z.literal('open-walkthrough') }),
  ]);

let madePanelIntent: ReturnType<typeof makePanelIntent> | undefined;

/** The schema of what the page may say, made when it says something. */
export function panelIntent(): ReturnType<typeof makePanelIntent> {
  madePanelIntent ??= makePanelIntent();
  return madePanelIntent;
}

export type PanelIntent = z.infer<ReturnType<typeof makePanelIntent>>;
