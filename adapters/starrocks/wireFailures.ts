import { TargetError } from '../adapter.ts';
import type { Target } from './target.ts';

const unreachableCodes = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'];

/** Why no connection came about. */
export function connectFailure(target: Target, error: unknown): TargetError {
  const { code, errno, message } = partsOf(error);
  const place = placeOf(target);
  if (unreachableCodes.includes(code)) {
    return new TargetError('unreachable', `cannot reach ${place} (${code}); start the server or correct host and port`);
  }
  if (code === 'ETIMEDOUT') {
    const limit = `${target.timeoutMs} ms`;
    return new TargetError('timeout', `${place} did not finish the login within ${limit}; see whether it hangs`);
  }
  const who = `'${target.user}'`;
  if (errno === 1045 || errno === 1698 || code === 'AUTH_SWITCH_PLUGIN_ERROR') {
    return new TargetError('refusedLogin', `${place} refused the login of ${who}; correct the user or the password`);
  }
  if (errno > 1000) {
    return new TargetError('refusedLogin', `${place} refused the login of ${who} (${errno}: ${message}); see its log`);
  }
  if (code === 'PROTOCOL_CONNECTION_LOST' || code === 'ECONNRESET' || code === 'EPIPE') {
    return new TargetError('disconnected', `${place} closed the connection during the login; see its log`);
  }
  return new TargetError('nonsense', `${place} does not speak the MySQL protocol (${message}); correct host and port`);
}

/** The connection ended before the answer. */
export function lostWire(target: Target, sql: string, cause?: unknown): TargetError {
  const what = `${placeOf(target)} closed the connection before it answered ${quoted(sql)}; see its log`;
  return new TargetError('disconnected', what, cause);
}

/** No answer within the time limit. */
export function slowAnswer(target: Target, sql: string): TargetError {
  const what = `${placeOf(target)} did not answer ${quoted(sql)} within ${target.timeoutMs} ms; see whether it hangs`;
  return new TargetError('timeout', what);
}

/**
 * An answer that no client can understand.
 * @param sql the statement
 * @param problem what is wrong, and what was expected
 */
export function unreadable(sql: string, problem: string, cause?: unknown): TargetError {
  return new TargetError('nonsense', `the answer to ${quoted(sql)} cannot be read: ${problem}`, cause);
}

function placeOf({ host, port }: Target): string {
  return `${host}:${port}`;
}

function quoted(sql: string): string {
  return `"${sql.length > 120 ? `${sql.slice(0, 117)}...` : sql}"`;
}

function partsOf(error: unknown): { readonly code: string; readonly errno: number; readonly message: string } {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const errno = typeof error === 'object' && error !== null && 'errno' in error ? Number(error.errno) : 0;
  const message = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
  return { code, errno, message: message.slice(0, 120) };
}
