import type { ContextKind, Offer, ReceiptPart } from '../../src/core/chat/receipt.ts';
import type { Translate } from '../../src/core/text/translate.ts';
import type { IconName } from '../dom/icon.ts';

/** What a kind is called where it is chosen. */
export function kindName(kind: ContextKind, t: Translate): string {
  switch (kind) {
    case 'file':
      return t('File');
    case 'folder':
      return t('Folder');
    case 'selection':
      return t('Selection');
    case 'symbol':
      return t('Symbol');
    case 'problems':
      return t('Problems');
    case 'terminal':
      return t('Terminal');
    case 'git':
      return t('Changes');
  }
}

export const KIND_ICONS: Readonly<Record<ReceiptPart['kind'] | Offer['kind'], IconName>> = {
  instructions: 'information',
  earlier: 'list',
  docs: 'book',
  rules: 'book',
  file: 'file',
  folder: 'folder',
  selection: 'insert',
  symbol: 'symbol',
  problems: 'warning',
  terminal: 'terminal',
  git: 'changes',
  command: 'goOn',
  picture: 'image',
};
