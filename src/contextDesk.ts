import { randomUUID } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import { cannotSee } from './assistant/pictures.ts';
import { attachmentsSection } from './assistant/prompts/attachmentsSection.ts';
import { type ChatWeight, weighChat } from './assistant/weighChat.ts';
import { activePath } from './core/chat/branches.ts';
import { PICTURE_LIMITS } from './core/chat/pictureLimits.ts';
import type { ContextCandidate, ContextKind, Receipt, ReceiptPart } from './core/chat/receipt.ts';
import type { CodeReference, Question, QuestionPicture, Turn } from './core/chat/session.ts';
import { findSecrets } from './core/guard/findSecrets.ts';
import { type HiddenCount, SECRET_KINDS, type SecretKind } from './core/guard/secretKind.ts';
import type { Model } from './core/model/model.ts';
import { pictureTokens } from './core/usage/pictureTokens.ts';
import type { TokenCounts } from './core/usage/tokenCounts.ts';
import { UserError } from './core/userError.ts';
import type { Chats } from './host/chat/chats.ts';
import type { Attachment } from './host/context/attachment.ts';
import { ContextCatalog, type ContextSource } from './host/context/contextCatalog.ts';
import type { TerminalOutput } from './host/context/terminalOutput.ts';
import { createUnsentContext, type UnsentContext, type UnsentSecrets } from './host/context/unsentContext.ts';
import type { CurrentEditor } from './host/currentEditor.ts';
import { workspacePath } from './host/files/workspacePath.ts';
import { NextRules } from './host/instructions/nextRules.ts';
import { type ProjectRule, ruleReference, rulesText } from './host/instructions/projectRules.ts';
import { displayLanguageName, t } from './host/translate.ts';
import type { UserSettings } from './host/userSettings.ts';
import type { Unsent } from './protocol/unsentFile.ts';

export interface ContextDeskDeps {
  readonly chats: Chats;
  readonly settings: UserSettings;
  readonly editor: CurrentEditor;
  readonly terminals: TerminalOutput;
  readonly counts: TokenCounts;
  /** The model that the next question goes to. */
  model(): Model | undefined;
  /** All that there is a way to. */
  usableModels(): readonly Model[];
  /** What is hidden from it. */
  guardKinds(): readonly SecretKind[];
  envValues(): Promise<readonly string[]>;
  /** The receipt is another one. */
  onChange(): void;
  /** Where what goes along is kept over a restart; without a folder it is not. */
  readonly storage: {
    readonly folder: string | undefined;
    readonly secrets: UnsentSecrets;
    onError(error: unknown): void;
  };
}

/** Something that goes along with the next question. */
interface Chosen {
  readonly id: string;
  readonly source: ContextSource;
  /** As it was read when it was chosen; it is read again when the question is sent. */
  readonly attachment: Attachment;
}

interface ChosenPicture {
  readonly id: string;
  readonly picture: Required<QuestionPicture>;
}

/** So many of what was offered can still be chosen. */
const KEPT_OFFERS = 500;

/** What goes along with the next question: found, chosen, weighed, and read when it is sent. */
export class ContextDesk {
  readonly #deps: ContextDeskDeps;
  readonly #catalog: ContextCatalog;
  readonly #unsent: UnsentContext | undefined;
  /** What was chosen before the restart is there again, as far as it can be read. Never rejects. */
  readonly restored: Promise<void>;
  readonly #offered = new Map<string, ContextSource>();
  #chosen: readonly Chosen[] = [];
  readonly #rules: NextRules;
  #pictures: readonly ChosenPicture[] = [];
  #isWithoutEarlier = false;
  #draft = '';
  #envValues: readonly string[] = [];
  #search = new AbortController();
  #lifetime = new AbortController();
  #last: Question | undefined;
  #memo: { readonly of: readonly unknown[]; readonly receipt: Receipt } | undefined;

  constructor(deps: ContextDeskDeps) {
    this.#deps = deps;
    this.#catalog = new ContextCatalog(deps.editor, deps.terminals);
    const { folder, secrets, onError } = deps.storage;
    if (folder !== undefined) this.#unsent = createUnsentContext(folder, secrets);
    this.restored = this.#restore().catch(onError);
    this.#rules = new NextRules({
      ...deps,
      attached: () => filesOf(this.#chosen.map(({ attachment }) => attachment)),
    });
    deps.chats.onEvent((event) => {
      const asked =
        event.type === 'turn-started'
          ? event.turn.question
          : event.type === 'question-queued' && event.queued.question;
      if (asked && asked === this.#last) this.#clear();
    });
  }

