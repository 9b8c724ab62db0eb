import type { EditReview } from '../../../src/assistant/editCode.ts';
import type { ModelAccess, Transcript } from '../../../src/assistant/turn.ts';
import type { CodeTarget, ProjectRules } from '../../../src/assistant/workspace.ts';
import {
  emptySession,
  reduceSession,
  type SessionEvent,
  type SessionState,
} from '../../../src/core/chat/session.ts';
import type { DocumentsFound } from '../../../src/core/documents/documentSearch.ts';
import type { Proposal } from '../../../src/core/edit/proposal.ts';
import type { ChatRequest } from '../../../src/core/model/chatRequest.ts';
import type { Model } from '../../../src/core/model/model.ts';
import type { Provider } from '../../../src/core/model/provider.ts';
import type { StreamEvent } from '../../../src/core/model/streamEvent.ts';
import { translator } from '../../../src/core/text/translate.ts';
import { createTokenCounts } from '../../../src/core/usage/tokenCounts.ts';

export const model: Model = {
  id: 'test/model',
  provider: 'test',
  name: 'model',
  label: 'Model',
  contextTokens: 32_000,
  maxOutputTokens: 4000,
  can: { tools: false, images: false, reasoning: false },
};

/** Answers with the given events; an `Error` among them is thrown. Keeps what it was asked. */
export class ScriptedProvider implements Provider {
  readonly id = 'test';
  readonly requests: ChatRequest[] = [];
  readonly #script: readonly (StreamEvent | Error | ((signal: AbortSignal) => Promise<void>))[];

  constructor(...script: readonly (StreamEvent | Error | ((signal: AbortSignal) => Promise<void>))[]) {
    this.#script = script;
  }

  async *stream(request: ChatRequest, signal: AbortSignal): AsyncIterable<StreamEvent> {
    this.requests.push(request);
    for (const step of this.#script) {
      if (typeof step === 'function') await step(signal);
      signal.throwIfAborted();
      if (step instanceof Error) throw step;
      if (typeof step !== 'function') yield step;
    }
  }
}

export const text = (words: string): StreamEvent => ({ type: 'text-delta', text: words });
export const finish: StreamEvent = { type: 'finish', reason: 'stop' };

export const access = (provider: Provider, more: Partial<Model> = {}): ModelAccess => ({
  model: { ...model, ...more },
  provider,
  resumes: async () => false,
});

export class MemoryTranscript implements Transcript {
  state: SessionState = emptySession('s', 0);

  dispatch(event: SessionEvent): void {
    this.state = reduceSession(this.state, event);
  }
}

/** Keeps the last proposal and how the edit ended. */
export class MemoryReview implements EditReview {
  lines: readonly string[] | undefined;
  ended = '';
  readonly givenUp = new AbortController();

  async open() {
    return {
      signal: this.givenUp.signal,
      update: (proposal: () => Proposal) => {
        this.lines = proposal().lines;
      },
      end: async (progress: string) => {
        this.ended = progress;
      },
      discard: async () => {
        this.ended = 'discarded';
        this.lines = undefined;
      },
    };
  }
}

export function testDeps(transcript: Transcript = new MemoryTranscript()) {
  let ids = 0;
  return {
    transcript,
    usageOf: () => undefined,
    newId: () => `id${++ids}`,
    onError: () => {},
    after: () => () => {},
    t: translator(),
    counts: createTokenCounts({ read: () => ({}), write: () => {} }),
    answerLanguage: 'English',
    maxOutputTokens: 2000,
    workspace: { projectRules: async () => undefined as ProjectRules | undefined },
    documents: {
      async search(): Promise<DocumentsFound> {
        throw new Error('nobody asks the documents');
      },
    },
  };
}

export function target(code: string, more: Partial<CodeTarget> = {}): CodeTarget {
  const lines = code.split('\n');
  return {
    uri: 'file:///w/src/a.ts',
    path: 'src/a.ts',
    languageId: 'typescript',
    lines,
    region: { startLine: 0, endLine: lines.length },
    taken: { by: 'selection' },
    indentation: { unit: 'spaces', size: 2 },
    ...more,
  };
}
