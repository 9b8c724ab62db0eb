import { createHash } from 'node:crypto';
import type { ChatRequest } from '../../core/model/chatRequest.ts';
import type { Clock } from '../clock.ts';
import type { Said } from './dialogueDecoder.ts';
import type { Place } from './dialogueDialect.ts';
import { historyOf } from './userInput.ts';

/** Of how many conversations the places are kept. */
const CONVERSATIONS = 50;

/** For how long a part of a service that was not there is not asked for again. */
const MISSING_MS = 600_000;

/** A conversation as the service has it. */
interface Context {
  readonly contextId: string;
  readonly lastTurn: string;
  readonly lastDialogue: string | undefined;
  /** Hashes of all the answers in it, those included that it was told of and did not give. */
  readonly answers: readonly string[];
}

/** What is remembered of services between requests; nothing of it is needed, and none of it outlives the window. */
export interface DialogueMemory {
  /**
   * Where a turn belongs: in its conversation's context while the answers there are those that the request looks back
   * on, in place of the last one when that is answered anew, and otherwise nowhere.
   */
  place(service: string, request: ChatRequest): Place;
  /** Keeps where a turn has been answered. */
  keep(
    service: string,
    request: ChatRequest,
    answered: Place & { readonly said: Said; readonly text: string },
  ): void;
  /** What the service has of the conversation is not what the user has. */
  forget(service: string, request: ChatRequest): void;
  /** An address at which there was nothing is not worth another request for a while. */
  isMissing(url: string): boolean;
  miss(url: string): void;
}

export function createDialogueMemory(clock: Clock): DialogueMemory {
  const contexts = new Map<string, Context>();
  const missing = new Map<string, number>();
  const nameOf = (service: string, id: string): string => JSON.stringify([service, id]);

  return {
    place(service, request) {
      const { conversation } = request;
      const context = conversation && contexts.get(nameOf(service, conversation.id));
      if (!context) return {};
      const { contextId, lastTurn, lastDialogue, answers } = context;
      const history = answersIn(request);
      if (conversation.turn === lastTurn) {
        const before = answers.slice(0, -1);
        const isSame = history.length === 0 ? before.length === 0 : isEndOf(history, before);
        return isSame && lastDialogue !== undefined ? { contextId, amends: lastDialogue } : {};
      }
      return history.length > 0 && isEndOf(history, answers) ? { contextId } : {};
    },
    keep(service, request, { contextId, amends, said, text }) {
      const { conversation } = request;
      const known = said.contextId ?? contextId;
      if (!conversation || known === undefined) return;
      const name = nameOf(service, conversation.id);
      const before = contexts.get(name);
      const earlier =
        before && contextId !== undefined
          ? amends === undefined
            ? before.answers
            : before.answers.slice(0, -1)
          : answersIn(request);
      contexts.delete(name);
      contexts.set(name, {
        contextId: known,
        lastTurn: conversation.turn,
        lastDialogue: said.dialogueId ?? amends,
        answers: [...earlier, hash(text)],
      });
      for (const oldest of [...contexts.keys()].slice(0, -CONVERSATIONS)) contexts.delete(oldest);
    },
    forget(service, { conversation }) {
      if (conversation) contexts.delete(nameOf(service, conversation.id));
    },
    isMissing: (url) => clock.monotonic() < (missing.get(url) ?? 0),
    miss: (url) => void missing.set(url, clock.monotonic() + MISSING_MS),
  };
}

function answersIn({ messages }: ChatRequest): readonly string[] {
  return historyOf(messages).flatMap((message) => (message.role === 'assistant' ? [hash(message.text)] : []));
}

/** Earlier turns that no longer fit are left out of requests. */
function isEndOf(end: readonly string[], all: readonly string[]): boolean {
  return (
    end.length <= all.length && end.every((each, index) => each === all[all.length - end.length + index])
  );
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64');
