import type { Observer } from '../../core/model/observation.ts';
import type { Endpoint } from '../endpoint.ts';
import { requestAttributes, resultAttributes } from './genAiAttributes.ts';
import { createOtlpExporter, type OtlpExporterDeps } from './otlpExporter.ts';
import { childOf, type SpanScope, traceparentOf } from './span.ts';

export interface Tracer {
  observer(scope: SpanScope, endpoint: Endpoint): Observer;
  flush(): Promise<void>;
}

/**
 * Makes a span of each request and, within it, of each attempt, of which the provider is told by `traceparent`. Spans
 * hold names, figures and codes: no word of a prompt or an answer, no address but the host, no header.
 */
export function createTracer(deps: OtlpExporterDeps): Tracer {
  const exporter = createOtlpExporter(deps);
  /** Attempts so far, by the span that they belong to. */
  const attempts = new Map<string, number>();
  return {
    observer: (scope, endpoint) => (request) => {
      const context = childOf(request.traceparent);
      const { spanId, parentSpanId } = context;
      if (scope === 'request') attempts.set(spanId, 0);
      const earlier = parentSpanId === undefined ? undefined : attempts.get(parentSpanId);
      if (parentSpanId !== undefined && earlier !== undefined) attempts.set(parentSpanId, earlier + 1);
      const asked = requestAttributes(request, endpoint);
      return {
        request: { ...request, traceparent: traceparentOf(context) },
        end(end) {
          attempts.delete(spanId);
          exporter.add({
            ...context,
            name: scope === 'request' ? `chat ${request.model.name}` : `attempt ${request.model.name}`,
            startMs: end.at,
            endMs: end.at + end.durationMs,
            attributes: {
              ...asked,
              ...resultAttributes(end, scope),
              'http.request.resend_count': scope === 'attempt' ? earlier : undefined,
            },
            ...(end.error && { failure: end.error.code }),
          });
        },
      };
    },
    flush: () => exporter.flush(),
  };
}
