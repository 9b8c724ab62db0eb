import { ProviderError } from '../core/model/providerError.ts';
import { redact } from '../core/text/redact.ts';
import type { Fail } from './dialects/dialect.ts';

const MESSAGE_CHARACTERS = 500;

interface Circumstances {
  readonly provider: string;
  readonly host: string;
  readonly modelName?: string;
  /** Taken out of whatever the provider says. */
  readonly secrets: readonly string[];
}

/** Makes the errors of one request. */
export function createFail({ secrets, ...names }: Circumstances): Fail {
  const safe = (text: string): string => redact(text, secrets).slice(0, MESSAGE_CHARACTERS);
  return ({ kind, message = '', note = '', code, requestId, ...rest }) => {
    const words = safe(message);
    const ownCode = code && safe(code);
    const figures = [rest.status && `HTTP ${rest.status}`, ownCode && `code ${ownCode}`]
      .filter(Boolean)
      .join(', ');
    const reason = words || note || safe(innermostMessage(rest.cause));
    return new ProviderError(
      kind,
      `${names.host}: ${kind}${figures && ` (${figures})`}${reason && `: ${reason}`}`,
      {
        ...names,
        ...rest,
        ...(ownCode !== undefined && { providerCode: ownCode }),
        ...(requestId !== undefined && { requestId: safe(requestId) }),
        ...(words && { providerMessage: words }),
      },
    );
  };
}

/** `fetch failed` says nothing; what caused it does. */
function innermostMessage(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return (error.cause === error ? '' : innermostMessage(error.cause)) || error.message;
}
