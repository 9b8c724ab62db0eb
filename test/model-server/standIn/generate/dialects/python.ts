import { isList } from '../program.ts';
import { type Dialect, NOT_IMPLEMENTED } from '../writer.ts';

export const python: Dialect = {
  naming: 'snake',
  type: (type) => {
    if (isList(type)) return `list[${python.type(type.listOf)}]`;
    return { number: 'float', integer: 'int', text: 'str', truth: 'bool', anything: 'object' }[type];
  },
  operators: {},
  words: { true: 'True', false: 'False', not: 'not ' },
  isBraced: false,
  end: '',
  let: (name, type, value) => `${name}${value === '[]' ? `: ${python.type(type)}` : ''} = ${value}`,
  append: (list, value) => `${list}.append(${value})`,
  each: (name, _, list) => `for ${name} in ${list}`,
  eachCharacter: (name, text) => `for ${name} in ${text}`,
  loop: (condition) => `while ${condition}`,
  test: (condition) => `if ${condition}`,
  fail: (message) =>
    message === NOT_IMPLEMENTED
      ? `raise NotImplementedError`
      : `raise ValueError(${JSON.stringify(message)})`,
  call: (of, write) => {
    switch (of.kind) {
      case 'empty-list':
        return '[]';
      case 'length':
        return `len(${write(of.of)})`;
      case 'at':
        return `${write(of.list)}[${write(of.index)}]`;
      case 'as-number':
        return write(of.of);
      case 'contains':
        return `${write(of.value)} ${of.isAbsent ? 'not in' : 'in'} ${write(of.list)}`;
      case 'same':
        return `${write(of.left)} == ${write(of.right)}`;
      case 'text-call':
        return `${write(of.of)}.${{ upper: 'upper', lower: 'lower', trim: 'strip' }[of.method]}()`;
      case 'joined':
        return `${JSON.stringify(of.separator)}.join(${write(of.list)})`;
      case 'split':
        return `${write(of.text)}.split(${JSON.stringify(of.separator)})`;
      case 'sorted':
        return `sorted(${write(of.list)}${of.isDescending ? ', reverse=True' : ''})`;
    }
  },
  head: (name, { parameters, result }) => {
    const list = parameters
      .map((parameter) => `${parameter.name}: ${python.type(parameter.type)}`)
      .join(', ');
    return `def ${name}(${list}) -> ${python.type(result)}:`;
  },
  documentation: (text) => [`"""${text}"""`],
};
