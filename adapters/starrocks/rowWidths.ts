/** A row whose packet holds another number of cells than the result set has columns. */
export interface WidthProblem {
  readonly cells: number;
  readonly columns: number;
}

/**
 * Watches the bytes of a plain MySQL connection and measures every text row. A client library reads as many cells as there
 * are columns, whatever the row holds, and so turns a short row into garbage and a long one into a right-looking row.
 */
export interface RowGauge {
  /** Takes the bytes that the server sent, in order, from the end of the login on. */
  feed(chunk: Buffer): void;
  /** The first problem since the last call. */
  takeProblem(): WidthProblem | undefined;
}

type Phase = 'answer' | 'columns' | 'columnsEnd' | 'rows';

const headerBytes = 4;
const largestPayload = 0xffffff;

/** A gauge for one connection. */
export function createRowGauge(): RowGauge {
  let pending: Buffer = Buffer.alloc(0);
  let phase: Phase = 'answer';
  let columns = 0;
  let columnsLeft = 0;
  let problem: WidthProblem | undefined;
  let lost = false;

  function take(payload: Buffer): void {
    switch (phase) {
      case 'answer':
        columns = columnCountIn(payload);
        columnsLeft = columns;
        if (columns > 0) phase = 'columns';
        return;
      case 'columns':
        columnsLeft -= 1;
        if (columnsLeft === 0) phase = 'columnsEnd';
        return;
      case 'columnsEnd':
        phase = 'rows';
        return;
      case 'rows':
        if (isEnd(payload)) phase = 'answer';
        else problem ??= problemIn(payload, columns);
    }
  }

  function feed(chunk: Buffer): void {
    if (lost) return;
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    let at = 0;
    while (pending.length - at >= headerBytes) {
      const length = pending.readUIntLE(at, 3);
      if (pending.length - at < headerBytes + length) break;
      // Larger rows come in several packets; nothing that is judged is so large, so nothing more is measured.
      if (length === largestPayload) lost = true;
      take(pending.subarray(at + headerBytes, at + headerBytes + length));
      at += headerBytes + length;
    }
    pending = pending.subarray(at);
  }

  function takeProblem(): WidthProblem | undefined {
    const found = problem;
    problem = undefined;
    return found;
  }

  return { feed, takeProblem };
}

/** 0 for an answer without rows: OK (0x00) or an error (0xff). */
function columnCountIn(payload: Buffer): number {
  const first = payload[0] ?? 0xff;
  if (first < 0xfb) return first;
  return first === 0xfc && payload.length >= 3 ? payload.readUInt16LE(1) : 0;
}

/** An EOF packet, or an error in the middle of the rows. */
function isEnd(payload: Buffer): boolean {
  return (payload[0] === 0xfe && payload.length < 9) || payload[0] === 0xff;
}

function problemIn(payload: Buffer, columns: number): WidthProblem | undefined {
  const cells = cellCountIn(payload);
  return cells === columns ? undefined : { cells, columns };
}

/** How many length-encoded texts and NULLs fill the payload; -1 when the last one is cut off. */
function cellCountIn(payload: Buffer): number {
  let cells = 0;
  let at = 0;
  while (at < payload.length) {
    at = endOfCell(payload, at);
    cells += 1;
  }
  return at === payload.length ? cells : -1;
}

function endOfCell(payload: Buffer, at: number): number {
  const first = payload[at] ?? 0;
  if (first < 0xfb) return at + 1 + first;
  if (first === 0xfb) return at + 1;
  const lengthBytes = first === 0xfc ? 2 : first === 0xfd ? 3 : 8;
  if (at + 1 + lengthBytes > payload.length) return Number.POSITIVE_INFINITY;
  const length = lengthBytes === 8 ? Number(payload.readBigUInt64LE(at + 1)) : payload.readUIntLE(at + 1, lengthBytes);
  return at + 1 + lengthBytes + length;
}
