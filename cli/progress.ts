import type { Progress } from '../properties/campaign-types.ts';
import { plain } from '../reports/text.ts';

/** A line on a terminal that says how far a long work has come. */
export interface ProgressLine {
  show(text: string): void;
  /** Takes the line away. */
  clear(): void;
}

/** Where the line is written: standard error, or whatever stands for it. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** A new text is shown at most this often. */
const PERIOD_MS = 80;
const ERASE_LINE = '\r\u001b[K';

const silent: ProgressLine = { show: () => undefined, clear: () => undefined };

/** A progress line on a terminal; nothing at all in a pipe. */
export function progressLine(terminal: Terminal, now: () => number = Date.now): ProgressLine {
  if (terminal.isTTY !== true) return silent;
  let shownAtMs = Number.NEGATIVE_INFINITY;
  let visible = false;
  return {
    show: (text) => {
      if (now() - shownAtMs < PERIOD_MS) return;
      shownAtMs = now();
      visible = true;
      // A line that wraps could not be erased.
      terminal.write(`${ERASE_LINE}${plain(text).slice(0, Math.max(10, (terminal.columns ?? 80) - 1))}`);
    },
    clear: () => {
      if (visible) terminal.write(ERASE_LINE);
      visible = false;
    },
  };
}

/** How far a campaign has come, in words. */
export function progressText({ phase, done, of, commands, failures }: Progress): string {
  const found = failures === 0 ? '' : `, ${failures} failed`;
  switch (phase) {
    case 'laws':
      return `laws ${done}/${of}${found}`;
    case 'scenarios':
      return `runs ${done}/${of}, ${commands} commands${found}`;
    case 'shrinking':
      return `shrinking ${done + 1}/${of}`;
    default:
      return phase satisfies never;
  }
}
