import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A process of a cluster. */
export interface Daemon {
  readonly name: string;
  readonly processId: number;
  /** File with what it printed. */
  readonly output: string;
  /** Settles when the process is gone. */
  readonly ended: Promise<void>;
}

/** What to start. */
export interface DaemonStart {
  readonly folder: string;
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Outlives this process. */
  readonly detached: boolean;
}

/** A test runner that is killed has no time to clean up: the kernel then ends what it started (util-linux, setpriv(1)). */
const UNTIL_PARENT_ENDS = ['setpriv', '--pdeathsig', 'KILL'];

/** A killed process is gone once the system has freed its memory. */
const KILL_LIMIT_MS = 5000;

/**
 * Starts a daemon and notes its id beside its data.
 * @throws Error when the program cannot be started
 */
export function startDaemon({ folder, name, program, args, detached }: DaemonStart): Daemon {
  const output = join(folder, `${name}.out`);
  const file = openSync(output, 'a');
  const [command, ...rest] = detached ? [program, ...args] : [...UNTIL_PARENT_ENDS, program, ...args];
  const child = spawn(command ?? program, rest, { detached, stdio: ['ignore', file, file] });
  closeSync(file);
  child.on('error', () => {});
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} could not be started; see whether it may be executed`);
  writeFileSync(join(folder, `${name}.pid`), String(pid));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.unref();
  return { name, processId: pid, output, ended };
}

/**
 * Ends daemons of a folder, the last one started first.
 * @param patienceMs how long they may take before they are killed; the gateway takes seconds
 */
export async function stopDaemons(
  folder: string,
  daemons: readonly Pick<Daemon, 'name' | 'processId'>[],
  patienceMs: number,
): Promise<void> {
  const ids = daemons.map(({ processId }) => processId).reverse();
  const areGone = async (endMs: number) => {
    while (ids.some((id) => isOurs(id, folder)) && Date.now() < endMs) await wait(20);
  };
  if (patienceMs > 0) for (const id of ids) signalTo(id, folder, 'SIGTERM');
  await areGone(Date.now() + patienceMs);
  for (const id of ids) signalTo(id, folder, 'SIGKILL');
  await areGone(Date.now() + KILL_LIMIT_MS);
  for (const { name } of daemons) rmSync(join(folder, `${name}.pid`), { force: true });
}

/** The daemons that were started in a folder and still run. */
export function daemonsIn(folder: string): readonly Pick<Daemon, 'name' | 'processId'>[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.pid'))
    .map((file) => ({
      name: file.slice(0, -'.pid'.length),
      processId: Number(readFileSync(join(folder, file), 'utf8')),
    }))
    .filter(({ processId }) => isOurs(processId, folder));
}

function signalTo(processId: number, folder: string, signal: NodeJS.Signals): void {
  if (isOurs(processId, folder)) process.kill(processId, signal);
}

/** Ids are given again: only a process that names the folder in its arguments is the one that was started. */
function isOurs(processId: number, folder: string): boolean {
  try {
    return readFileSync(`/proc/${processId}/cmdline`, 'utf8').includes(`${folder}/`);
  } catch {
    return false;
  }
}
