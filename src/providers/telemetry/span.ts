import { randomBytes } from 'node:crypto';

/** What a span is of: all of a request, or one attempt at it. */
export type SpanScope = 'request' | 'attempt';

export type AttributeValue = string | number | boolean | readonly string[];

export interface Span {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** ms since 1970 UTC. */
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, AttributeValue | undefined>>;
  /** What failed, for people; absent when nothing did. */
  readonly failure?: string;
}

/** Where a span belongs. */
export interface SpanContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

/** A span within that of `traceparent`, or the first of a trace. */
export function childOf(traceparent: string | undefined): SpanContext {
  const [, traceId, parentSpanId] = /^00-([\da-f]{32})-([\da-f]{16})-/.exec(traceparent ?? '') ?? [];
  const spanId = randomBytes(8).toString('hex');
  return traceId && parentSpanId
    ? { traceId, spanId, parentSpanId }
    : { traceId: randomBytes(16).toString('hex'), spanId };
}

/** The header of W3C Trace Context that tells a server to which span its work belongs. */
export const traceparentOf = ({ traceId, spanId }: SpanContext): string => `00-${traceId}-${spanId}-01`;
