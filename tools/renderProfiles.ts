import { type Profile, profileNamed, profileNames } from '../model/profile.ts';
import { markdownTable } from '../reports/text.ts';
import { page } from './page.ts';

const intro = `A profile is what differs between the documents and the releases, as data. The reference, the properties and the views take
their numbers from it; \`--profile\` chooses one.

- \`documented-3.4\`, the default, is the documents to the letter. Where they are short, [interpretations.md](interpretations.md)
  says what the reference does.
- \`starrocks-main\` is what the main branch of StarRocks does (commit \`70d1c246d805\`). Its rules that are pure functions agree
  with the [recorded behaviour](../fixtures/vectors/README.md).

What each field means stands beside it in \`model/profile.ts\`. Units are at the end of the names.`;

/** `docs/profiles.md`: every field of every profile. */
export function renderProfiles(): string {
  const profiles = profileNames.map(profileNamed).filter((profile) => profile !== undefined);
  const [first] = profiles;
  const fields = first === undefined ? [] : Object.keys(first).filter((field) => field !== 'name');
  const head = ['field', ...profiles.map(({ name }) => `\`${name}\``)];
  return page(
    'Profiles',
    intro,
    markdownTable(
      head,
      fields.map((field) => [`\`${field}\``, ...valuesOf(field, profiles)]),
    ),
  );
}

function valuesOf(field: string, profiles: readonly Profile[]): readonly string[] {
  const values = profiles.map((profile) => shown(Object.entries(profile).find(([name]) => name === field)?.[1]));
  const isSame = values.every((value) => value === values[0]);
  return values.map((value, nth) => (isSame || nth === 0 ? value : `**${value}**`));
}

function shown(value: unknown): string {
  return typeof value === 'number' ? value.toLocaleString('en-US') : String(value);
}
