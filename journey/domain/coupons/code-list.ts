import { parse } from 'csv-parse/sync';

/** What a list of codes holds. */
export interface CodeList {
  /** Each code once, in the order of the list. */
  readonly codes: readonly string[];
  /** How many codes stood there again. */
  readonly duplicates: number;
  /** How many lines hold no code that can be used. */
  readonly invalid: number;
  /** The first of those lines, with what is wrong. */
  readonly errors: readonly CodeFault[];
}

/** A line, or a place in an array, counted from 1, that holds no code that can be used. */
export interface CodeFault {
  readonly line: number;
  readonly reason: string;
}

const MAX_CODE = 128;
const MAX_ERRORS = 20;

/**
 * Reads coupon codes out of what somebody has: CSV text with the code in the named column (or in the first one, where
 * there is no such heading), JSON text, or an array of codes or of objects. Never throws: what cannot be read is a fault
 * with its line.
 */
export function codeList(input: unknown, column: string): CodeList {
  if (Array.isArray(input)) return collect(input.map((value, index) => [index + 1, codeOf(value, column)]));
  if (typeof input === 'number') return codeList(String(input), column);
  if (typeof input !== 'string') return failed(1, 'is neither text nor a list of codes');
  return /^\s*\[/.test(input) ? fromJson(input, column) : fromCsv(input, column);
}

function fromJson(text: string, column: string): CodeList {
  try {
    return codeList(JSON.parse(text), column);
  } catch {
    return failed(1, 'begins like a JSON array and is none');
  }
}

function fromCsv(text: string, column: string): CodeList {
  let rows: { record: string[]; info: { lines: number } }[];
  try {
    rows = parse(text, {
      bom: true,
      trim: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      delimiter: [',', ';', '\t'],
    }) as unknown as typeof rows;
  } catch (error) {
    const { lines, message } = error as { lines?: number; message: string };
    return failed(lines ?? 1, `is no CSV: ${message}`);
  }
  const heading = rows[0]?.record.findIndex((name) => name.toLowerCase() === column.toLowerCase()) ?? -1;
  const body = heading < 0 ? rows : rows.slice(1);
  return collect(body.map(({ record, info }) => [info.lines, record[Math.max(heading, 0)] ?? '']));
}

function codeOf(value: unknown, column: string): unknown {
  return value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[column] : value;
}

function collect(found: readonly (readonly [line: number, value: unknown])[]): CodeList {
  const codes = new Set<string>();
  const faults: CodeFault[] = [];
  let duplicates = 0;
  for (const [line, value] of found) {
    const code = typeof value === 'number' ? String(value) : value;
    const reason = faultOf(code);
    if (reason !== null) faults.push({ line, reason });
    else if (codes.has((code as string).trim())) duplicates += 1;
    else codes.add((code as string).trim());
  }
  return { codes: [...codes], duplicates, invalid: faults.length, errors: faults.slice(0, MAX_ERRORS) };
}

function faultOf(code: unknown): string | null {
  if (typeof code !== 'string' || code.trim() === '') return 'holds no code';
  if (code.trim().length > MAX_CODE) return `holds a code of more than ${MAX_CODE} characters`;
  // A line break or a control character is a file read in a wrong way, never a code.
  return /\p{Cc}/u.test(code.trim()) ? 'holds a code with control characters' : null;
}

function failed(line: number, reason: string): CodeList {
  return { codes: [], duplicates: 0, invalid: 1, errors: [{ line, reason }] };
}
