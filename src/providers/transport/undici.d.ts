// The deep imports of `directTransport.ts`, as far as it uses them.

declare module 'undici/lib/dispatcher/agent.js' {
  class Agent {
    constructor(options: {
      readonly headersTimeout: number;
      readonly bodyTimeout: number;
      readonly keepAliveTimeout: number;
      readonly allowH2: boolean;
      readonly connect: { readonly timeout: number };
    });
    /** Ends every connection at once; `null` gives waiting requests undici's own error. */
    destroy(error: Error | null): Promise<void>;
  }
  export = Agent;
}

declare module 'undici/lib/api/api-request.js' {
  import type { Readable } from 'node:stream';
  import type Agent from 'undici/lib/dispatcher/agent.js';

  interface Response {
    readonly statusCode: number;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: Readable;
  }

  function request(
    this: Agent,
    options: {
      readonly origin: string;
      readonly path: string;
      readonly method: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string | null;
      readonly signal: AbortSignal;
    },
  ): Promise<Response>;
  export = request;
}
