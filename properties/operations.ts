import { distributionProperties } from './operations-distribution.ts';
import { formProperties } from './operations-form.ts';
import { listProperties } from './operations-lists.ts';
import { statisticProperties } from './operations-statistic.ts';
import { statusProperties } from './operations-status.ts';
import { tabletProperties } from './operations-tables.ts';
import { unknownProperties } from './operations-unknown.ts';
import type { Property } from './property.ts';

/** Properties of what operators are shown (R15 to R20, R28; replication notes 8 and 10, SQL). */
export const operationProperties: readonly Property[] = [
  ...formProperties,
  ...unknownProperties,
  ...listProperties,
  ...statusProperties,
  ...distributionProperties,
  ...statisticProperties,
  ...tabletProperties,
];
