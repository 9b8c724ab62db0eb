// The deep imports of `directTransport.ts`, as far as it uses them.

declare module 'undici/lib/dispatcher/agent.js' {
  class Agent {
    constructor(options: {
      readonly headersTimeout: number;
      readonly bodyTimeout: number;
      readonly keepAliveTimeout: number;
      readonly allowH2: boolean;
      readonly connect: { readonly timeout: number; readonly highWaterMark: number };
    });
    /** What goes wrong is told to the handler. */
    dispatch(options: Agent.Options, handler: Agent.Handler): boolean;
    /** Ends every connection at once; `null` gives waiting requests undici's own error. */
    destroy(error: Error | null): Promise<void>;
  }
  namespace Agent {
    interface Options {
      readonly origin: string;
      readonly path: string;
      readonly method: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string | null;
    }
    /** Names in lower case. */
    type Headers = Readonly<Record<string, string | string[] | undefined>>;
    /** Of one request. */
    interface Connection {
      pause(): void;
      /** What was read before is passed to the handler before this returns. */
      resume(): void;
      abort(reason: Error): void;
    }
    interface Handler {
      onRequestStart(connection: Connection): void;
      onResponseStart(connection: Connection, status: number, headers: Headers): void;
      onResponseData(connection: Connection, chunk: Uint8Array): void;
      onResponseEnd(): void;
      onResponseError(connection: Connection, error: Error): void;
    }
  }
  export = Agent;
}
