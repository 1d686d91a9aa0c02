import { unknownName } from './errors.ts';

/**
 * The one of that name.
 *
 * @param what they are, for the message.
 * @throws UsageError when there is none of that name; it names all that there are.
 */
export function namedAmong<Named extends { readonly name: string }>(
  what: string,
  name: string,
  known: readonly Named[],
): Named {
  const found = known.find((candidate) => candidate.name === name);
  if (found !== undefined) return found;
  throw unknownName(
    what,
    name,
    known.map((candidate) => candidate.name),
  );
}
