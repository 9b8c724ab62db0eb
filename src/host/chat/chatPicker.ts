import * as vscode from 'vscode';
import { t } from '../translate.ts';
import { ChatSearch, type FoundChat } from './chatSearch.ts';
import type { ChatEntry } from './chatStore.ts';
import type { ChatStorage, Chats } from './chats.ts';
import { deleteChat, renameChat } from './manageChat.ts';

interface ChatItem extends vscode.QuickPickItem {
  readonly chat: ChatEntry;
}

type Task = 'rename' | 'pin' | 'unpin' | 'delete';

interface TaskButton extends vscode.QuickInputButton {
  readonly task: Task;
}

export interface ChatPickerDeps {
  readonly chats: Chats;
  readonly storage: Pick<ChatStorage, 'peek'>;
  /** Told of what went wrong while the list was open. */
  onError(error: unknown): void;
}

/** The list of all chats, searched while the user types. What it has read of them is kept for the next time. */
export class ChatPicker {
  readonly #deps: ChatPickerDeps;
  readonly #search: ChatSearch;

  constructor(deps: ChatPickerDeps) {
    this.#deps = deps;
    this.#search = new ChatSearch(deps.storage);
  }

  /** Offers the chats and opens the chosen one; says whether one was opened. */
  async pick(): Promise<boolean> {
    const { chats } = this.#deps;
    const chosen = await this.#choose();
    if (!chosen) return false;
    const isOpen = await chats.open(chosen.id);
    if (!isOpen)
      void vscode.window.showWarningMessage(
        t('The chat “{0}” cannot be opened: it is gone, or a newer Inkstone has written it.', chosen.title),
      );
    return isOpen;
  }

  async #choose(): Promise<ChatEntry | undefined> {
    const { onError } = this.#deps;
    const list = vscode.window.createQuickPick<ChatItem>();
    list.title = t('Search Chats');
    list.placeholder = t('Type words that were said, in any order');
    list.keepScrollPosition = true;
    const closed = new AbortController();
    let typed = new AbortController();
    /** What was typed when the list was last filled. */
    let shownFor = '';
    const show = async (): Promise<void> => {
      typed.abort();
      typed = new AbortController();
      const { signal } = typed;
      try {
        const found = await this.#search.find(list.value, signal);
        if (signal.aborted || closed.signal.aborted) return;
        const items = itemsOf(found);
        // Whoever walks through the list or its buttons by keyboard stays there.
        if (isSame(items, list.items)) return;
        const [active] = list.activeItems;
        list.items = items;
        const same = items.find(({ chat }) => chat.id === active?.chat.id);
        if (same && list.value === shownFor) list.activeItems = [same];
        shownFor = list.value;
      } catch (error) {
        if (!signal.aborted) onError(error);
      }
    };
    const load = async (): Promise<void> => {
      list.busy = true;
      try {
        this.#search.chats = pinnedFirst(await this.#deps.chats.list());
        await show();
        await this.#search.load(() => {
          // Those that are shown stay where they are; what else is found comes after them.
          if (list.value !== '') void show();
        }, closed.signal);
        await show();
      } catch (error) {
        if (!closed.signal.aborted) onError(error);
      } finally {
        list.busy = false;
      }
    };
    const act = async (task: Task, chat: ChatEntry): Promise<void> => {
      // A dialog that asks takes the list's place.
      list.ignoreFocusOut = true;
      try {
        await this.#act(task, chat);
        await load();
      } catch (error) {
        onError(error);
      } finally {
        list.ignoreFocusOut = false;
        if (!closed.signal.aborted) list.show();
      }
    };
    const chosen = new Promise<ChatEntry | undefined>((resolve) => {
      list.onDidChangeValue(show);
      list.onDidTriggerItemButton(({ item, button }) => act((button as TaskButton).task, item.chat));
      list.onDidAccept(() => resolve(list.selectedItems[0]?.chat));
      list.onDidHide(() => {
        if (!list.ignoreFocusOut) resolve(undefined);
      });
    });
    list.show();
    void load();
    try {
      return await chosen;
    } finally {
      closed.abort();
      typed.abort();
      list.dispose();
    }
  }

  async #act(task: Task, chat: ChatEntry): Promise<void> {
    const { chats } = this.#deps;
    switch (task) {
      case 'rename':
        return renameChat(chats, chat);
      case 'pin':
      case 'unpin':
        return chats.change(chat.id, { type: 'chat-pinned', isPinned: task === 'pin' });
      case 'delete':
        return deleteChat(chats, chat, this.#deps.onError);
    }
  }
}

const isSame = (a: readonly ChatItem[], b: readonly ChatItem[]): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

const pinnedFirst = (entries: readonly ChatEntry[]): readonly ChatEntry[] =>
  entries.toSorted((a, b) => Number(b.isPinned ?? false) - Number(a.isPinned ?? false));

function itemsOf(found: readonly FoundChat[]): readonly ChatItem[] {
  return found.map(({ chat, excerpt }) => {
    const icon = chat.isReadOnly ? 'lock' : chat.isPinned ? 'pinned' : undefined;
    return {
      chat,
      label: chat.title || t('Chat'),
      description: describe(chat),
      ...(excerpt && { detail: excerpt }),
      ...(icon && { iconPath: new vscode.ThemeIcon(icon) }),
      buttons: chat.isReadOnly ? [] : buttonsOf(chat),
      // It was found by more than its label.
      alwaysShow: true,
    };
  });
}

function describe({ changedAt, isArchived, isReadOnly }: ChatEntry): string {
  return [
    new Date(changedAt).toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' }),
    ...(isArchived ? [t('archived')] : []),
    ...(isReadOnly ? [t('for reading only')] : []),
  ].join(' · ');
}

function buttonsOf({ isPinned }: ChatEntry): readonly TaskButton[] {
  const button = (task: Task, icon: string, tooltip: string): TaskButton => ({
    task,
    iconPath: new vscode.ThemeIcon(icon),
    tooltip,
  });
  return [
    isPinned ? button('unpin', 'pinned', t('Unpin')) : button('pin', 'pin', t('Pin')),
    button('rename', 'edit', t('Rename…')),
    button('delete', 'trash', t('Delete…')),
  ];
}
