import type { Statement } from '../sql/index.ts';

/** `"key" = "value"`, with either quotes. */
const pair = /((["'])(?:\\.|(?!\2)[^\\])*\2\s*=\s*)(["'])(?:\\.|(?!\3)[^\\])*\3/gs;
const password = /(\bIDENTIFIED\s+BY\s+)(["'])(?:\\.|(?!\2)[^\\])*\2/gis;

/**
 * A statement as the journal keeps it: what may hold keys or a password and is of no effect here is left out.
 * @param statement what the text means
 * @param sql the text
 */
export function withoutSecrets({ kind }: Statement, sql: string): string {
  switch (kind) {
    case 'createNamed':
    case 'createVolume':
    case 'alterVolume':
      return sql.replace(pair, "$1''").replace(password, "$1''");
    default:
      return sql;
  }
}
