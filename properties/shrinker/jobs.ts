import type { Command } from '../../model/scenario.ts';

/** The number of the job that a command names; undefined when it names none. */
export function jobOf(command: Command): number | undefined {
  switch (command.do) {
    case 'damageSnapshot':
      return command.job;
    case 'restore':
      return command.source.job;
    default:
      return undefined;
  }
}

/** The command about another job, if it is about any. */
export function withJob(command: Command, job: number): Command {
  switch (command.do) {
    case 'damageSnapshot':
      return { ...command, job };
    case 'restore':
      return { ...command, source: { ...command.source, job } };
    default:
      return command;
  }
}
