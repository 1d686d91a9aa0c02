/**
 * Percent of ADMIN SHOW REPLICA DISTRIBUTION, without the sign: two decimals, rounded half to even, without a leading zero
 * as in `7.29` and `.00`; NaN of nothing (R19; replication notes 8.18).
 */
export function percentText(part: number, whole: number): string {
  if (whole === 0) return 'NaN';
  const scaled = part * 10_000;
  const floor = Math.floor(scaled / whole);
  const twiceRest = 2 * (scaled - floor * whole);
  const up = twiceRest > whole || (twiceRest === whole && floor % 2 === 1);
  const digits = String(floor + (up ? 1 : 0)).padStart(3, '0');
  return `${digits.slice(0, -2).replace(/^0$/, '')}.${digits.slice(-2)}`;
}

/** How many average shares a backend has: the documents round down, releases up (R19; replication notes 8.19). */
export function graphLength(count: number, backends: number, total: number, round: 'down' | 'up'): number {
  if (total === 0) return 0;
  const shares = (count * backends) / total;
  return round === 'down' ? Math.floor(shares) : Math.ceil(shares);
}
