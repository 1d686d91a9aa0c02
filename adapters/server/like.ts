/** One character of a LIKE pattern. */
type Part = { readonly kind: 'any' | 'one' } | { readonly kind: 'same'; readonly character: string };

/**
 * Whether a text matches a LIKE pattern: `%` is any text, `_` any character, a backslash takes what follows literally.
 * Runs in the product of both lengths at most, whatever the pattern.
 */
export function isLike(text: string, pattern: string): boolean {
  const parts = partsOf(pattern);
  const characters = [...text];
  let at = 0;
  let part = 0;
  let lastAny = -1;
  let resumeAt = 0;
  while (at < characters.length) {
    if (parts[part]?.kind === 'any') {
      lastAny = part;
      resumeAt = at;
      part += 1;
    } else if (takes(parts[part], characters[at])) {
      part += 1;
      at += 1;
    } else if (lastAny >= 0) {
      resumeAt += 1;
      at = resumeAt;
      part = lastAny + 1;
    } else return false;
  }
  return parts.slice(part).every((rest) => rest.kind === 'any');
}

/** The same without regard to case, as SHOW statements compare names. */
export function isLikeName(name: string, pattern: string): boolean {
  return isLike(name.toLowerCase(), pattern.toLowerCase());
}

function takes(part: Part | undefined, character: string | undefined): boolean {
  return part?.kind === 'one' || (part?.kind === 'same' && part.character === character);
}

function partsOf(pattern: string): Part[] {
  const parts: Part[] = [];
  let escaped = false;
  for (const character of pattern) {
    if (!escaped && character === '\\') {
      escaped = true;
      continue;
    }
    parts.push(escaped ? { kind: 'same', character } : partOf(character));
    escaped = false;
  }
  return parts;
}

function partOf(character: string): Part {
  if (character === '%') return { kind: 'any' };
  return character === '_' ? { kind: 'one' } : { kind: 'same', character };
}
