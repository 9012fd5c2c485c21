import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { root } from './types';

/** Whether a value is what a node's schema says: types and enumerations, all the way down. */
export function fits(schema: IDataObject, value: unknown, at = '$'): string[] {
  const types = [schema['type'] ?? []].flat();
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  const known = types.includes(type) || (Number.isInteger(value) && types.includes('integer'));
  if (types.length > 0 && !known) return [`${at} is ${type}`];
  const choices = schema['enum'] as unknown[] | undefined;
  if (choices && !choices.includes(value)) return [`${at} is ${JSON.stringify(value)}`];
  if (Array.isArray(value)) {
    return value.flatMap((one, index) =>
      fits((schema['items'] ?? {}) as IDataObject, one, `${at}[${index}]`),
    );
  }
  const properties = (schema['properties'] ?? {}) as Record<string, IDataObject>;
  return Object.entries(properties).flatMap(([key, part]) =>
    value !== null && typeof value === 'object' && key in value
      ? fits(part, (value as IDataObject)[key], `${at}.${key}`)
      : [],
  );
}

/** Where items differ from what a node's schema, as it is shipped, says of them. There must be some. */
export function schemaFaults(name: string, found: readonly IDataObject[]): string[] {
  const file = path.join(root, 'dist', 'nodes', name, '__schema__', 'v1.0.0.json');
  const schema = JSON.parse(readFileSync(file, 'utf8')) as IDataObject;
  expect(found.length).toBeGreaterThan(0);
  return found.flatMap((item) => fits(schema, item));
}
