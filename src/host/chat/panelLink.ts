import type { Question, SessionEvent, SessionState } from '../../core/chat/session.ts';
import type { HostToPanel, PanelStatus } from '../../protocol/panelMessages.ts';
import type { Conversation } from './conversation.ts';

/** At most one message a frame; drawing a frame costs the panel more than what is in it. */
const FRAME_MS = 32;

/**
 * So many may be on their way: with one alone, an answer's first words would wait for the question to be drawn. Of text,
 * the panel is to tell of every other one, since a message across the editor costs more than what is in it.
 */
const MAX_UNAPPLIED = 3;

export interface PanelLinkDeps {
  post(message: HostToPanel): void;
  status(): PanelStatus;
  readonly language: string;
  readonly texts: Readonly<Record<string, string>>;
}

/**
 * Keeps one panel in step with a conversation: a snapshot when the panel is ready, then events, coalesced to one post
 * a frame, and no more of them than the panel keeps up with.
 */
export class PanelLink {
  readonly #deps: PanelLinkDeps;
  #conversation: Conversation;
  #unlisten: () => void;
  #isReady = false;
  #seq = 0;
  #applied = 0;
  #queue: SessionEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  #lastPost = 0;
  #wasQuiet = false;

  constructor(deps: PanelLinkDeps, conversation: Conversation) {
    this.#deps = deps;
    this.#conversation = conversation;
    this.#unlisten = conversation.listen((event) => this.#enqueue(event));
  }

  /** The panel was loaded, or lost its place: it gets everything. */
  ready(): void {
    this.#isReady = true;
    this.#queue = [];
    this.#applied = ++this.#seq;
    this.#deps.post({
      type: 'snapshot',
      seq: this.#seq,
      session: withoutPrompts(this.#conversation.state),
      status: this.#deps.status(),
      language: this.#deps.language,
      texts: this.#deps.texts,
    });
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** The panel was hidden, and its page is gone with it; shown again, it will be ready anew. */
  hidden(): void {
    this.#isReady = false;
    this.#queue = [];
  }

  applied(seq: number): void {
    this.#applied = Math.max(this.#applied, seq);
    this.#schedule();
  }

  show(conversation: Conversation): void {
    this.#unlisten();
    this.#conversation = conversation;
    this.#unlisten = conversation.listen((event) => this.#enqueue(event));
    if (this.#isReady) this.ready();
  }

  post(
    message: Extract<HostToPanel, { type: 'status' | 'compose' | 'focus-composer' | 'found-context' }>,
  ): void {
    if (this.#isReady) this.#deps.post(message);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#unlisten();
  }

  #enqueue(event: SessionEvent): void {
    if (!this.#isReady) return;
    const last = this.#queue.at(-1);
    if (last && isText(event) && last.type === event.type && last.turnId === event.turnId)
      this.#queue[this.#queue.length - 1] = { ...last, text: last.text + event.text };
    else this.#queue.push(forPanel(event));
    this.#schedule();
  }

  #schedule(): void {
    if (this.#timer || this.#queue.length === 0 || this.#seq - this.#applied >= MAX_UNAPPLIED) return;
    const wait = Math.max(0, this.#lastPost + FRAME_MS - performance.now());
    this.#timer = setTimeout(() => this.#flush(), wait);
  }

  #flush(): void {
    this.#timer = undefined;
    if (this.#queue.length === 0) return;
    const events = this.#queue;
    this.#queue = [];
    this.#lastPost = performance.now();
    this.#wasQuiet = !this.#wasQuiet && events.every(isText);
    this.#deps.post({
      type: 'events',
      seq: ++this.#seq,
      events,
      ...(this.#wasQuiet && { isQuiet: true }),
    });
  }
}

const isText = (event: SessionEvent): event is Extract<SessionEvent, { type: `${string}-delta` }> =>
  event.type === 'text-delta' || event.type === 'reasoning-delta';

function withoutPrompts(session: SessionState): SessionState {
  return {
    ...session,
    turns: session.turns.map(withoutPrompt),
    queue: session.queue.map((queued) => ({ ...queued, question: forView(queued.question) })),
  };
}

function forPanel(event: SessionEvent): SessionEvent {
  if (event.type === 'turn-started') return { ...event, turn: withoutPrompt(event.turn) };
  if (event.type === 'question-queued')
    return { ...event, queued: { ...event.queued, question: forView(event.queued.question) } };
  if (event.type === 'chat-restored') return { ...event, session: withoutPrompts(event.session) };
  if (event.type !== 'answer-finished') return event;
  const { whole: _, ...shown } = event;
  return shown;
}

/** What the model was sent and wrote besides is of no use to the panel, which need not be trusted with the code. */
function withoutPrompt(turn: SessionState['turns'][number]): SessionState['turns'][number] {
  const { whole: _, ...answer } = turn.answer;
  return { ...turn, question: forView(turn.question), answer };
}

function forView({ prompt: _, about: __, rules: ___, ...question }: Question): Question {
  if (!question.pictures) return question;
  const pictures = question.pictures.map(({ label, thumbnail }) => ({ label, thumbnail }));
  return { ...question, pictures };
}
