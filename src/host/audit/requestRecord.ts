import type { ChatMessage, ChatRequest } from '../../core/model/chatRequest.ts';
import type { RequestEnd } from '../../core/model/observation.ts';
import type { ProviderInfo } from '../../core/model/providerInfo.ts';
import { type RequestRecord, sha256 } from './auditChain.ts';

export interface Circumstances {
  readonly user: string;
  readonly window: string;
  readonly endpoint: ProviderInfo;
  /** Prompt and answer are written down as they are, and not only their hashes. */
  readonly withContent: boolean;
  /** A document's path in the workspace. */
  pathOf(uri: string): string;
}

/** What the audit log says of a request. It holds no key: none is part of a request. */
export function requestRecord(request: ChatRequest, end: RequestEnd, about: Circumstances): RequestRecord {
  const { user, window, endpoint, withContent, pathOf } = about;
  const { usage, error, text } = end;
  const prompt = JSON.stringify(request.messages.map(withHashedPictures));
  return {
    user,
    window,
    requestId: request.id,
    provider: endpoint.id,
    origin: new URL(endpoint.baseUrl).origin,
    model: request.model.name,
    purpose: request.purpose,
    files: [...new Set(request.documents?.map(pathOf))].sort(),
    ...(usage && { inputTokens: usage.inputTokens, outputTokens: usage.outputTokens }),
    ...(usage?.estimated && { estimated: true }),
    outcome: end.outcome,
    ...(error && { errorCode: error.code }),
    durationMs: Math.round(end.durationMs),
    promptHash: sha256(prompt),
    answerHash: sha256(text),
    ...(withContent && { prompt, answer: text }),
  };
}

/** Of a picture only its hash is written down. */
function withHashedPictures(message: ChatMessage): object {
  if (message.role !== 'user' || !message.pictures) return message;
  const pictures = message.pictures.map(({ data, ...picture }) => ({ ...picture, sha256: sha256(data) }));
  return { ...message, pictures };
}
