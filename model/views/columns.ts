import type { Profile } from '../profile.ts';

/**
 * One column of a view: how a value is printed and read. `decode` answers undefined for text that is no such value, so
 * that a reader can say what it expected.
 */
export interface Column<T> {
  readonly kind: ColumnKind;
  /** Only the main branch has it; a row of the documents leaves it undefined. */
  readonly mainOnly: boolean;
  /** What a cell may hold, in words. */
  readonly expected: string;
  encode(value: T, profile: Profile): string | null;
  decode(text: string | null): { readonly value: T } | undefined;
}

export type ColumnKind = 'id' | 'int' | 'decimal' | 'text' | 'bool' | 'time' | 'priority';

/** A 64-bit id, kept as a string from end to end. `-1` where there is none. */
export const id: Column<string> = {
  kind: 'id',
  mainOnly: false,
  expected: 'a whole number',
  encode: (value) => value,
  decode: (text) => (text !== null && /^-?\d+$/.test(text) ? { value: text } : undefined),
};

/** A whole number; absent ones (NULL, N/A) read as -1. */
export const int: Column<number> = {
  kind: 'int',
  mainOnly: false,
  expected: 'a whole number, NULL or N/A',
  encode: (value) => String(value),
  decode: (text) => {
    if (isAbsent(text)) return { value: -1 };
    const value = Number(text);
    return text !== '' && Number.isSafeInteger(value) ? { value } : undefined;
  },
};

/** Free text; NULL reads as the empty text. */
export const text: Column<string> = {
  kind: 'text',
  mainOnly: false,
  expected: 'a text or NULL',
  encode: (value) => value,
  decode: (cell) => ({ value: cell ?? '' }),
};

/** A number that need not be whole, in its shortest form. */
export const decimal: Column<number> = {
  kind: 'decimal',
  mainOnly: false,
  expected: 'a number',
  encode: (value) => String(value),
  decode: (cell) => {
    const value = cell === null || cell.trim() === '' ? Number.NaN : Number(cell);
    return Number.isNaN(value) ? undefined : { value };
  },
};

export const bool: Column<boolean> = {
  kind: 'bool',
  mainOnly: false,
  expected: 'true or false',
  encode: (value) => String(value),
  decode: (cell) => {
    const value = cell?.toLowerCase();
    return value === 'true' || value === 'false' ? { value: value === 'true' } : undefined;
  },
};

/** Where the virtual clock of the reference starts, as milliseconds since 1970. */
export const EPOCH_MS = Date.UTC(2024, 0, 1);

/** A moment in milliseconds of the target's clock, or null while it has not come: printed as N/A or NULL. */
export const time: Column<number | null> = {
  kind: 'time',
  mainOnly: false,
  expected: 'yyyy-MM-dd HH:mm:ss, NULL or N/A',
  encode: (value, profile) => {
    if (value === null) return profile.columns === 'main' ? null : 'N/A';
    return new Date(EPOCH_MS + value).toISOString().slice(0, 19).replace('T', ' ');
  },
  decode: (cell) => {
    if (isAbsent(cell) || cell === '-1') return { value: null };
    const at = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(cell) ? Date.parse(`${cell.replace(' ', 'T')}Z`) : Number.NaN;
    return Number.isNaN(at) ? undefined : { value: at - EPOCH_MS };
  },
};

const byteUnits: readonly string[] = ['B', 'KB', 'MB', 'GB', 'TB'];

/** An amount of storage in bytes, printed with three decimals in the largest unit below it, such as `46.566 GB`. */
export const bytes: Column<number> = {
  kind: 'text',
  mainOnly: false,
  expected: 'an amount such as 46.566 GB',
  encode: (value) => {
    let power = 0;
    while (power < byteUnits.length - 1 && value >= 1024 ** (power + 1)) power += 1;
    return `${(value / 1024 ** power).toFixed(3)}${power === 0 ? '' : ' '}${byteUnits[power]}`;
  },
  decode: (cell) => {
    const [, amount, unit] = /^(\d+(?:\.\d+)?) ?([KMGT]?B)$/.exec(cell ?? '') ?? [];
    const power = byteUnits.indexOf(unit ?? '');
    return amount === undefined || power < 0 ? undefined : { value: Math.round(Number(amount) * 1024 ** power) };
  },
};

/** One of a closed set of words. */
export function oneOf<const Word extends string>(...words: readonly Word[]): Column<Word> {
  return {
    kind: 'text',
    mainOnly: false,
    expected: `one of ${words.join(', ')}`,
    encode: (value) => value,
    decode: (cell) => {
      const value = words.find((word) => word === cell);
      return value === undefined ? undefined : { value };
    },
  };
}

/** A column that only the main branch prints. */
export function main<T>(column: Column<T>): Column<T | undefined> {
  return {
    kind: column.kind,
    mainOnly: true,
    expected: column.expected,
    encode: (value, profile) => (value === undefined ? null : column.encode(value, profile)),
    decode: (cell) => column.decode(cell),
  };
}

function isAbsent(cell: string | null): cell is null | 'N/A' | '\\N' {
  return cell === null || cell === 'N/A' || cell === '\\N';
}
