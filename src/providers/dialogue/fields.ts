import { isObject, type JsonObject } from '../dialects/json.ts';

/** What lies at the end of a way such as `metadata.usage`; `undefined` when it leads nowhere. */
export function valueAt(object: JsonObject, way: string): unknown {
  let value: unknown = object;
  for (const name of way.split('.')) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/** A text, or a number as text, at the end of a way. */
export function textAt(object: JsonObject, way: string): string | undefined {
  const value = valueAt(object, way);
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' ? String(value) : undefined;
}

/** A copy of `object` with `value` at the end of a way; the same object when the way is empty. */
export function withValueAt(object: JsonObject, way: string, value: unknown): JsonObject {
  if (way === '') return object;
  const [name = '', ...rest] = way.split('.');
  if (rest.length === 0) return { ...object, [name]: value };
  const inner = Object.hasOwn(object, name) ? object[name] : undefined;
  return { ...object, [name]: withValueAt(isObject(inner) ? inner : {}, rest.join('.'), value) };
}
