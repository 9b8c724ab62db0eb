import { isList } from '../program.ts';
import { BRACED_OPERATORS, BRACED_WORDS, type Dialect } from '../writer.ts';

export const go: Dialect = {
  naming: 'camel',
  type: (type) => {
    if (isList(type)) return `[]${go.type(type.listOf)}`;
    return { number: 'float64', integer: 'int', text: 'string', truth: 'bool', anything: 'any' }[type];
  },
  operators: BRACED_OPERATORS,
  words: BRACED_WORDS,
  isBraced: true,
  end: '',
  // An untyped `0` would become an `int`.
  let: (name, type, value) =>
    type === 'number' && /^\d+$/.test(value) ? `${name} := ${value}.0` : `${name} := ${value}`,
  append: (list, value) => `${list} = append(${list}, ${value})`,
  each: (name, _, list) => `for _, ${name} := range ${list}`,
  eachCharacter: (name, text) => `for _, ${name} := range strings.Split(${text}, "")`,
  loop: (condition) => `for ${condition}`,
  test: (condition) => `if ${condition}`,
  fail: (message) => `panic(${JSON.stringify(message)})`,
  call: (of, write) => {
    switch (of.kind) {
      case 'empty-list':
        return `${go.type({ listOf: of.of })}{}`;
      case 'length':
        return `len(${write(of.of)})`;
      case 'at':
        return `${write(of.list)}[${write(of.index)}]`;
      case 'as-number':
        return `float64(${write(of.of)})`;
      case 'contains':
        return `${of.isAbsent ? '!' : ''}slices.Contains(${write(of.list)}, ${write(of.value)})`;
      case 'same':
        return `${write(of.left)} == ${write(of.right)}`;
      case 'text-call':
        return `strings.${{ upper: 'ToUpper', lower: 'ToLower', trim: 'TrimSpace' }[of.method]}(${write(of.of)})`;
      case 'joined':
        return `strings.Join(${write(of.list)}, ${JSON.stringify(of.separator)})`;
      case 'split':
        return `strings.Split(${write(of.text)}, ${JSON.stringify(of.separator)})`;
      case 'sorted':
        return `slices.SortedFunc(slices.Values(${write(of.list)}), func(a, b ${go.type(of.of)}) int { return cmp.Compare(${of.isDescending ? 'b, a' : 'a, b'}) })`;
    }
  },
  head: (name, { parameters, result }) => {
    const list = parameters.map((parameter) => `${parameter.name} ${go.type(parameter.type)}`).join(', ');
    return `func ${name}(${list}) ${go.type(result)} {`;
  },
  documentation: (text, name) => [`// ${name}: ${text}`],
};
