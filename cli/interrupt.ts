import { exits } from './exits.ts';

/**
 * Ends the process cleanly when the keyboard interrupts it: what was found is on disk already, so that only the target
 * needs to be told.
 *
 * @param bye called once; the process ends with 130 when it has settled, or at the next interrupt.
 * @returns takes the handler away again.
 */
export function onInterrupt(bye: () => Promise<void>): () => void {
  let asked = false;
  const leave = (): void => {
    if (asked) process.exit(exits.interrupted);
    asked = true;
    void bye().finally(() => process.exit(exits.interrupted));
  };
  process.on('SIGINT', leave);
  return () => process.off('SIGINT', leave);
}
