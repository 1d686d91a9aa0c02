import { Ajv2020, type AnySchemaObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ProfileName } from '../../model/profile.ts';
import documented from './cluster-snapshot.schema.json' with { type: 'json' };

/** What the main branch allows beyond the documents (snapshot notes 7D e). */
const main: AnySchemaObject = {
  ...documented,
  $id: `${documented.$id}:starrocks-main`,
  $defs: {
    ...documented.$defs,
    volumeType: {
      type: 'string',
      pattern: '^(?:[Ss]3|[Hh][Dd][Ff][Ss]|[Aa][Zz][Bb][Ll][Oo][Bb]|[Aa][Dd][Ll][Ss]2|[Gg][Ss])$',
    },
    computeNode: {
      ...documented.$defs.computeNode,
      properties: {
        ...documented.$defs.computeNode.properties,
        warehouse: { $ref: '#/$defs/text' },
        cngroup: { $ref: '#/$defs/text' },
      },
    },
  },
};

const schemas: Readonly<Record<ProfileName, AnySchemaObject>> = {
  'documented-3.4': documented,
  'starrocks-main': main,
};

const ajv = new Ajv2020({ strict: true, allErrors: false });
const compiled = new Map<ProfileName, ValidateFunction>();

/**
 * Whether a document has the form that is published as `schemas/cluster-snapshot.schema.json` (snapshot notes 7D).
 *
 * @param document the parsed document; null when the file is empty.
 * @param profile whose form.
 * @returns undefined when it has, else the JSON pointer to what has not.
 */
export function misfit(document: unknown, profile: ProfileName): string | undefined {
  const validate = compiled.get(profile) ?? ajv.compile(schemas[profile]);
  compiled.set(profile, validate);
  return validate(document) ? undefined : (validate.errors?.[0]?.instancePath ?? '');
}
