import { fencedCode } from './fencedCode.ts';
import { languageAdvice } from './languageAdvice.ts';
import { tagged } from './tagged.ts';

/** What a text about the project is made of; everything is already cut to what fits. */
export interface CommitMaterial {
  readonly diff: string;
  /** Whole messages, the newest first. */
  readonly recent: readonly string[];
  /** What the author has written into the message already; empty when nothing. */
  readonly begun: string;
}

/** Stands between the messages of commits. */
export const BETWEEN_COMMITS = '\n\n---\n\n';

const asks = (parts: readonly string[]): string => parts.filter(Boolean).join('\n\n');

const ONLY_WHAT_IS_SHOWN =
  'Say only what the material shows. Invent no issue numbers, no names, no measurements and no reasons that it does not give.';

const section = (words: string, language: string, text: string): string =>
  text.trim() === '' ? '' : `${words}\n${fencedCode(language, text)}`;

/** Asks for a commit message as plain text. */
export function commitPrompt(material: CommitMaterial, rules: string): string {
  const { diff, recent, begun } = material;
  return asks([
    'Write the message of the git commit that makes the changes below.',
    [
      'A first line of at most 72 characters that says what the commit does, as an order (“Fix …”, not “Fixed …”). Where that does not tell all that matters, an empty line and then, in lines of at most 72 characters, why the change is made and what else it brings; no list of files.',
      'If recent messages are shown, follow their form: their language, their prefixes, their length. Else the message is in the language that you answer in.',
      ONLY_WHAT_IS_SHOWN,
      'Answer with the message alone, as plain text: no Markdown, no fence, no quotes, nothing before or after it.',
    ].join('\n'),
    begun.trim() === ''
      ? ''
      : `The author has begun to write this. It says what matters to them; what you write stands in its place or below it:\n${tagged('instruction', begun.trim())}`,
    rules,
    section('Recent messages of this repository, for their form only:', 'text', recent.join(BETWEEN_COMMITS)),
    section('The changes:', 'diff', diff),
  ]);
}

export interface BranchMaterial {
  readonly branch: string;
  readonly base: string;
  /** Whole messages, the oldest first. */
  readonly commits: readonly string[];
  readonly diff: string;
}

/** Asks for the title and the description of a pull request. */
export function pullRequestPrompt(material: BranchMaterial, rules: string): string {
  const { branch, base, commits, diff } = material;
  return asks([
    `Write the text of the pull request that brings the branch \`${branch}\` into \`${base}\`.`,
    [
      'Answer in this form: a first line that begins with `# ` and is the title, at most 72 characters; then what the change does and why, for a reviewer who knows the project; then a list of what to look at, of what could break, and of how it was tested, each only where the material shows it.',
      'Write in the language of the commits’ messages; if there are none, in the language that you answer in.',
      ONLY_WHAT_IS_SHOWN,
    ].join('\n'),
    rules,
    section('Its commits, the oldest first:', 'text', commits.join(BETWEEN_COMMITS)),
    section('All that it changes:', 'diff', diff),
  ]);
}

export interface ReleaseMaterial {
  /** A tag, or empty for the beginning of the history. */
  readonly since: string;
  readonly commits: readonly string[];
  /** More commits than are shown. */
  readonly more: number;
}

/** Asks for release notes from the messages of commits. */
export function releaseNotesPrompt(material: ReleaseMaterial, rules: string): string {
  const { since, commits, more } = material;
  return asks([
    `Write release notes for the users of this project, from the commits ${since ? `since \`${since}\`` : 'of its history'}.`,
    [
      'Group them under headings (`## New`, `## Changed`, `## Fixed`, `## Removed`), only those that have something; first whatever users must do or that breaks what worked before. One line each, in words of users, not of programmers. Leave out what users cannot notice: refactoring, tests, tools.',
      'Write in the language of the commits’ messages.',
      ONLY_WHAT_IS_SHOWN,
    ].join('\n'),
    rules,
    more > 0 ? `${more} older commits did not fit. Say so in a last line.` : '',
    section('The commits, the newest first:', 'text', commits.join(BETWEEN_COMMITS)),
  ]);
}

/** Asks what a diff does. */
export function summarizeChangesPrompt(diff: string, rules: string): string {
  return asks([
    'Summarize these uncommitted changes for the programmer who made them and is about to commit.',
    'First one or two sentences: what they do together. Then a short list, by purpose and not by file, each with the paths in backticks. Last, only what really applies: what looks unfinished or forgotten (debug output, a to-do, a test that is missing), and changes that do not belong to the rest.',
    rules,
    section('The changes:', 'diff', diff),
  ]);
}

export interface FileMaterial {
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
  /** Lines at its end that did not fit. */
  readonly linesLeftOut: number;
}

/** Asks what a file is. */
export function summarizeFilePrompt(material: FileMaterial, rules: string): string {
  const { path, languageId, text, linesLeftOut } = material;
  return asks([
    `Summarize the file \`${path}\` for somebody who has to decide whether to read it.`,
    'First one or two sentences: what it is for. Then a short list of what is in it that others use or should know, with names in backticks. Last, what it depends on and what is surprising about it; leave that out when there is nothing. At most 250 words.',
    linesLeftOut > 0
      ? `Its last ${linesLeftOut} lines did not fit and are missing. Say so in a last line, and nothing about what they may hold.`
      : '',
    rules,
    section('The file:', languageAdvice(languageId).fence, text),
  ]);
}

export interface ReadmeMaterial {
  readonly topic: string;
  /** What is known of the project: its manifest, its folders. */
  readonly project: string;
  /** The README as it is; empty when there is none. */
  readonly readme: string;
}

/** Asks for a section of a README as Markdown that can stand in it. */
export function readmePrompt(material: ReadmeMaterial, rules: string): string {
  const { topic, project, readme } = material;
  return asks([
    'Write one section of the README of this project, to be inserted as it is.',
    `What the section is about:\n${tagged('instruction', topic)}`,
    [
      'Answer with the section alone, as Markdown: its heading first, at the depth that the README’s other sections have (`##` when there is none), nothing before or after it, and no fence around all of it.',
      'Write in the language and the style of the README, if there is one. Do not repeat what it says already.',
      `${ONLY_WHAT_IS_SHOWN} Commands and options only where the material shows that they exist.`,
    ].join('\n'),
    rules,
    section('The README as it is:', 'markdown', readme),
    section('What is known of the project:', 'text', project),
  ]);
}
