import type { SqlSession } from './types.ts';

/** The session of a connection: at most one is open, and each is closed exactly once. */
export interface SessionSlot {
  /** Closes the session so far and opens the next. @param open makes the next session */
  replace(open: () => SqlSession): SqlSession;
  /** The open session, if any. */
  current(): SqlSession | undefined;
  /** Closes the session, if one is open. */
  close(): void;
}

/** An empty slot. */
export function createSessionSlot(): SessionSlot {
  let session: SqlSession | undefined;

  function close(): void {
    const ending = session;
    session = undefined;
    if (ending) closeQuietly(ending);
  }

  function replace(open: () => SqlSession): SqlSession {
    close();
    session = open();
    return session;
  }

  return { replace, close, current: () => session };
}

/** A session that fails to close must not take the other connections down, and its client is not there to be told. */
function closeQuietly(session: SqlSession): void {
  try {
    session.close();
  } catch {
    return;
  }
}
