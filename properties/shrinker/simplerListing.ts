import type { ShowTablets } from '../../model/scenario.ts';

type Where = NonNullable<ShowTablets['where']>;

/** SHOW TABLET FROM with fewer conditions, less order, and a plainer page. */
export function simplerListing(command: ShowTablets): ShowTablets[] {
  return [...withFewerConditions(command), ...withLessOrder(command), ...withPlainerPage(command)];
}

function withFewerConditions(command: ShowTablets): ShowTablets[] {
  const { where, ...all } = command;
  if (where === undefined) return [];
  const { version, backend, state } = where;
  const single: Where[] = [
    ...(version === undefined ? [] : [{ version }]),
    ...(backend === undefined ? [] : [{ backend }]),
    ...(state === undefined ? [] : [{ state }]),
  ];
  return single.length > 1 ? [all, ...single.map((one) => ({ ...all, where: one }))] : [all];
}

function withLessOrder(command: ShowTablets): ShowTablets[] {
  const { orderBy, ...all } = command;
  if (orderBy === undefined) return [];
  const single = orderBy.length > 1 ? orderBy.map((one) => ({ ...command, orderBy: [one] })) : [];
  const ascending = orderBy.some(({ descending }) => descending)
    ? [{ ...command, orderBy: orderBy.map(({ column }) => ({ column, descending: false })) }]
    : [];
  return [all, ...single, ...ascending];
}

function withPlainerPage(command: ShowTablets): ShowTablets[] {
  const { limit, offset, ...all } = command;
  if (limit === undefined) return offset === undefined ? [] : [all];
  const { offset: _offset, ...first } = command;
  return [
    all,
    ...(offset === undefined ? [] : [first]),
    ...smaller(limit).map((fewer) => ({ ...command, limit: fewer })),
    ...smaller(offset ?? 0).map((earlier) => ({ ...command, offset: earlier })),
  ];
}

function smaller(value: number): readonly number[] {
  return [0, 1, 2, value - 1].filter(
    (simpler, nth, all) => simpler < value && all.indexOf(simpler) === nth && simpler >= 0,
  );
}
