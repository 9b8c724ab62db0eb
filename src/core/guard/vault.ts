import { findSecrets } from './findSecrets.ts';
import {
  isSurelyPlaceholder,
  PLACEHOLDERS,
  type PlaceholderKind,
  placeholder,
  unfinishedLength,
} from './placeholder.ts';
import { type HiddenCount, SECRET_KINDS, type SecretKind } from './secretKind.ts';

export interface HideOptions {
  readonly kinds: readonly SecretKind[];
  /** Values of `.env` files, to be hidden wherever they stand. */
  readonly envValues: readonly string[];
}

export interface HiddenTexts {
  readonly texts: readonly string[];
  /** How many different values were hidden, of the kinds of which there were any. */
  readonly hidden: readonly HiddenCount[];
}

/** Puts hidden values back into a text that comes in pieces. */
export interface Restorer {
  push(text: string): string;
  /** The text is over: what was held back, since it could have been the beginning of a placeholder. */
  end(): string;
  /** The text broke off: as `end`, without what can only be the beginning of a placeholder. */
  cut(): string;
}

/**
 * Keeps the values that a conversation has hidden, each under one placeholder. For texts that were hidden, restoring is
 * exact: what looks like a placeholder in them is hidden too.
 */
export interface Vault {
  /** All texts of a request together: a value that is found in one is hidden in all. */
  hide(texts: readonly string[], options: HideOptions): HiddenTexts;
  /** `written` says how a value is written at its place; as it is when absent. */
  restore(text: string, written?: (value: string) => string): string;
  restorer(): Restorer;
}

interface Secret {
  readonly value: string;
  readonly kind: PlaceholderKind;
  /** Given when it is hidden for the first time. */
  placeholder?: string;
}

/** A tree of the values, a character each level. */
interface Branch {
  readonly next: Map<number, Branch>;
  secret?: Secret;
}

/** Shorter values would take parts of ordinary words with them. */
const SHORTEST_VALUE = 6;

/** Values of this length stand in a longer word by intent only. */
const LONG_VALUE = 16;

const isAlphanumeric = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);

export function createVault(): Vault {
  const root: Branch = { next: new Map() };
  const values = new Set<string>();
  const byPlaceholder = new Map<string, Secret>();
  let placeholders = 0;

  function add(value: string, kind: PlaceholderKind): void {
    if (values.has(value) || (kind !== 'text' && value.length < SHORTEST_VALUE)) return;
    values.add(value);
    let branch = root;
    for (let at = 0; at < value.length; at++) {
      const code = value.charCodeAt(at);
      const next = branch.next.get(code) ?? { next: new Map() };
      branch.next.set(code, next);
      branch = next;
    }
    branch.secret = { value, kind };
  }

  /** The longest value that stands at a place and is no part of a longer word. */
  function secretAt(text: string, at: number, kinds: readonly SecretKind[]): Secret | undefined {
    let longest: Secret | undefined;
    let branch: Branch | undefined = root;
    for (let next = at; branch; next++) {
      const { secret } = branch;
      if (secret && isMeant(secret, text, at, kinds)) longest = secret;
      branch = branch.next.get(text.charCodeAt(next));
    }
    return longest;
  }

  function isMeant({ value, kind }: Secret, text: string, at: number, kinds: readonly SecretKind[]): boolean {
    if (kind === 'text') return true;
    if (!kinds.includes(kind)) return false;
    if (value.length >= LONG_VALUE) return true;
    const end = at + value.length;
    const goesOn = (inner: number, outer: number): boolean =>
      isAlphanumeric(text.charCodeAt(inner)) && isAlphanumeric(text.charCodeAt(outer));
    return !goesOn(at, at - 1) && !goesOn(end - 1, end);
  }

  function placeholderOf(secret: Secret): string {
    if (secret.placeholder === undefined) {
      secret.placeholder = placeholder(secret.kind, ++placeholders);
      byPlaceholder.set(secret.placeholder, secret);
    }
    return secret.placeholder;
  }

  function hideIn(text: string, kinds: readonly SecretKind[], used: Set<Secret>): string {
    let hidden = '';
    let copied = 0;
    for (let at = 0; at < text.length; at++) {
      if (!root.next.has(text.charCodeAt(at))) continue;
      const secret = secretAt(text, at, kinds);
      if (!secret) continue;
      hidden += text.slice(copied, at) + placeholderOf(secret);
      copied = at + secret.value.length;
      at = copied - 1;
      used.add(secret);
    }
    return hidden + text.slice(copied);
  }

  function restore(text: string, written = (value: string): string => value): string {
    return text.replace(PLACEHOLDERS, (name) => {
      const secret = byPlaceholder.get(name);
      return secret ? written(secret.value) : name;
    });
  }

  return {
    restore,
    hide(texts, { kinds, envValues }) {
      if (kinds.includes('env-values')) for (const value of envValues) add(value, 'env-values');
      for (const text of texts) {
        for (const [name] of text.matchAll(PLACEHOLDERS)) add(name, 'text');
        for (const { value, kind } of findSecrets(text, kinds)) add(value, kind);
      }
      const used = new Set<Secret>();
      const hiddenTexts = texts.map((text) => hideIn(text, kinds, used));
      const hidden = SECRET_KINDS.map((kind) => ({
        kind,
        count: [...used].filter((secret) => secret.kind === kind).length,
      }));
      return { texts: hiddenTexts, hidden: hidden.filter(({ count }) => count > 0) };
    },
    restorer() {
      let held = '';
      return {
        push(piece) {
          const text = held + piece;
          const length = text.length - unfinishedLength(text);
          held = text.slice(length);
          return restore(text.slice(0, length));
        },
        end() {
          const rest = held;
          held = '';
          return rest;
        },
        cut() {
          const rest = this.end();
          return isSurelyPlaceholder(rest) ? '' : rest;
        },
      };
    },
  };
}
