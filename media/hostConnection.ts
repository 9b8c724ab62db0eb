interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The page's line to the extension. What the page keeps survives that it is hidden or reloaded. */
export interface HostConnection<Incoming, Outgoing> {
  send(message: Outgoing): void;
  /** Calls back for every message that VS Code delivers; those from another origin are not the host's. */
  onMessage(callback: (message: Incoming) => void): void;
  kept(): unknown;
  keep(state: unknown): void;
}

/** VS Code gives its API once per page, so this is to be called once. */
export function connectHost<Incoming, Outgoing>(): HostConnection<Incoming, Outgoing> {
  const api = acquireVsCodeApi();
  return {
    send: (message) => api.postMessage(message),
    onMessage(callback) {
      window.addEventListener('message', (event: MessageEvent<Incoming>) => {
        if (event.origin === window.origin) callback(event.data);
      });
    },
    kept: () => api.getState(),
    keep: (state) => api.setState(state),
  };
}
