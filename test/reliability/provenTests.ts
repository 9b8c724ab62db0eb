import path from 'node:path';
import { run } from 'node:test';
import { tagsIn, withoutTags } from './taggedTitles.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** A test, or a group of them, with tags in its title, as it ran over one transport or without any. */
export interface Proof {
  readonly tags: readonly string[];
  readonly file: string;
  readonly title: string;
  readonly transport: string | undefined;
  /** How many tests it has, and how many of them failed or were left out. */
  readonly tests: number;
  readonly failed: number;
}

export interface Run {
  readonly proofs: readonly Proof[];
  readonly passed: number;
  readonly failures: readonly string[];
}

/** A test with those below it. */
interface Node {
  readonly title: string;
  readonly file: string;
  readonly isSuite: boolean;
  readonly isFailed: boolean;
  readonly children: readonly Node[];
}

/** Runs test files and keeps what the tagged ones prove. */
export async function runProofs(patterns: readonly string[], concurrency: number): Promise<Run> {
  // The runner tells of one file after the other, so that what is below a test is what came before it.
  const levels: Node[][] = [];
  const failures: string[] = [];
  let passed = 0;
  const stream = run({ cwd: root, globPatterns: [...patterns], concurrency, isolation: 'process' });
  const over = ({ name, nesting, file, skip, details }: Over, isFailed: boolean): void => {
    const children = levels[nesting + 1] ?? [];
    levels[nesting + 1] = [];
    const node: Node = {
      title: name,
      file: relative(file ?? ''),
      isSuite: details.type === 'suite',
      isFailed: isFailed || Boolean(skip),
      children,
    };
    levels[nesting] ??= [];
    levels[nesting].push(node);
    if (node.isSuite || children.length > 0) return;
    if (isFailed) failures.push(`${node.file}: ${name}`);
    else passed++;
  };
  stream.on('test:pass', (event) => over(event, false));
  stream.on('test:fail', (event) => over(event, true));
  await stream.resume().toArray();
  const proofs = (levels[0] ?? []).flatMap((node) => proofsIn(node, undefined));
  return { proofs, passed, failures };
}

interface Over {
  readonly name: string;
  readonly nesting: number;
  readonly file?: string | undefined;
  readonly skip?: string | boolean | undefined;
  readonly details: { readonly type?: string | undefined };
}

function proofsIn(node: Node, outer: string | undefined): readonly Proof[] {
  const transport = /^over (.+)$/.exec(node.title)?.[1] ?? outer;
  const below = node.children.flatMap((child) => proofsIn(child, transport));
  const tags = tagsIn(node.title);
  if (tags.length === 0) return below;
  const leaves = leavesOf(node);
  const own: Proof = {
    tags,
    file: node.file,
    title: withoutTags(node.title),
    transport,
    tests: leaves.length,
    failed: leaves.filter(({ isFailed }) => isFailed).length,
  };
  return [own, ...below];
}

function leavesOf(node: Node): readonly Node[] {
  if (node.children.length > 0) return node.children.flatMap(leavesOf);
  return node.isSuite ? [] : [node];
}

function relative(file: string): string {
  return path.relative(root, path.resolve(root, file)).replaceAll(path.sep, '/');
}
