import type { MarkdownIt, StateInline } from 'markdown-it';

/** Scripts that put no space after an address are none of its host. */
const HOST =
  /^(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])[\p{L}\p{N}\p{Emoji_Presentation}_.-])+/u;
/** An address in a tag of HTML, which is shown as it is written, is part of it. */
const SCHEME = /(?:^|(?<!=)["']|[^a-z0-9<="'])(https?)$/i;
const LOCAL_PART = /[a-z0-9.+_-]+$/i;
const MAIL_HOST = /^(?:[a-z0-9_-]+\.)+[a-z0-9_-]*[a-z0-9](?![-\w])/i;
/** A mail address whose `_` would be read as a mark first. */
const MAIL_WITH_MARKS =
  /[a-z0-9.+-]{0,64}_[a-z0-9.+_-]{0,64}@(?:[a-z0-9_-]+\.)+[a-z0-9_-]*[a-z0-9](?![-\w])/iy;
/** What goes on an address, up to white space, `<`, or a mark of Chinese and Japanese, which put no space after it. */
const REST = /^[^\s<\u3000-\u303f\uff00-\uffef“”‘’]*/;
/** All that is text for sure: other rules begin with one of the rest. */
const PLAIN = /[^\n!#$%&*+\-:<=>@[\\\]^_`{}~]+/y;
const WWW = /(?:^|[\s*_~(])(?=www\.)/i;

/**
 * Addresses without any mark around them, as GitHub finds them: after `http:` or `https:`, after `www.`, and of mail
 * (https://github.github.com/gfm/#autolinks-extension-).
 */
export function withAutolinks(markdown: MarkdownIt): void {
  const { ruler } = markdown.inline;
  ruler.at('text', readText);
  ruler.before('escape', 'web-address', readWebAddress);
  ruler.before('escape', 'mail-address', readMailAddress);
}

/** Stops before `www.`, so that it is looked at. */
function readText(state: StateInline, silent: boolean): boolean {
  if (!silent && readWww(state)) return true;
  const { src, pos } = state;
  PLAIN.lastIndex = pos;
  const text = PLAIN.exec(src)?.[0];
  if (!text) return false;
  const next = src.charAt(pos + text.length);
  const mailAt = next === '_' || next === '-' || next === '+' ? mailStart(src, pos + text.length) : -1;
  if (mailAt >= pos) {
    MAIL_WITH_MARKS.lastIndex = mailAt;
    const [mail = ''] = MAIL_WITH_MARKS.exec(src) ?? [];
    if (!silent) {
      state.pending += src.slice(pos, mailAt);
      if (state.linkLevel > 0) state.pending += mail;
      else pushLink(state, `mailto:${mail}`, mail);
    }
    state.pos = mailAt + mail.length;
    return true;
  }
  const www = /w/i.test(text) ? WWW.exec(text.slice(1)) : null;
  const plain = www ? text.slice(0, 1 + www.index + www[0].length) : text;
  if (!silent) state.pending += plain;
  state.pos += plain.length;
  return true;
}

/** Where the mail address begins whose first mark is at `mark`; -1 where there is none with a `_`. */
function mailStart(src: string, mark: number): number {
  let start = mark;
  while (start > mark - 64 && start > 0 && /[a-z0-9.+-]/i.test(src.charAt(start - 1))) start--;
  MAIL_WITH_MARKS.lastIndex = start;
  return MAIL_WITH_MARKS.test(src) ? start : -1;
}

function readWww(state: StateInline): boolean {
  const { src, pos } = state;
  const first = src.charCodeAt(pos);
  if ((first !== 0x77 && first !== 0x57) || state.linkLevel > 0 || !/^www\./i.test(src.slice(pos, pos + 4)))
    return false;
  if (pos > 0 && !/[\s*_~(]/.test(src.charAt(pos - 1))) return false;
  const address = addressAt(src.slice(pos));
  if (!address || address.length < 5) return false;
  pushLink(state, `http://${address}`, address);
  state.pos += address.length;
  return true;
}

function readWebAddress(state: StateInline, silent: boolean): boolean {
  const { src, pos, pending } = state;
  if (silent || src.charCodeAt(pos) !== 0x3a || state.linkLevel > 0 || !src.startsWith('://', pos))
    return false;
  const scheme = SCHEME.exec(pending)?.[1];
  const address = scheme && addressAt(src.slice(pos + 3));
  if (!address) return false;
  state.pending = pending.slice(0, -scheme.length);
  const link = `${scheme}://${address}`;
  pushLink(state, link, link);
  state.pos += 3 + address.length;
  return true;
}

function readMailAddress(state: StateInline, silent: boolean): boolean {
  const { src, pos, pending } = state;
  if (silent || src.charCodeAt(pos) !== 0x40 || state.linkLevel > 0) return false;
  const local = LOCAL_PART.exec(src.slice(Math.max(0, pos - 100), pos))?.[0];
  const host = MAIL_HOST.exec(src.slice(pos + 1, pos + 254))?.[0];
  if (!local || !host || !pending.endsWith(local)) return false;
  state.pending = pending.slice(0, -local.length);
  pushLink(state, `mailto:${local}@${host}`, `${local}@${host}`);
  state.pos += 1 + host.length;
  return true;
}

/** The address at the beginning of a text, from its host on; `undefined` where there is none. */
function addressAt(text: string): string | undefined {
  const host = HOST.exec(text)?.[0].replace(/\.+$/, '') ?? '';
  const parts = host.split('.');
  if (parts.slice(-2).some((part) => part.includes('_') || part === '')) return undefined;
  return trimmed(host + (REST.exec(text.slice(host.length))?.[0] ?? ''));
}

/** Without the punctuation of the sentence that the address stands in. */
function trimmed(address: string): string {
  let end = address.length;
  for (let before = -1; before !== end; ) {
    before = end;
    const text = address.slice(0, end);
    if (/[?!.,:*_~'"]$/.test(text)) end--;
    else if (text.endsWith(';')) end -= /&[a-z0-9]+;$/i.exec(text)?.[0].length ?? 1;
    else if (text.endsWith(')') && count(text, ')') > count(text, '(')) end--;
  }
  return address.slice(0, end);
}

const count = (text: string, mark: string): number => text.split(mark).length - 1;

function pushLink(state: StateInline, target: string, text: string): void {
  const href = state.md.normalizeLink(target);
  const isLink = state.md.validateLink(href);
  if (isLink) state.push('link_open', 'a', 1).attrs = [['href', href]];
  state.push('text', '', 0).content = text;
  if (isLink) state.push('link_close', 'a', -1);
}
