import { code } from '../../speech.ts';
import { textOf } from '../../syntax/sourceCode.ts';
import { hasComment, nodesNamed, type Rewrite } from '../rewrite.ts';

/** `{ name: name }` */
export const shorthandProperty: Rewrite = {
  languages: ['typescript', 'tsx', 'javascript'],
  why: { en: 'a property that is named as its value needs the name once', zh: '属性与变量同名时只需写一次' },
  *find(source) {
    for (const property of nodesNamed(source, 'Property')) {
      const { firstChild: key, lastChild: value } = property;
      if (
        key?.name !== 'PropertyDefinition' ||
        value?.name !== 'VariableName' ||
        key.nextSibling?.name !== ':'
      )
        continue;
      const name = textOf(source, key);
      // `__proto__: __proto__` sets the prototype, the shorthand a property.
      if (name !== textOf(source, value) || name === '__proto__' || hasComment(source, key.to, value.from))
        continue;
      yield {
        at: property.from,
        edits: [{ from: key.to, to: value.to, text: '' }],
        what: {
          en: `shortens ${code(textOf(source, property))} to ${code(name)}`,
          zh: `将 ${code(textOf(source, property))} 简写为 ${code(name)}`,
        },
      };
    }
  },
};
