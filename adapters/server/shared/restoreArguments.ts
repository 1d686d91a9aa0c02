import type { Restore, RestoredFrontend, RestoredVolume, RestoreSource } from '../../../model/snapshot/commands.ts';
import { type Refusal, refusal } from '../refusal.ts';

const flaws = ['unknownVolume', 'noPath', 'wrongSuffix', 'leaderListed', 'duplicateHost', 'badPort'] as const;

type Fields = Readonly<Record<string, unknown>>;

/**
 * A restore as a scenario has it, from JSON. Throws a refusal that names the part that is wrong, and repeats nothing of the
 * text.
 */
export function restoreFrom(text: string): Restore {
  const fields = objectOf(parsed(text), 'the arguments');
  const { frontends, computeNodes, volumes, flaw, killedAfter } = fields;
  return {
    do: 'restore',
    source: sourceFrom(objectOf(fields.source, 'source')),
    ...(frontends === undefined ? {} : { frontends: listOf(frontends, 'frontends').map(frontendFrom) }),
    ...(computeNodes === undefined
      ? {}
      : { computeNodes: listOf(computeNodes, 'computeNodes').map(textFrom('computeNodes')) }),
    ...(volumes === undefined ? {} : { volumes: listOf(volumes, 'volumes').map(volumeFrom) }),
    ...(flaw === undefined ? {} : { flaw: wordFrom(flaw, flaws, 'flaw') }),
    ...(killedAfter === undefined ? {} : { killedAfter: countFrom(killedAfter, 'killedAfter') }),
  };
}

function sourceFrom({ from, job, volume, trailingSlashes }: Fields): RestoreSource {
  return {
    from: wordFrom(from, ['snapshot', 'meta'] as const, 'source.from'),
    ...(job === undefined ? {} : { job: countFrom(job, 'source.job') }),
    ...(volume === undefined ? {} : { volume: textFrom('source.volume')(volume) }),
    ...(trailingSlashes === undefined ? {} : { trailingSlashes: countFrom(trailingSlashes, 'source.trailingSlashes') }),
  };
}

function frontendFrom(value: unknown): RestoredFrontend {
  const { host, type } = objectOf(value, 'a frontend');
  const types = ['follower', 'observer'] as const;
  return {
    host: textFrom('frontends.host')(host),
    ...(type === undefined ? {} : { type: wordFrom(type, types, 'frontends.type') }),
  };
}

function volumeFrom(value: unknown): RestoredVolume {
  const { name, location } = objectOf(value, 'a volume');
  return { name: textFrom('volumes.name')(name), location: textFrom('volumes.location')(location) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw wrong('they are no JSON');
  }
}

function objectOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(`${what} must be an object`);
  return { ...value };
}

const longestList = 1000;

function listOf(value: unknown, what: string): unknown[] {
  if (Array.isArray(value) && value.length <= longestList) return value;
  throw wrong(`${what} must be a list of at most ${longestList}`);
}

function textFrom(what: string): (value: unknown) => string {
  return (value) => {
    if (typeof value === 'string' && value !== '') return value;
    throw wrong(`${what} must be a text`);
  };
}

function countFrom(value: unknown, what: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= 1_000_000) return value;
  throw wrong(`${what} must be a whole number from 0`);
}

function wordFrom<const Word extends string>(value: unknown, words: readonly Word[], what: string): Word {
  const word = words.find((known) => known === value);
  if (word === undefined) throw wrong(`${what} must be one of ${words.join(', ')}`);
  return word;
}

function wrong(what: string): Refusal {
  return refusal(`The arguments of chaos.restore cannot be used: ${what}.`);
}
