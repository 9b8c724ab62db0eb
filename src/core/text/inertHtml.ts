/** Elements that load something, run something, or are filled in. */
const ACTIVE = new RegExp(
  `<(?:${[
    'applet|audio|base|button|embed|feimage|foreignobject|form|frame|frameset|iframe|image|img|input|link|meta',
    'object|picture|portal|script|select|source|style|textarea|track|use|video',
  ].join('|')})\\b`,
  'i',
);

/** A tag with an attribute that loads or runs something. */
const ACTIVE_ATTRIBUTE =
  /<[a-z][^>]*\s(?:on\w+|src(?:set|doc)?|poster|background|(?:form)?action|data|ping|xlink:href)\s*=/i;

const ADDRESSES = /<[a-z][^>]*?\shref\s*=\s*["']?([^"'\s>]*)/gi;

/**
 * Whether HTML that was made from Markdown loads nothing, runs nothing, and leads into the web, to an address of mail
 * or to itself only.
 */
export function isInertHtml(html: string): boolean {
  if (ACTIVE.test(html) || ACTIVE_ATTRIBUTE.test(html)) return false;
  return [...html.matchAll(ADDRESSES)].every(([, address = '']) =>
    /^(?:https?:\/\/|mailto:|#)/i.test(address),
  );
}
