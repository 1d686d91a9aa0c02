import type { Target } from './target.ts';
import { openWire, type Wire } from './wire.ts';

/** Connections that are not in use, so that a new scenario need not log in again. */
export interface Pool {
  /** An idle connection, or a new one. */
  take(): Promise<Wire>;
  /** Takes a connection back; one that comes after the pool was closed is closed as well. */
  give(wire: Wire): void;
  close(): void;
}

/** An empty pool of connections to a target. */
export function createPool(target: Target): Pool {
  const idle: Wire[] = [];
  let isClosed = false;
  return {
    take: async () => {
      for (let wire = idle.pop(); wire !== undefined; wire = idle.pop()) if (wire.isOpen()) return wire;
      return openWire(target);
    },
    give: (wire) => {
      if (isClosed) wire.close();
      else if (wire.isOpen()) idle.push(wire);
    },
    close: () => {
      isClosed = true;
      for (const wire of idle.splice(0)) wire.close();
    },
  };
}
