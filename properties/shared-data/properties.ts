import type { SharedDataProperty } from '../property.ts';
import { availabilityProperties } from './availability.ts';
import { faultProperties } from './faults.ts';
import { garbageProperties } from './garbage.ts';
import { jobCourseProperties } from './job-course.ts';
import { historyProperties } from './job-history.ts';
import { jobRowProperties } from './job-rows.ts';
import { scheduleProperties } from './job-schedule.ts';
import { nameProperties } from './names.ts';
import { objectProperties } from './objects.ts';
import { restoreContentProperties } from './restore-content.ts';
import { restoreNodeProperties } from './restore-nodes.ts';
import { restoreSnapshotProperties } from './restore-snapshots.ts';
import { restoreSourceProperties } from './restore-sources.ts';
import { switchingProperties } from './switching.ts';
import { volumeProperties } from './volumes.ts';

/** Every property about cluster snapshots and restore that judges a shared-data cluster. */
export const sharedDataProperties: readonly SharedDataProperty[] = [
  ...availabilityProperties,
  ...nameProperties,
  ...switchingProperties,
  ...volumeProperties,
  ...garbageProperties,
  ...jobRowProperties,
  ...jobCourseProperties,
  ...scheduleProperties,
  ...historyProperties,
  ...objectProperties,
  ...faultProperties,
  ...restoreContentProperties,
  ...restoreSourceProperties,
  ...restoreSnapshotProperties,
  ...restoreNodeProperties,
];
