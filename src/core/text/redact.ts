const REMOVED = '•••';

/** Shapes of keys and tokens, and the places where one usually stands. `$1` is what may stay. */
const SHAPES: readonly RegExp[] = [
  /\b(Bearer\s+)[^\s"',;]{8,}/gi,
  /((?:^|[^\w-])(?:proxy-)?authorization["']?\s*[:=]\s*["']?(?:(?:Basic|Bearer)\s+)?)[^\s"',;]+/gi,
  /((?:^|[^\w-])(?:x-)?api[-_]?key["']?\s*[:=]\s*["']?)[^\s"',;]+/gi,
  /([?&](?:access_token|refresh_token|api[-_]?key|client_secret|key|token|secret|signature|sig|password)=)[^&#\s"']+/gi,
  /\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/?#@]+@/gi,
  // `sk-…`, also with a vendor's prefix, as OpenAI, DeepSeek, Moonshot, DashScope, SiliconFlow and OpenRouter make them.
  /()\b(?:sk|pk|rk)-[\w-]{12,}/g,
  /()\bbce-v3\/[\w-]+\/\w+/g,
  // A JSON web token.
  /()(?<![\w-])eyJ[\w-]{6,}\.[\w-]{6,}(?:\.[\w-]*)?/g,
  // Zhipu's `id.secret`.
  /()\b[0-9a-f]{32}\.\w{12,}/gi,
];

/**
 * Takes the given secrets, and whatever else looks like a key or token, out of a text that is to be shown or
 * logged. Secrets under four characters are left, as they would take ordinary words with them.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let safe = text;
  const known = secrets.filter((secret) => secret.length >= 4).sort((a, b) => b.length - a.length);
  for (const secret of known) {
    safe = safe.replaceAll(secret, REMOVED).replaceAll(encodeURIComponent(secret), REMOVED);
  }
  for (const shape of SHAPES) safe = safe.replace(shape, `$1${REMOVED}`);
  return safe;
}
