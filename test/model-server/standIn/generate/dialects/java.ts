import { isList } from '../program.ts';
import { BRACED_OPERATORS, BRACED_WORDS, type Dialect, NOT_IMPLEMENTED } from '../writer.ts';

export const java: Dialect = {
  naming: 'camel',
  type: (type) => {
    if (isList(type)) {
      const boxed = {
        number: 'Double',
        integer: 'Integer',
        text: 'String',
        truth: 'Boolean',
        anything: 'Object',
      };
      return `List<${isList(type.listOf) ? java.type(type.listOf) : boxed[type.listOf]}>`;
    }
    return { number: 'double', integer: 'int', text: 'String', truth: 'boolean', anything: 'Object' }[type];
  },
  operators: BRACED_OPERATORS,
  words: BRACED_WORDS,
  isBraced: true,
  end: ';',
  let: (name, type, value, isConstant) =>
    `${isConstant ? 'final ' : ''}${java.type(type)} ${name} = ${value}`,
  append: (list, value) => `${list}.add(${value})`,
  each: (name, type, list) => `for (${java.type(type)} ${name} : ${list})`,
  eachCharacter: (name, text) => `for (String ${name} : ${text}.split(""))`,
  loop: (condition) => `while (${condition})`,
  test: (condition) => `if (${condition})`,
  fail: (message) =>
    message === NOT_IMPLEMENTED
      ? `throw new UnsupportedOperationException(${JSON.stringify(message)})`
      : `throw new IllegalArgumentException(${JSON.stringify(message)})`,
  call: (of, write) => {
    switch (of.kind) {
      case 'empty-list':
        return 'new ArrayList<>()';
      case 'length':
        return `${write(of.of)}.${of.type === 'text' ? 'length' : 'size'}()`;
      case 'at':
        return `${write(of.list)}.get(${write(of.index)})`;
      case 'as-number':
        return write(of.of);
      case 'contains':
        return `${of.isAbsent ? '!' : ''}${write(of.list)}.contains(${write(of.value)})`;
      case 'same':
        return `${write(of.left)}.equals(${write(of.right)})`;
      case 'text-call':
        return `${write(of.of)}.${{ upper: 'toUpperCase', lower: 'toLowerCase', trim: 'strip' }[of.method]}()`;
      case 'joined':
        return `String.join(${JSON.stringify(of.separator)}, ${write(of.list)})`;
      case 'split':
        return `List.of(${write(of.text)}.split(Pattern.quote(${JSON.stringify(of.separator)}), -1))`;
      case 'sorted':
        return `${write(of.list)}.stream().sorted(${of.isDescending ? 'Comparator.reverseOrder()' : ''}).toList()`;
    }
  },
  head: (name, { parameters, result }) => {
    const list = parameters.map((parameter) => `${java.type(parameter.type)} ${parameter.name}`).join(', ');
    return `static ${java.type(result)} ${name}(${list}) {`;
  },
  documentation: (text) => [`/** ${text} */`],
};
