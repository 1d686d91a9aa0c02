import * as fc from 'fast-check';
import type { LawCall } from '../../adapters/adapter.ts';
import type { LawProperty, Level } from '../property.ts';
import { difference, meaningOf, type Said, saidIn } from './answers.ts';
import { leaderHost } from './documents.ts';
import { at, itemsOf } from './edits.ts';
import { expectedSections, type Sections } from './expected.ts';
import {
  brokenFiles,
  documentOf,
  emptyFiles,
  leaderListed,
  partialFiles,
  scalars,
  slashes,
  strayKeys,
  twins,
  typeless,
} from './questions.ts';

interface Law {
  readonly id: string;
  readonly title: string;
  readonly clauses: readonly string[];
  readonly level: Level;
  readonly questions: fc.Arbitrary<readonly LawCall[]>;
  /** What is wrong with what was said to one sample, or undefined. */
  judge(said: readonly Said[], calls: readonly LawCall[]): string | undefined;
}

/** A whole file is drawn, written and read for each. */
const SAMPLES = 100;

function law({ questions, judge, ...described }: Law): LawProperty {
  return {
    ...described,
    suite: 'restore',
    needs: ['laws'],
    form: 'law',
    samples: SAMPLES,
    questions: () => questions,
    judge: (calls, answers) => {
      const said = calls.map((_, nth) => saidIn(answers[nth]));
      const nonsense = said.find(({ kind }) => kind === 'nonsense');
      const wrong = nonsense?.kind === 'nonsense' ? nonsense.why : judge(said, calls);
      return wrong === undefined
        ? undefined
        : `${wrong}: ${calls.map(({ args }) => JSON.stringify(args[0])).join(' and ')}`;
    },
  };
}

/** All files of a sample must be refused. */
function allRefused(said: readonly Said[]): string | undefined {
  return said.every(({ kind }) => kind === 'refused') ? undefined : 'the file is accepted';
}

/** A file must be accepted and say this. */
function mustSay(said: Said | undefined, expected: Sections): string | undefined {
  return said?.kind === 'accepted' ? difference(said.sections, expected) : 'a good file is refused';
}

/** A file may be refused, but if it is accepted it must say this. */
function mayOnlySay(said: Said | undefined, expected: Sections): string | undefined {
  return said?.kind === 'accepted' ? difference(said.sections, expected) : undefined;
}

function expectedOf(call: LawCall | undefined): Sections {
  return expectedSections(documentOf(call));
}

/**
 * What a target's reading of `cluster_snapshot.yaml` must be (Appendix; snapshot notes 8, D20 to D25, and 9, YM). Where the
 * documents leave a choice, as between refusing an unknown key and ignoring it, both are right.
 */
export const restoreFileLaws: readonly LawProperty[] = [
  law({
    id: 'YM-1',
    title: 'a good cluster_snapshot.yaml is accepted and read as it was written, however it is laid out',
    clauses: ['S13', 'S14', 'S15', 'S16'],
    level: 'must',
    questions: twins,
    judge: (said, calls) => {
      const expected = expectedOf(calls[1]);
      return mustSay(said[0], expected) ?? mustSay(said[1], expected);
    },
  }),
  law({
    id: 'YM-2',
    title: 'a storage volume name that storage_volumes does not define is refused',
    clauses: ['S13'],
    level: 'must',
    questions: brokenFiles('YM-2'),
    judge: allRefused,
  }),
  law({
    id: 'YM-3',
    title: 'a file whose cluster_snapshot_path is missing or empty is refused',
    clauses: ['S13'],
    level: 'must',
    questions: brokenFiles('YM-3'),
    judge: allRefused,
  }),
  law({
    id: 'YM-4',
    title: 'an FE is a follower unless its type says observer, and any other type is refused',
    clauses: ['S14'],
    level: 'must',
    questions: fc.tuple(brokenFiles('YM-4'), typeless).map(([broken, typed]) => [...broken, ...typed]),
    judge: (said, calls) => {
      const [broken, bare, typed] = said;
      if (broken !== undefined && broken.kind !== 'refused') return 'an unknown type is accepted';
      return mustSay(bare, expectedOf(calls[1])) ?? mayOnlySay(typed, expectedOf(calls[2]));
    },
  }),
  law({
    id: 'YM-5',
    title: 'a port that is no whole number from 1 to 65535 is refused',
    clauses: ['S14', 'S15'],
    level: 'should',
    questions: brokenFiles('YM-5'),
    judge: allRefused,
  }),
  law({
    id: 'YM-6',
    title: 'properties of a volume that are not a list of entries with key and value are refused',
    clauses: ['S16'],
    level: 'should',
    questions: brokenFiles('YM-6'),
    judge: allRefused,
  }),
  law({
    id: 'YM-7',
    title: 'a key that is not in the template is refused or has no effect',
    clauses: ['S13', 'S14', 'S15', 'S16'],
    level: 'should',
    questions: strayKeys,
    judge: (said, calls) => {
      const expected = expectedOf(calls[0]);
      return mustSay(said[0], expected) ?? mayOnlySay(said[1], expected);
    },
  }),
  law({
    id: 'YM-8',
    title: 'a host or a storage volume that is listed twice is refused',
    clauses: ['S14', 'S15', 'S16'],
    level: 'should',
    questions: brokenFiles('YM-8'),
    judge: allRefused,
  }),
  law({
    id: 'YM-9',
    title: 'the leader among the frontends is refused or ignored, so that no FE is there twice',
    clauses: ['S14'],
    level: 'must',
    questions: leaderListed,
    judge: ([said]) => {
      if (said?.kind !== 'accepted') return undefined;
      const hosts = itemsOf(said.sections.frontends).map((item) => at(item, ['host']));
      if (hosts.includes(leaderHost)) return 'the leader becomes a frontend beside itself';
      return new Set(hosts).size === hosts.length ? undefined : 'a frontend is there twice';
    },
  }),
  law({
    id: 'YM-10',
    title: 'a file without content is one without sections, or is refused',
    clauses: ['S13'],
    level: 'should',
    questions: emptyFiles,
    judge: ([said]) => mayOnlySay(said, expectedSections({})),
  }),
  law({
    id: 'YM-11',
    title: 'leaving out an optional section changes nothing about the others',
    clauses: ['S14', 'S15', 'S16'],
    level: 'must',
    questions: partialFiles,
    judge: ([said], [call]) => mustSay(said, expectedOf(call)),
  }),
  law({
    id: 'YM-12',
    title: 'slashes at the end of the path do not matter, and a path that ends elsewhere is refused',
    clauses: ['S13'],
    level: 'should',
    questions: slashes,
    judge: ([slashed, wrong], [call]) => {
      const differing = mustSay(slashed, expectedOf(call));
      if (differing !== undefined) return differing;
      return wrong?.kind === 'accepted'
        ? `a path that is no snapshot is accepted as ${meaningOf('clusterSnapshot', wrong.sections)}`
        : undefined;
    },
  }),
  law({
    id: 'YM-13',
    title: 'a port in quotes, or a number or truth value as a property, is taken as it is written or refused',
    clauses: ['S14', 'S16'],
    level: 'should',
    questions: scalars,
    judge: ([quoted, bare], calls) => {
      const expected = expectedOf(calls[0]);
      return mustSay(quoted, expected) ?? mayOnlySay(bare, expected);
    },
  }),
];