  dispose(): void {
    this.#search.abort();
    this.#lifetime.abort();
    this.#catalog.dispose();
    this.#rules.dispose();
  }

  /** What cannot be read any more is left out. */
  async #restore(): Promise<void> {
    const kept = await this.#unsent?.read();
    if (!kept) return;
    const { signal } = this.#lifetime;
    const chosen = await Promise.all(
      kept.sources.map(async (each): Promise<readonly Chosen[]> => {
        const source = this.#catalog.restored(each);
        const attachment = await source.read(signal).catch(() => undefined);
        return attachment ? [{ id: randomUUID(), source, attachment }] : [];
      }),
    );
    this.#envValues = await this.#deps.envValues();
    if (signal.aborted) return;
    this.#chosen = chosen.flat();
    this.#pictures = kept.pictures.flatMap(({ picture, ...rest }) =>
      picture ? [{ id: randomUUID(), picture: { ...rest, picture } }] : [],
    );
    this.#isWithoutEarlier = kept.isWithoutEarlier;
    await this.#rules.read();
    this.#deps.onChange();
  }

  /** Tells what can go along; a newer search ends this one. */
  async find(
    query: { readonly kind: ContextKind | undefined; readonly text: string },
    found: (candidates: readonly ContextCandidate[]) => void,
  ): Promise<void> {
    this.#search.abort();
    this.#search = new AbortController();
    const { signal } = this.#search;
    try {
      for await (const sources of this.#catalog.find(query, signal)) {
        if (signal.aborted) return;
        found(sources.map((source) => this.#offer(source)));
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Lets something go along that was offered. Throws `UserError` when it cannot be read. */
  async choose(id: string): Promise<void> {
    await this.restored;
    const source = this.#offered.get(id);
    if (!source || this.#chosen.some((chosen) => chosen.source.key === source.key)) return;
    const attachment = await source.read(this.#lifetime.signal);
    this.#envValues = await this.#deps.envValues();
    this.#chosen = [...this.#chosen, { id, source, attachment }];
    this.#changed();
  }

  /** Lets a picture go along. Throws `UserError` when there are too many, and when the model does not see it. */
  async attach(picture: Required<QuestionPicture>): Promise<void> {
    await this.restored;
    if (this.#pictures.length >= PICTURE_LIMITS.count)
      throw new UserError(
        'nothing-to-work-on',
        t('{0} pictures can go with a question at most.', PICTURE_LIMITS.count),
        t('Take one out, or send the question first.'),
      );
    this.#pictures = [...this.#pictures, { id: randomUUID(), picture }];
    this.#changed();
    this.#requireSight();
  }

  /** Takes a part of the receipt out. */
  remove(id: string): void {
    if (id === EARLIER) this.#isWithoutEarlier = true;
    else if (!this.#rules.remove(id)) {
      this.#chosen = this.#chosen.filter((chosen) => chosen.id !== id);
      this.#pictures = this.#pictures.filter((chosen) => chosen.id !== id);
    }
    this.#changed();
  }

  /** Lets earlier messages go along again. */
  restoreEarlier(): void {
    this.#isWithoutEarlier = false;
    this.#changed();
  }

  /** Looks for secrets in what has been written so far. */
  async weigh(draft: string): Promise<void> {
    this.#draft = draft;
    this.#envValues = await this.#deps.envValues();
    this.#deps.onChange();
  }

  /** What would leave with the next question; `undefined` without a model. */
  receipt(): Receipt | undefined {
    const { chats, settings } = this.#deps;
    const model = this.#deps.model();
    if (!model) return undefined;
    const { state } = chats.current;
    const { wanted } = this.#rules;
    const of = [
      state.turns,
      model,
      this.#chosen,
      wanted,
      this.#pictures,
      this.#isWithoutEarlier,
      this.#draft,
      settings.current,
    ];
    if (!this.#memo?.of.every((part, index) => part === of[index]))
      this.#memo = { of, receipt: this.#newReceipt(model, activePath(state)) };
    return this.#memo?.receipt;
  }

  /**
   * The question with all that goes along, as it is now. Throws `UserError` when something cannot be read any more, or
   * not be seen by the model.
   */
  async question(text: string, meaning: string): Promise<Question> {
    await this.restored;
    this.#requireSight();
    const isAlone = this.#isWithoutEarlier;
    const pictures = this.#pictures.map(({ picture }) => picture);
    const attachments = await Promise.all(
      this.#chosen.map(({ source }) => source.read(this.#lifetime.signal)),
    );
    const rules = await this.#rules.read(filesOf(attachments));
    const receipt = this.receipt();
    const about = [meaning, attachmentsSection(attachments)].filter(Boolean).join('\n\n');
    // Of a question alone there is nothing to tell that was not there before.
    const isMore = attachments.length + rules.length + pictures.length > 0;
    const parts = (isMore ? (receipt?.parts ?? []) : []).map(
      ({ id: _, thumbnail: __, ...part }): ReceiptPart => part,
    );
    this.#last = {
      text,
      references: [
        ...toldApart(attachments.flatMap(({ references }) => references)),
        ...rules.map(ruleReference),
      ],
      ...(about && { about }),
      ...(rules.length > 0 && { rules: rulesText(rules) }),
      ...(pictures.length > 0 && { pictures }),
      ...(isAlone && { isAlone }),
      ...(parts.length > 0 && { sent: parts }),
    };
    return this.#last;
  }

  #offer(source: ContextSource): ContextCandidate {
    const id = randomUUID();
    this.#offered.set(id, source);
    for (const oldest of [...this.#offered.keys()].slice(0, -KEPT_OFFERS)) this.#offered.delete(oldest);
    const { kind, label, detail } = source;
    return { id, kind, label, detail };
  }

  /** Throws `UserError` when there are pictures and the model does not see. */
  #requireSight(): void {
    const model = this.#deps.model();
    if (this.#pictures.length === 0 || !model || model.can.images) return;
    const seeing = this.#deps.usableModels().filter(({ can }) => can.images);
    throw cannotSee(model, seeing.find(({ provider }) => provider === model.provider) ?? seeing[0], t);
  }

  /** Something else goes along. */
  #changed(): void {
    const unsent: Unsent = {
      sources: this.#chosen.map(({ source: { read: _, ...kept }, attachment }) => ({
        ...kept,
        ...(kept.kind === 'selection' && {
          attachment: { ...attachment, references: [...attachment.references] },
        }),
      })),
      pictures: this.#pictures.map(({ picture }) => picture),
      isWithoutEarlier: this.#isWithoutEarlier,
    };
    const isNothing = unsent.sources.length + unsent.pictures.length === 0 && !unsent.isWithoutEarlier;
    this.#rules.read().catch(this.#deps.storage.onError);
    this.#unsent?.write(isNothing ? undefined : unsent).catch(this.#deps.storage.onError);
    this.#deps.onChange();
  }

  #clear(): void {
    this.#chosen = [];
    this.#pictures = [];
    this.#isWithoutEarlier = false;
    this.#rules.restore();
    this.#draft = '';
    this.#last = undefined;
    this.#changed();
  }

  #newReceipt(model: Model, turns: readonly Turn[]): Receipt {
    const { wanted } = this.#rules;
    const { answerLanguage, maxOutputTokens } = this.#deps.settings.current;
    const weight = weighChat(
      {
        answerLanguage: answerLanguage || displayLanguageName(),
        maxOutputTokens,
        counts: this.#deps.counts,
      },
      {
        model,
        earlier: this.#isWithoutEarlier ? [] : turns,
        question: this.#draft,
        attached: [
          ...wanted.map(({ text }) => text),
          ...this.#chosen.map(({ attachment }) => attachmentsSection([attachment])),
        ],
        pictures: this.#pictures.map(({ picture }) => picture.picture),
      },
    );
    return {
      parts: [
        ...fixedParts(weight),
        ...wanted.map((rule, index) => rulePart(rule, weight.attachedTokens[index] ?? 0)),
        ...this.#chosen.map((chosen, index) =>
          partOf(chosen, this.#chosen, weight.attachedTokens[wanted.length + index] ?? 0),
        ),
        ...this.#pictures.map((chosen) => partOfPicture(chosen, model)),
      ],
      isWithoutEarlier: this.#isWithoutEarlier,
      hidden: this.#hidden(weight.earlierTurns),
      ...(model.price && { price: model.price }),
      maxTokens: weight.maxTokens,
    };
  }

  #hidden(turns: readonly Turn[]): readonly HiddenCount[] {
    const kinds = this.#deps.guardKinds();
    if (kinds.length === 0) return [];
    const texts = [this.#draft, ...this.#chosen.map(({ attachment }) => attachment.text)];
    const values = new Map<string, SecretKind>();
    if (kinds.includes('env-values'))
      for (const value of this.#envValues)
        if (texts.some((text) => text.includes(value))) values.set(value, 'env-values');
    for (const { value, kind } of [
      ...texts.flatMap((text) => findSecrets(text, kinds)),
      ...turns.flatMap(secretsOf),
    ])
      if (kinds.includes(kind) && !values.has(value)) values.set(value, kind);
    return SECRET_KINDS.map((kind) => ({
      kind,
      count: [...values.values()].filter((each) => each === kind).length,
    })).filter(({ count }) => count > 0);
  }
}

const EARLIER = 'earlier';

function fixedParts(weight: ChatWeight): Receipt['parts'] {
  const { instructionsTokens, docsTokens, earlierTokens, earlierTurns } = weight;
  return [
    { kind: 'instructions', label: t('Instructions of Inkstone'), tokens: instructionsTokens },
    ...(earlierTokens > 0
      ? [
          {
            id: EARLIER,
            kind: 'earlier' as const,
            label: t('Earlier questions and answers: {0}', earlierTurns.length),
            tokens: earlierTokens,
          },
        ]
      : []),
    ...(docsTokens > 0
      ? [{ kind: 'docs' as const, label: t('Passages of the documents, at most'), tokens: docsTokens }]
      : []),
  ];
}

/** It is named by its URI. */
const rulePart = ({ uri, label, note }: ProjectRule, tokens: number): Receipt['parts'][number] => ({
  id: uri,
  kind: 'rules',
  label,
  tokens,
  ...(note && { note }),
});

/** URIs of all files that something is of. */
const filesOf = (attachments: readonly Attachment[]): readonly string[] =>
  attachments.flatMap(({ references, files = [] }) => [...references.map(({ uri }) => uri), ...files]);

/** Among others of the same name it is named with its place. */
function partOf(
  { id, source, attachment }: Chosen,
  all: readonly Chosen[],
  tokens: number,
): Receipt['parts'][number] {
  const { kind, label, detail } = source;
  const hasTwin = all.some((other) => other.id !== id && other.source.label === label);
  return {
    id,
    kind,
    label: hasTwin && detail !== '' ? `${label} — ${detail}` : label,
    tokens,
    ...(attachment.note && { note: attachment.note }),
  };
}

/** Files of the same name are named with their folders. */
function toldApart(references: readonly CodeReference[]): readonly CodeReference[] {
  return references.map((reference) => {
    const { label, uri } = reference;
    const hasTwin = references.some((other) => other.label === label && other.uri !== uri);
    const folder = path.posix.dirname(workspacePath(vscode.Uri.parse(uri)));
    return hasTwin && folder !== '.' ? { ...reference, label: `${folder}/${label}` } : reference;
  });
}

function partOfPicture({ id, picture }: ChosenPicture, model: Model): Receipt['parts'][number] {
  const { label, thumbnail } = picture;
  const tokens = pictureTokens(model, picture.picture);
  return {
    id,
    kind: 'picture',
    label,
    thumbnail,
    ...(tokens !== undefined && { tokens }),
    ...(!model.can.images && { note: t('{0} cannot see pictures.', model.label) }),
  };
}

/** Answered turns do not change; so each is looked through once. */
const secrets = new WeakMap<Turn, ReturnType<typeof findSecrets>>();

function secretsOf(turn: Turn): ReturnType<typeof findSecrets> {
  const { question, answer } = turn;
  const found =
    secrets.get(turn) ??
    findSecrets([question.text, question.about ?? '', answer.whole ?? answer.text].join('\n'), SECRET_KINDS);
  secrets.set(turn, found);
  return found;
}
