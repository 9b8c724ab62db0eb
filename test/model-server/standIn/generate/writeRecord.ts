import type { LanguageId } from '../syntax/language.ts';
import type { Parameter } from './program.ts';
import { readFields } from './specification.ts';
import type { Dialect } from './writer.ts';

const WANTED =
  /\b(interface|class|struct|record|type|dataclass)\b\s+(?:called\s+|named\s+|for\s+(?:an?\s+)?)?`?([A-Za-z_]\w*)`?|(接口|类|结构体|类型)\s*`?([A-Za-z_]\w*)`?/i;

/** A type with fields, where the words ask for one and name them; undefined otherwise. */
export function writeRecord(
  id: LanguageId,
  dialect: Dialect,
  words: string,
  indentUnit: string,
): string[] | undefined {
  const found = WANTED.exec(words);
  const fields = found ? readFields(words.slice(found.index + found[0].length)) : [];
  if (!found || fields.length === 0) return undefined;
  const given = found[2] ?? found[4]!;
  const name = given[0]!.toUpperCase() + given.slice(1);
  const row = (text: (field: Parameter) => string): string[] =>
    fields.map((field) => indentUnit + text(field));
  switch (id) {
    case 'typescript':
    case 'tsx':
      return [
        `interface ${name} {`,
        ...row((field) => `readonly ${field.name}: ${dialect.type(field.type)};`),
        '}',
      ];
    case 'javascript':
      return [
        `class ${name} {`,
        `${indentUnit}constructor(${fields.map((field) => field.name).join(', ')}) {`,
        ...row((field) => `${indentUnit}this.${field.name} = ${field.name};`),
        `${indentUnit}}`,
        '}',
      ];
    case 'python':
      return [
        '@dataclass',
        `class ${name}:`,
        ...row((field) => `${field.name}: ${dialect.type(field.type)}`),
      ];
    case 'go':
      return [
        `type ${name} struct {`,
        ...row((field) => `${capital(field.name)} ${dialect.type(field.type)}`),
        '}',
      ];
    case 'java':
      return [
        `record ${name}(${fields.map((field) => `${dialect.type(field.type)} ${field.name}`).join(', ')}) {}`,
      ];
    default:
      return undefined;
  }
}

const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1);
