import type { AttributeValue, Span } from './span.ts';

/** `SPAN_KIND_CLIENT` and `STATUS_CODE_ERROR` of opentelemetry-proto. */
const CLIENT = 3;
const ERROR = 2;

/** An `ExportTraceServiceRequest` in OTLP's JSON: ids in hexadecimal, 64-bit numbers as text. */
export function encodeSpans(spans: readonly Span[]): string {
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: attributes({ 'service.name': 'inkstone' }) },
        scopeSpans: [{ scope: { name: 'inkstone' }, spans: spans.map(encodeSpan) }],
      },
    ],
  });
}

function encodeSpan(span: Span): object {
  const { traceId, spanId, parentSpanId, name, startMs, endMs, failure } = span;
  return {
    traceId,
    spanId,
    ...(parentSpanId !== undefined && { parentSpanId }),
    name,
    kind: CLIENT,
    startTimeUnixNano: nanoseconds(startMs),
    endTimeUnixNano: nanoseconds(endMs),
    attributes: attributes(span.attributes),
    status: failure === undefined ? {} : { code: ERROR, message: failure },
  };
}

/** Beyond what a double holds, so the last six digits are worked out apart. */
function nanoseconds(ms: number): string {
  return String(BigInt(Math.floor(ms)) * 1_000_000n + BigInt(Math.round((ms % 1) * 1e6)));
}

function attributes(values: Readonly<Record<string, AttributeValue | undefined>>): object[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: encodeValue(value) }],
  );
}

function encodeValue(value: AttributeValue): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value !== 'number') return { arrayValue: { values: value.map(encodeValue) } };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
