type AttributeName =
  | 'class'
  | 'id'
  | 'role'
  | 'title'
  | 'type'
  | 'tabindex'
  | 'rows'
  | 'placeholder'
  | 'scope'
  | 'start'
  | 'hidden'
  | 'open'
  | 'for'
  | 'name'
  | 'lang'
  | 'dir'
  | `aria-${string}`
  | `data-${string}`;

/** `true` sets an empty attribute; `false` and `undefined` set none. There is none here that loads, runs or styles. */
export type Attributes = Readonly<Partial<Record<AttributeName, string | number | boolean | undefined>>>;

export type Child = Node | string;

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false)
      created.setAttribute(name, value === true ? '' : String(value));
  }
  created.append(...children);
  return created;
}

/** Sets the text only when it differs, so that nothing is laid out or announced for no change. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
