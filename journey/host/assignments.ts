import { validateFieldType, type AssignmentCollectionValue, type FieldType } from 'n8n-workflow';

/**
 * The properties of an event from the rows of the Properties field, with every value in the type its row names.
 * Rows without a name are left out; of two with the same name the lower counts.
 * @throws Error naming the row whose value is not of its type.
 */
export function propertiesFrom(rows: Partial<AssignmentCollectionValue>): Record<string, unknown> {
  const named = (rows.assignments ?? []).filter(({ name }) => name.trim() !== '');
  return Object.fromEntries(
    named.map(({ name, value, type }) => [name, typed(name, value, type as FieldType)]),
  );
}

function typed(name: string, value: unknown, type: FieldType | undefined): unknown {
  if (value === null || value === undefined || type === undefined) return value ?? null;
  const checked = validateFieldType(name, value, type, { strict: false, parseStrings: true });
  if (!checked.valid) throw new Error(`Property ${name} is not a ${type}. Change its value or its type`);
  return checked.newValue;
}
