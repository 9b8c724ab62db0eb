import type { NoticeAction } from './notice.ts';

/** Every way in which a command can end because of what it was given, with its stable code. */
export const USER_ERRORS = {
  'no-editor': 'INK-CMD-001',
  'nothing-to-work-on': 'INK-CMD-002',
  'binary-file': 'INK-CMD-003',
  'read-only-file': 'INK-CMD-004',
  'selection-too-long': 'INK-CMD-005',
  'no-model': 'INK-CMD-006',
  'command-too-long': 'INK-CMD-007',
  'no-repository': 'INK-CMD-008',
  'no-text-in-answer': 'INK-CMD-009',
  'cannot-see': 'INK-CMD-010',
  'no-code-in-answer': 'INK-EDIT-001',
  'document-closed': 'INK-EDIT-002',
  'edit-pending': 'INK-EDIT-003',
  'edit-refused': 'INK-EDIT-004',
  'bad-setting': 'INK-SET-002',
  'damaged-file': 'INK-STORE-001',
  'storage-failed': 'INK-STORE-002',
  'lost-key': 'INK-STORE-003',
  'cannot-import': 'INK-STORE-004',
  'read-only-chat': 'INK-STORE-005',
} as const;

export type UserErrorKind = keyof typeof USER_ERRORS;

/** Something the user can put right. `message` is already in the user's language and says what happened. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly kind: UserErrorKind;
  /** What to do next, in the user's language. */
  readonly next: string;
  readonly actions: readonly NoticeAction[];

  constructor(kind: UserErrorKind, message: string, next: string, actions: readonly NoticeAction[] = []) {
    super(message);
    this.kind = kind;
    this.next = next;
    this.actions = actions;
  }

  get code(): string {
    return USER_ERRORS[this.kind];
  }
}
