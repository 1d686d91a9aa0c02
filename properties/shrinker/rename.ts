import type { Command, Scenario } from '../../model/scenario.ts';

/** Names by kind, in the order in which the commands first use them. */
class Names {
  readonly #prefix: string;
  readonly #names = new Map<string, string>();

  constructor(prefix: string, given: readonly string[] = []) {
    this.#prefix = prefix;
    for (const name of given) this.of(name);
  }

  of(name: string): string {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const fresh = `${this.#prefix}${this.#names.size + 1}`;
    this.#names.set(name, fresh);
    return fresh;
  }
}

/**
 * The scenario with every table and load renamed in order of appearance, and everywhere at once, so that equal bugs give
 * equal counterexamples.
 */
export function renamed(scenario: Scenario): Scenario {
  const tables = new Names('t');
  const loads = new Names('l');
  return { ...scenario, commands: scenario.commands.map((command) => renameIn(command, tables, loads)) };
}

function renameIn(command: Command, tables: Names, loads: Names): Command {
  const withTable = 'table' in command ? { ...command, table: tables.of(command.table) } : command;
  return 'load' in withTable ? { ...withTable, load: loads.of(withTable.load) } : withTable;
}

/** The scenario with two backends in each other's place. */
export function exchanged(scenario: Scenario, left: string, right: string): Scenario {
  const swap = (name: string): string => (name === left ? right : name === right ? left : name);
  const commands = scenario.commands.map((command) =>
    'backend' in command ? { ...command, backend: swap(command.backend) } : command,
  );
  return { ...scenario, commands };
}

/** Scenarios in which a backend with a lower number takes the place of one with a higher number. */
export function* lowerBackends(scenario: Scenario): Generator<Scenario> {
  const used = new Set(scenario.commands.flatMap((command) => ('backend' in command ? [command.backend] : [])));
  const names = scenario.topology.backends.map((backend) => backend.name);
  for (const name of used) {
    const at = names.indexOf(name);
    for (const lower of names.slice(0, Math.max(at, 0))) yield exchanged(scenario, lower, name);
  }
}
