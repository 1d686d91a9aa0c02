import type { Restore } from '../../model/snapshot/commands.ts';
import type { SharedDataStep } from '../property.ts';
import { isStoreSound } from './bounds.ts';
import { isRestorable } from './folders.ts';
import { captureOf, chosenFrom, sourceOf } from './restore-source.ts';

/** Whether the store works, the file is right in every way, and the snapshot that must be restored is whole. */
export function mustSucceed(step: SharedDataStep, command: Restore): boolean {
  const { story } = step;
  if (command.killedAfter !== undefined || !isStoreSound(step) || !isFileRight(step, command)) return false;
  const source = sourceOf(step, command);
  if (source === undefined || source.folders.some((folder) => story.damaged.has(folder.name))) return false;
  const chosen = chosenFrom(step, command, source);
  const capture = chosen === undefined ? undefined : captureOf(story, chosen.name);
  if (chosen === undefined || !isRestorable(chosen) || capture?.isOver !== true) return false;
  const listed = [...(command.volumes ?? []), source.volume].map(({ name }) => name);
  return capture.moments.every(({ catalog }) =>
    listed.every((volume) => catalog.volumes.some(({ name }) => name === volume)),
  );
}

/** Whether no section of the file has a flaw. */
function isFileRight({ before }: SharedDataStep, command: Restore): boolean {
  const { flaw, frontends = [], computeNodes = [], volumes = [] } = command;
  const hosts = frontends.map(({ host }) => host);
  // The FE that was seen leading is the one that is restored, so the file must not list it.
  const leaders = before.frontends.filter(({ role }) => role === 'leader').map(({ host }) => host);
  if (flaw !== undefined || hosts.some((host) => leaders.includes(host))) return false;
  return [hosts, computeNodes, volumes.map(({ name }) => name)].every((names) => new Set(names).size === names.length);
}

/** Why a snapshot cannot be restored, in words; undefined when it can, or that is not certain. */
export function brokenSource(step: SharedDataStep, command: Restore): string | undefined {
  const source = sourceOf(step, command);
  if (source === undefined) return undefined;
  const [folder] = source.folders;
  if (folder === undefined) return 'there is no such folder';
  if (command.source.from === 'meta') {
    return source.folders.some(isRestorable) ? undefined : 'none of the folders below it is complete';
  }
  return isRestorable(folder) ? undefined : 'its folder is incomplete or damaged';
}
