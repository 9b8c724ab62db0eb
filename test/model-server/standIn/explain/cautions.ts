import type { SyntaxNode } from '@lezer/common';
import { code, count, list, type Speech } from '../speech.ts';
import type { FunctionOutline, Outline } from '../syntax/outline.ts';
import { ancestorOf, childrenOf, lineAt, nodesIn, type SourceCode, textOf } from '../syntax/sourceCode.ts';

export interface CautionsInput {
  readonly source: SourceCode;
  readonly outline: Outline;
  readonly speech: Speech;
  readonly place: (line: number) => string;
}

const COMPLEX = 10;

/** What a careful reader should know before a change, each as a sentence; only what the tree shows. */
export function cautionsAbout(input: CautionsInput): string[] {
  const { outline, source, speech, place } = input;
  const sentences: string[] = [];
  const say = (en: string, zh: string): void => void sentences.push({ en, zh }[speech]);
  for (const each of outline.functions) {
    const name = each.name ? code(each.name) : { en: 'The function', zh: '该函数' }[speech];
    const depth = Math.max(0, ...each.loops.map((loop) => loop.depth));
    if (depth > 1) {
      const [inner] = each.loops.filter((loop) => loop.depth === depth);
      say(
        `${name} nests ${depth} loops (${place(inner!.line)}): where both go over the same input, its cost grows with the ${depth === 2 ? 'square' : `power ${depth}`} of the size.`,
        `${name} 有 ${depth} 层嵌套循环（${place(inner!.line)}）：若都遍历同一输入，开销随其大小的${depth === 2 ? '平方' : ` ${depth} 次方`}增长。`,
      );
    }
    if (each.complexity > COMPLEX)
      say(
        `${name} has ${each.complexity} paths to test (cyclomatic complexity); a change in one easily misses another.`,
        `${name} 的圈复杂度为 ${each.complexity}，需要逐一测试各条路径。`,
      );
    if (each.isRecursive)
      say(
        `${name} calls itself: the depth of the input is the depth of the stack.`,
        `${name} 会调用自身：输入的深度就是调用栈的深度。`,
      );
    const [wait] = each.awaitsInLoops;
    if (wait)
      say(
        `${name} waits inside a loop (${place(wait.line)}): the rounds run one after another.`,
        `${name} 在循环内等待（${place(wait.line)}）：各轮依次执行，不会并行。`,
      );
    const changed = changedParameters(source, each);
    if (changed.length > 0)
      say(
        `${name} changes what its caller passed in: ${list('en', changed.map(code))}.`,
        `${name} 会修改调用方传入的 ${list('zh', changed.map(code))}。`,
      );
  }
  const silent = emptyHandlers(source);
  if (silent.length > 0)
    say(
      `An error is dropped without a word at ${list('en', silent.map(place))}.`,
      `${list('zh', silent.map(place))} 处的错误被静默忽略。`,
    );
  const repeated = searchesInLoops(input);
  if (repeated.length > 0)
    say(
      `${count('en', repeated.length, { en: 'search', zh: '次查找' })} through a whole collection inside a loop: ${list('en', repeated)}.`,
      `循环内对整个集合进行了 ${repeated.length} 次查找：${list('zh', repeated)}。`,
    );
  if (source.faults.length > 0)
    say(
      `The parser stumbled at ${place(lineAt(source, source.faults[0]!))}; from there on this reading may be wrong.`,
      `解析器在 ${place(lineAt(source, source.faults[0]!))} 处遇到语法问题，其后的解读可能有误。`,
    );
  return sentences;
}

const MUTATORS =
  /^(push|pop|shift|unshift|splice|sort|reverse|fill|append|extend|insert|remove|clear|update|add|put|set|delete|pop_front|push_back|retain|truncate)$/;

/** Parameters that an assignment or a method known to mutate reaches into. */
function changedParameters(source: SourceCode, { parameters, body, calls }: FunctionOutline): string[] {
  const written = new Set<string>();
  for (const call of calls) {
    const [receiver, method] = call.text.split('.');
    if (method && MUTATORS.test(method)) written.add(receiver!);
  }
  for (const node of nodesIn(body)) {
    if (
      !/^(AssignmentExpression|AssignStatement|UpdateStatement|Assignment|IncDecStatement|PostfixExpression|UnaryExpression|UpdateExpression)$/.test(
        node.name,
      )
    )
      continue;
    const text = textOf(source, node);
    // `xs[i]!` is postfix too, and changes nothing.
    const isStep =
      !/^(Postfix|Unary|Update)Expression$/.test(node.name) || /^(\+\+|--)|(\+\+|--)$/.test(text);
    const target = isStep ? /^(?:\+\+|--)?([\w$]+)[.[]/.exec(text) : null;
    if (target) written.add(target[1]!);
  }
  const own = /^(this|self|cls)$/;
  return parameters.map(({ name }) => name).filter((name) => written.has(name) && !own.test(name));
}

function emptyHandlers(source: SourceCode): number[] {
  const lines: number[] = [];
  for (const node of nodesIn(source.root)) {
    const isHandler = node.name === 'CatchClause' || node.name === 'except';
    if (!isHandler) continue;
    const block = node.name === 'except' ? bodyAfter(node) : node.lastChild;
    const inside = block ? childrenOf(block).filter((child) => !/^[{}:]$/.test(child.name)) : [];
    if (inside.every((child) => child.name === 'PassStatement')) lines.push(lineAt(source, node.from));
  }
  return lines;
}

function bodyAfter(node: SyntaxNode): SyntaxNode | null {
  let next = node.nextSibling;
  while (next && next.name !== 'Body') next = next.nextSibling;
  return next;
}

const SEARCH = /\.(includes|indexOf|find|findIndex|some|filter|index|count|contains|Contains)$/;

function searchesInLoops({ source, place }: CautionsInput): string[] {
  const { language } = source;
  const found: string[] = [];
  for (const node of nodesIn(source.root)) {
    if (!language.calls.has(node.name)) continue;
    const callee = language.calleeOf(node);
    const text = callee ? source.text.slice(node.from, callee.to) : '';
    const loop = ancestorOf(node, (up) => language.loops.has(up.name));
    if (SEARCH.test(text) && loop && text.length < 60)
      found.push(`${code(`${text}()`)} – ${place(lineAt(source, node.from))}`);
  }
  return found;
}
