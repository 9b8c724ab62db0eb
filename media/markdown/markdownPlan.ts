/** The tags that an answer may become; there is no way to name another. */
export type PlanTag =
  | 'p'
  | 'h3'
  | 'h4'
  | 'h5'
  | 'h6'
  | 'blockquote'
  | 'ul'
  | 'ol'
  | 'li'
  | 'hr'
  | 'table'
  | 'thead'
  | 'tbody'
  | 'tr'
  | 'th'
  | 'td'
  | 'strong'
  | 'em'
  | 's'
  | 'code'
  | 'br'
  | 'span';

/** How an element differs from others of its tag; it becomes a class. */
export type PlanVariant =
  | 'tight'
  | 'loose'
  | 'task-item'
  | 'level-1'
  | 'level-2'
  | 'level-3'
  | 'level-4'
  | 'level-5'
  | 'level-6'
  | 'align-left'
  | 'align-center'
  | 'align-right'
  | 'long'
  | 'part'
  | 'notes'
  | 'alert note'
  | 'alert tip'
  | 'alert important'
  | 'alert warning'
  | 'alert caution';

/** The kinds of a quote that GitHub sets off (`> [!NOTE]`). */
export type AlertKind = 'note' | 'tip' | 'important' | 'warning' | 'caution';

export interface TextPlan {
  readonly kind: 'text';
  readonly text: string;
}

export interface ElementPlan {
  readonly kind: 'element';
  readonly tag: PlanTag;
  readonly variant?: PlanVariant;
  /** First number of an ordered list, when it is not 1. */
  readonly start?: number;
  readonly children: readonly PlanNode[];
}

export interface LinkPlan {
  readonly kind: 'link';
  readonly target: string;
  readonly title: string;
  readonly children: readonly PlanNode[];
}

/** A picture that is named instead of loaded. */
export interface ImagePlan {
  readonly kind: 'image';
  readonly source: string;
  readonly alternative: string;
}

/** The box of a task list item. */
export interface TaskPlan {
  readonly kind: 'task';
  readonly done: boolean;
}

export interface CodeBlockPlan {
  readonly kind: 'code-block';
  /** First word of the fence's info string; empty when it has none. */
  readonly language: string;
  readonly code: string;
  /** 0-based line of the opening fence in the whole markdown; absent for indented code. */
  readonly line?: number;
  /** False while more lines may come, and for good when the closing fence never came. */
  readonly isClosed: boolean;
}

/** A formula in TeX. */
export interface MathPlan {
  readonly kind: 'math';
  readonly tex: string;
  /** With its marks, as it was written. */
  readonly source: string;
  /** On lines of its own. */
  readonly isDisplay: boolean;
}

/** A footnote. */
export interface NotePlan {
  readonly kind: 'note';
  readonly label: string;
  readonly children: readonly PlanNode[];
}

/** A way to a footnote, or from it back to the text. */
export interface NoteLinkPlan {
  readonly kind: 'note-link';
  readonly label: string;
  readonly to: 'note' | 'text';
  readonly text: string;
}

/** The first line of a quote that is set off. */
export interface AlertTitlePlan {
  readonly kind: 'alert-title';
  readonly alert: AlertKind;
}

/** `[ref_1]`: a page that a search has found, if there is one of that name. */
export interface SourceMarkPlan {
  readonly kind: 'source-mark';
  readonly mark: string;
}

/** What the page is to show for a piece of markdown, as data: the DOM is made from this alone. */
export type PlanNode =
  | TextPlan
  | ElementPlan
  | LinkPlan
  | ImagePlan
  | TaskPlan
  | CodeBlockPlan
  | MathPlan
  | NotePlan
  | NoteLinkPlan
  | AlertTitlePlan
  | SourceMarkPlan;
