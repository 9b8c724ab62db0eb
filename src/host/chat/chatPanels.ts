import * as vscode from 'vscode';
import type { Offer } from '../../core/chat/receipt.ts';
import {
  type HostToPanel,
  type PanelIntent,
  type PanelStatus,
  panelIntent,
} from '../../protocol/panelMessages.ts';
import { displayTexts, t } from '../translate.ts';
import { webviewHtml, webviewOptions } from '../webviewHtml.ts';
import type { Conversation } from './conversation.ts';
import { PanelLink } from './panelLink.ts';

const VIEW = 'inkstone.chat';
const EDITOR = 'inkstone.chatEditor';

export interface ChatPanelsDeps {
  readonly extensionUri: vscode.Uri;
  status(): PanelStatus;
  readonly intents: IntentTable;
  /** A panel was made. */
  onOpened(): void;
  /** Whatever an intent throws ends here, and a message that is none. */
  onError(error: unknown): void;
}

/** What each intent does; a panel's readiness and its progress are the link's own business. */
export type IntentTable = {
  readonly [Type in Exclude<PanelIntent['type'], 'panel-ready' | 'applied'>]: (
    intent: Extract<PanelIntent, { type: Type }>,
  ) => unknown;
};

/** The chat view in the side bar and the chat tabs: all show the same conversation. */
export class ChatPanels implements vscode.WebviewViewProvider, vscode.WebviewPanelSerializer {
  readonly #deps: ChatPanelsDeps;
  readonly #links = new Set<PanelLink>();
  readonly #disposables: vscode.Disposable[];
  #conversation: Conversation;
  #view: { readonly webview: vscode.WebviewView; readonly link: PanelLink } | undefined;
  /** What the next page that is ready is to be told, and what the side bar's is. */
  readonly #untold: { compose: string[]; isFocusDue: boolean } = { compose: [], isFocusDue: false };

  constructor(deps: ChatPanelsDeps, conversation: Conversation) {
    this.#deps = deps;
    this.#conversation = conversation;
    this.#disposables = [
      vscode.window.registerWebviewViewProvider(VIEW, this),
      vscode.window.registerWebviewPanelSerializer(EDITOR, this),
    ];
  }

  /** From now on all panels show this conversation. */
  show(conversation: Conversation): void {
    this.#conversation = conversation;
    for (const link of this.#links) link.show(conversation);
  }

  refreshStatus(): void {
    this.#post({ type: 'status', status: this.#deps.status() });
  }

  /** Opens the chat in the side bar. With `keepFocus` the user goes on typing where they are. */
  async open(options: { readonly keepFocus: boolean }): Promise<void> {
    if (this.#view) this.#view.webview.show(options.keepFocus);
    else await vscode.commands.executeCommand(`${VIEW}.focus`, { preserveFocus: options.keepFocus });
    if (options.keepFocus) return;
    if (this.#view?.link.isReady) this.#view.link.post({ type: 'focus-composer' });
    else this.#untold.isFocusDue = true;
  }

  openInEditor(): void {
    const panel = vscode.window.createWebviewPanel(
      EDITOR,
      t('Inkstone Chat'),
      vscode.ViewColumn.Beside,
      webviewOptions(this.#deps.extensionUri),
    );
    this.#adopt(panel);
  }

  /** Puts text into the composer of every panel that is there, or of the first that will be. */
  compose(text: string): void {
    if ([...this.#links].some((link) => link.isReady)) this.#post({ type: 'compose', text });
    else this.#untold.compose.push(text);
  }

  /** Each panel knows what it has asked for. */
  tellFound(request: string, candidates: readonly Offer[]): void {
    this.#post({ type: 'found-context', request, candidates });
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const link = this.#connect(view.webview, 'sidebar', view.onDidDispose);
    this.#view = { webview: view, link };
    view.onDidDispose(() => {
      this.#view = undefined;
    });
    view.onDidChangeVisibility(() => {
      if (!view.visible) link.hidden();
    });
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    panel.webview.options = webviewOptions(this.#deps.extensionUri);
    this.#adopt(panel);
  }

  dispose(): void {
    for (const link of this.#links) link.dispose();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #adopt(panel: vscode.WebviewPanel): void {
    panel.iconPath = vscode.Uri.joinPath(this.#deps.extensionUri, 'media', 'icon.svg');
    const link = this.#connect(panel.webview, 'editor', panel.onDidDispose);
    panel.onDidChangeViewState(() => {
      if (!panel.visible) link.hidden();
    });
  }

  #connect(
    webview: vscode.Webview,
    surface: 'sidebar' | 'editor',
    onDidDispose: vscode.Event<void>,
  ): PanelLink {
    const link = new PanelLink(
      {
        post: (message: HostToPanel) => void webview.postMessage(message),
        status: () => this.#deps.status(),
        language: vscode.env.language,
        texts: displayTexts(),
      },
      this.#conversation,
    );
    this.#links.add(link);
    this.#deps.onOpened();
    onDidDispose(() => {
      this.#links.delete(link);
      link.dispose();
    });
    webview.onDidReceiveMessage((message: unknown) => {
      const parsed = panelIntent().safeParse(message);
      if (!parsed.success) return this.#deps.onError(parsed.error);
      const intent = parsed.data;
      if (intent.type === 'applied') link.applied(intent.seq);
      else if (intent.type === 'panel-ready') {
        link.ready();
        this.#tell(link);
      } else void this.#carryOut(intent);
    });
    webview.options = webviewOptions(this.#deps.extensionUri);
    webview.html = webviewHtml(webview, this.#deps.extensionUri, {
      name: 'chat',
      title: t('Inkstone Chat'),
      surface,
    });
    return link;
  }

  async #carryOut(intent: Exclude<PanelIntent, { type: 'panel-ready' | 'applied' }>): Promise<void> {
    try {
      await (this.#deps.intents[intent.type] as (intent: PanelIntent) => unknown)(intent);
    } catch (error) {
      this.#deps.onError(error);
    }
  }

  /** Makes up for what was to be said while no page was there to hear it. */
  #tell(link: PanelLink): void {
    for (const text of this.#untold.compose.splice(0)) link.post({ type: 'compose', text });
    if (link !== this.#view?.link || !this.#untold.isFocusDue) return;
    this.#untold.isFocusDue = false;
    link.post({ type: 'focus-composer' });
  }

  #post(message: Parameters<PanelLink['post']>[0]): void {
    for (const link of this.#links) link.post(message);
  }
}
