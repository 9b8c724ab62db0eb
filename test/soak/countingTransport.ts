import type { ClosableTransport, Reply } from '../../src/providers/transport/transport.ts';

export interface Count {
  /** Requests that were sent. */
  readonly sent: number;
  /** The most that were under way at once. */
  readonly most: number;
  readonly underWay: number;
}

/** A transport that counts what is under way, from a request to the end of its reply’s body. */
export function countingTransport(inner: ClosableTransport): ClosableTransport & { readonly count: Count } {
  const count = { sent: 0, most: 0, underWay: 0 };
  return {
    count,
    async send(request, signal) {
      count.sent++;
      count.most = Math.max(count.most, ++count.underWay);
      try {
        const reply = await inner.send(request, signal);
        return { ...reply, body: untilOver(reply.body, () => count.underWay--) };
      } catch (error) {
        count.underWay--;
        throw error;
      }
    },
    close: () => inner.close(),
  };
}

function untilOver(body: Reply['body'], onOver: () => void): Reply['body'] {
  return {
    [Symbol.asyncIterator]() {
      const chunks = body[Symbol.asyncIterator]();
      let isOver = false;
      const over = (): void => {
        if (!isOver) onOver();
        isOver = true;
      };
      return {
        async next() {
          try {
            const next = await chunks.next();
            if (next.done) over();
            return next;
          } catch (error) {
            over();
            throw error;
          }
        },
        async return() {
          await chunks.return?.();
          over();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
