import { exits } from './exits.ts';

/**
 * Ends the process cleanly when the keyboard interrupts it: what was found is on disk already, so that only the target
 * needs to be told. The handler waits for the first turn of the event loop: while work never lets go of the thread, it could
 * not run and would only keep the interrupt from ending the process.
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
  const waiting = setImmediate(() => process.on('SIGINT', leave));
  return () => {
    clearImmediate(waiting);
    process.off('SIGINT', leave);
  };
}
