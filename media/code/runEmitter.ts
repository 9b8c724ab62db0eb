import type { Emitter } from 'highlight.js';
import type { CodeRun, CodeScope } from './codeRun.ts';

interface Run extends CodeRun {
  text: string;
}

/** Takes what highlight.js finds as runs of our few scopes; its own emitter makes a tree, and HTML of it. */
export class RunEmitter implements Emitter {
  readonly #runs: Run[] = [];
  readonly #scopes: (CodeScope | undefined)[] = [];

  /** The text in as few runs as its scopes allow. */
  get runs(): readonly CodeRun[] {
    return this.#runs;
  }

  startScope(name: string): void {
    this.#scopes.push(scopeOf(name, this.#scopes.at(-1)));
  }

  endScope(): void {
    this.#scopes.pop();
  }

  openNode(name: string): void {
    this.startScope(name);
  }

  closeNode(): void {
    this.endScope();
  }

  addText(text: string): void {
    this.#add(text, this.#scopes.at(-1));
  }

  __addSublanguage(emitter: RunEmitter): void {
    for (const { text, scope } of emitter.#runs) this.#add(text, scope);
  }

  finalize(): void {}

  toHTML(): string {
    return '';
  }

  #add(text: string, scope: CodeScope | undefined): void {
    const last = this.#runs.at(-1);
    if (text === '') return;
    if (last && last.scope === scope) last.text += text;
    else this.#runs.push({ text, scope });
  }
}

/** highlight.js' scopes (https://highlightjs.readthedocs.io/en/stable/css-classes-reference.html) as our few. */
const SCOPES: Readonly<Record<string, CodeScope>> = {
  comment: 'comment',
  quote: 'comment',
  keyword: 'keyword',
  literal: 'keyword',
  'variable.language': 'keyword',
  'selector-pseudo': 'keyword',
  string: 'string',
  regexp: 'string',
  char: 'string',
  link: 'string',
  number: 'number',
  symbol: 'number',
  title: 'function',
  built_in: 'function',
  section: 'function',
  type: 'type',
  'title.class': 'type',
  name: 'type',
  tag: 'type',
  'selector-tag': 'type',
  'selector-class': 'type',
  'selector-id': 'type',
  attr: 'property',
  attribute: 'property',
  property: 'property',
  variable: 'property',
  'template-variable': 'property',
  bullet: 'property',
  meta: 'meta',
  doctag: 'meta',
  addition: 'added',
  deletion: 'removed',
};

/** The scope of what has this one of highlight.js', in what has another. */
function scopeOf(name: string, inherited: CodeScope | undefined): CodeScope | undefined {
  if (name === 'subst' || name.startsWith('language:')) return undefined;
  for (let part = name; part; part = part.slice(0, Math.max(0, part.lastIndexOf('.')))) {
    const scope = SCOPES[part];
    if (scope) return scope;
  }
  return inherited;
}
