import { isList, type ValueType } from '../program.ts';
import { BRACED_OPERATORS, BRACED_WORDS, type Dialect } from '../writer.ts';

/** TypeScript, or JavaScript without types. */
export function ecmaScript(hasTypes: boolean): Dialect {
  const type = (of: ValueType): string => {
    if (isList(of)) return `${type(of.listOf)}[]`;
    return { number: 'number', integer: 'number', text: 'string', truth: 'boolean', anything: 'unknown' }[of];
  };
  const typed = (of: ValueType): string => (hasTypes ? `: ${isList(of) ? 'readonly ' : ''}${type(of)}` : '');
  return {
    naming: 'camel',
    type,
    operators: { ...BRACED_OPERATORS, '==': '===', '!=': '!==' },
    words: BRACED_WORDS,
    isBraced: true,
    end: ';',
    let: (name, of, value, isConstant) => {
      const annotation = hasTypes && value === '[]' ? `: ${type(of)}` : '';
      return `${isConstant ? 'const' : 'let'} ${name}${annotation} = ${value}`;
    },
    append: (list, value) => `${list}.push(${value})`,
    each: (name, _, list) => `for (const ${name} of ${list})`,
    eachCharacter: (name, text) => `for (const ${name} of ${text})`,
    loop: (condition) => `while (${condition})`,
    test: (condition) => `if (${condition})`,
    fail: (message) => `throw new Error(${JSON.stringify(message)})`,
    call: (of, write) => {
      switch (of.kind) {
        case 'empty-list':
          return '[]';
        case 'length':
          return `${write(of.of)}.length`;
        case 'at':
          return `${write(of.list)}[${write(of.index)}]${hasTypes ? '!' : ''}`;
        case 'as-number':
          return write(of.of);
        case 'contains':
          return `${of.isAbsent ? '!' : ''}${write(of.list)}.includes(${write(of.value)})`;
        case 'same':
          return `${write(of.left)} === ${write(of.right)}`;
        case 'text-call':
          return `${write(of.of)}.${{ upper: 'toUpperCase', lower: 'toLowerCase', trim: 'trim' }[of.method]}()`;
        case 'joined':
          return `${write(of.list)}.join(${JSON.stringify(of.separator)})`;
        case 'split':
          return `${write(of.text)}.split(${JSON.stringify(of.separator)})`;
        case 'sorted': {
          const [a, b] = of.isDescending ? ['b', 'a'] : ['a', 'b'];
          const order = of.of === 'text' ? `${a}.localeCompare(${b})` : `${a} - ${b}`;
          return `[...${write(of.list)}].sort((a, b) => ${order})`;
        }
      }
    },
    head: (name, { parameters, result }) => {
      const list = parameters.map((parameter) => parameter.name + typed(parameter.type)).join(', ');
      return `function ${name}(${list})${hasTypes ? `: ${type(result)}` : ''} {`;
    },
    documentation: (text) => [`/** ${text} */`],
  };
}
