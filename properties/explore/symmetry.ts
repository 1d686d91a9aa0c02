import type { Command } from '../../model/scenario.ts';
import type { Scope } from './scope.ts';

/**
 * The backends of a scope by name, each with the number of its class. Backends are of one class when neither the topology
 * nor the alphabet tells them apart: exchanging their names everywhere gives the same scope again.
 */
export function backendClasses(scope: Scope): ReadonlyMap<string, number> {
  const classes = new Map<string, number>();
  const { backends } = scope.topology;
  backends.forEach(({ name }, nth) => {
    const alike = backends.slice(0, nth).find((other) => areAlike(scope, other.name, name));
    classes.set(name, (alike === undefined ? undefined : classes.get(alike.name)) ?? nth);
  });
  return classes;
}

function areAlike(scope: Scope, left: string, right: string): boolean {
  const disksOf = (name: string): string =>
    JSON.stringify(scope.topology.backends.find((backend) => backend.name === name)?.disks);
  if (disksOf(left) !== disksOf(right)) return false;
  return scope.alphabet.every(({ commands, inOrder }) => {
    const texts = commands.map((command) => JSON.stringify(command));
    const swapped = commands.map((command) => JSON.stringify(exchanged(command, left, right)));
    return inOrder === true ? texts.join() === swapped.join() : texts.sort().join() === swapped.sort().join();
  });
}

function exchanged(command: Command, left: string, right: string): Command {
  if (!('backend' in command)) return command;
  const { backend } = command;
  if (backend === left) return { ...command, backend: right };
  return backend === right ? { ...command, backend: left } : command;
}
