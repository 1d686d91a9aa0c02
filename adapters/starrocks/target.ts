import { TargetError } from '../adapter.ts';

/** Where a target listens and who logs in. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** How long any one answer may take. */
  readonly timeoutMs: number;
}

/** Where an FE listens. */
const defaultPort = 9030;

/**
 * Reads `mysql://user[:password]@host[:port]/`.
 * @param url as the user gave it
 * @param password used when the URL has none
 * @param timeoutMs how long any one answer may take
 * @throws TargetError `unable` for anything else; its message repeats nothing of the URL, which may hold a password
 */
export function parseTarget(url: string, password: string, timeoutMs: number): Target {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || parsed.protocol !== 'mysql:' || parsed.hostname === '' || parsed.pathname.length > 1) {
    throw new TargetError('unable', 'the target is no URL of the form mysql://user@host:port/');
  }
  return {
    host: parsed.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: parsed.port === '' ? defaultPort : Number(parsed.port),
    user: decoded(parsed.username) || 'root',
    password: decoded(parsed.password) || password,
    timeoutMs,
  };
}

/** The target as it may be shown: without its password. */
export function nameOfTarget({ host, port, user }: Target): string {
  return `mysql://${encodeURIComponent(user)}@${host.includes(':') ? `[${host}]` : host}:${port}/`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new TargetError('unable', 'the target has a user or password with a broken %-escape; write % as %25');
  }
}
