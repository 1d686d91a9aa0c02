/** How long work in memory may keep the process from anything else, such as a signal or a progress line. */
const breathMs = 50;

/** Gives a function to await between pieces of work: now and then it lets the event loop turn, mostly it does nothing. */
export function breathing(): () => Promise<void> | undefined {
  let lastMs = performance.now();
  return () => {
    if (performance.now() - lastMs < breathMs) return undefined;
    return new Promise((resolve) => {
      setImmediate(() => {
        lastMs = performance.now();
        resolve();
      });
    });
  };
}
