import type { Profile } from '../../model/profile.ts';
import type { RestoreFileAnswer } from '../../model/snapshot/restoreFile.ts';
import { type RestoreFileRules, referenceRestoreFileRules } from '../../model/snapshot/restoreFileRules.ts';
import { readWith } from './read.ts';

/**
 * What the pure decision `readRestoreFile` answers: the reference's, or a mutant's when its rules are given.
 *
 * @param text the file.
 * @param leaderHost host of the leader FE, or null when it is not known.
 * @param rules the decisions.
 * @param profile whose form of the file.
 */
export function answerRestoreFile(
  text: string,
  leaderHost?: string | null,
  rules: RestoreFileRules = referenceRestoreFileRules,
  profile?: Pick<Profile, 'name'>,
): RestoreFileAnswer {
  const read = readWith(rules, text, {
    leaderHost: leaderHost ?? undefined,
    ...(profile === undefined ? {} : { profile }),
  });
  if ('file' in read) return { accepted: true, file: read.file };
  const [first] = read.flaws;
  const reason = first === undefined ? 'the file is refused' : `line ${first.line}: ${first.message}`;
  return { accepted: false, reason };
}
