const ALLOWED_SCHEME = /^(?:https?|mailto):/i;
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
/** `parser.ts:12` and `parser.ts:12-40` look like a scheme and are a place in a file. */
const PLACE_IN_FILE = /^[\w.-]*\.[a-z]\w*:\d+(?:-\d+)?$/i;
/** `//host`, `\\host` and mixtures of them reach another computer. */
const NETWORK_PATH = /^[\\/]{2}/;

/**
 * Whether an answer's link is shown as one: web and mail addresses, and paths. The panel only names a target to the
 * host, which looks at it again; this keeps what can never be opened from looking like a link.
 */
export function isLinkTarget(target: string): boolean {
  const bare = target.replace(/[\u0000-\u0020\u007f]/g, '');
  if (bare === '' || NETWORK_PATH.test(bare) || bare.includes('\\')) return false;
  return ALLOWED_SCHEME.test(bare) || PLACE_IN_FILE.test(bare) || !SCHEME.test(bare);
}
