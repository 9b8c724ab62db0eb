import type { Speech } from '../speech.ts';
import type { Language } from '../syntax/language.ts';
import { dialectOf, importsOf } from './dialectOf.ts';
import { OPERATIONS } from './operations.ts';
import { type FunctionPlan, fail } from './program.ts';
import { readFields, readSpecification, type Specification } from './specification.ts';
import { writeRecord } from './writeRecord.ts';
import { type Dialect, joinName, NOT_IMPLEMENTED, writeFunction } from './writer.ts';

export interface GenerateInput {
  readonly language: Language;
  readonly words: string;
  readonly indentUnit: string;
  /** Blanks before each line, as deep as the place of the new code. */
  readonly indentation: string;
  /** Names that the file has already. */
  readonly taken: ReadonlySet<string>;
  readonly speech: Speech;
}

/** New code, and what its user must know. */
export interface GeneratedCode {
  readonly code: string;
  /** What the user must know: assumptions, imports, that the body is left open. */
  readonly notes: readonly string[];
}

/** Computes code from an instruction. Undefined for a language that the stand-in cannot write. */
export function generateCode(input: GenerateInput): GeneratedCode | undefined {
  const { language, words, speech } = input;
  const dialect = dialectOf(language.id);
  if (!dialect) return undefined;
  const notes: string[] = [];
  const note = (en: string, zh: string): void => void notes.push({ en, zh }[speech]);
  const specification = readSpecification(words);
  const record = writeRecord(language.id, dialect, words, input.indentUnit);
  const lines = record ?? writeFrom(dialect, specification, input, note);
  const code = lines.map((line) => (line ? input.indentation + line : '')).join('\n');
  const imports = importsOf(language.id, code);
  if (imports.length > 0)
    note(
      `It uses ${imports.join(', ')}: import what the file does not have yet.`,
      `用到了 ${imports.join('、')}：请导入文件中还没有的部分。`,
    );
  return { code, notes };
}

function writeFrom(
  dialect: Dialect,
  specification: Specification,
  { indentUnit, speech, taken }: GenerateInput,
  note: (en: string, zh: string) => void,
): string[] {
  const plan = planFor(specification);
  const wanted = specification.functionName || joinName(dialect, plan.nameWords);
  const name = freeName(wanted, taken);
  if (name !== wanted)
    note(
      `The file already has a \`${wanted}\`, so this one is \`${name}\`.`,
      `文件中已有 \`${wanted}\`，因此命名为 \`${name}\`。`,
    );
  if (isOpen(plan))
    note(
      'The stand-in model has no reasoning: it knows the name and the parameters that the words give, but not this operation, so the body is left to you and fails until then.',
      '替身模型不会推理：它能从描述中得到名称和参数，但不认识这个操作，因此函数体留待你实现，在此之前调用会报错。',
    );
  return writeFunction(dialect, plan, name, indentUnit, speech);
}

const isOpen = ({ body }: FunctionPlan): boolean =>
  body.length === 1 && body[0]!.kind === 'fail' && body[0]!.message === NOT_IMPLEMENTED;

/** The first operation that the words name and fit; a function without a body for any other. */
function planFor(specification: Specification): FunctionPlan {
  for (const operation of OPERATIONS) {
    if (!operation.pattern.test(specification.words)) continue;
    const plan = operation.plan(specification);
    if (plan) return plan;
  }
  const { words, functionName } = specification;
  const fields = readFields(words);
  return {
    nameWords: functionName ? [functionName] : tellingWords(words),
    parameters:
      fields.length > 0 ? fields : specification.names.map((name) => ({ name, type: specification.element })),
    result: 'anything',
    documentation: { en: sentence(words), zh: sentence(words) },
    body: [fail(NOT_IMPLEMENTED)],
  };
}

const FILLERS =
  /^(a|an|the|that|which|this|and|or|of|to|for|from|in|on|with|into|by|as|it|its|is|are|be|please|me|my|write|create|generate|implement|make|add|function|method|code|which|given|takes?|taking|returns?|new|some|one|should|will|can|using)$/i;

/** The first few words that say something, for a name. */
function tellingWords(words: string): readonly string[] {
  const telling = (words.match(/[A-Za-z][A-Za-z0-9]*/g) ?? []).filter(
    (word) => word.length > 1 && !FILLERS.test(word),
  );
  return telling.length > 0 ? telling.slice(0, 4).map((word) => word.toLowerCase()) : ['new', 'function'];
}

/** The instruction as a sentence of documentation that cannot end its comment. */
function sentence(words: string): string {
  const flat = words
    .replace(/\s+/g, ' ')
    .replaceAll('*/', '* /')
    .replaceAll('"""', "'''")
    .replaceAll('\\', '/')
    .trim();
  const capital = flat ? flat[0]!.toUpperCase() + flat.slice(1) : '';
  return /[.。!！?？]$/.test(capital) ? capital : `${capital}.`;
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let next = 2; taken.has(name); next++) name = `${wanted}${next}`;
  return name;
}
