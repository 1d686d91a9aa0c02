/** How full a disk may become: it is full when its used part is over `share` and it has less than `reserveBytes` left. */
export interface DiskLimit {
  /** A part of 1. */
  readonly share: number;
  readonly reserveBytes: number;
}

/** A disk as it is when a tablet is to be put on it. */
export interface DiskRoom {
  /** What tablets use and could use. */
  readonly totalBytes: number;
  readonly usedBytes: number;
  readonly online: boolean;
}

const GIB = 2 ** 30;

/**
 * The limit above which a disk takes no clone: `storage_usage_soft_limit_percent` and
 * `storage_usage_soft_limit_reserve_bytes`, by default.
 *
 * Source: replication notes 4c.18, 7c.
 */
export const SOFT_LIMIT: DiskLimit = { share: 0.9, reserveBytes: 200 * GIB };

/**
 * The limit above which a disk takes no load: `storage_usage_hard_limit_percent` and
 * `storage_usage_hard_limit_reserve_bytes`, by default.
 *
 * Source: replication notes 1b.14, 7c.
 */
export const HARD_LIMIT: DiskLimit = { share: 0.95, reserveBytes: 100 * GIB };

/**
 * Whether a disk is fuller than a limit allows. Both parts of the limit have to be exceeded, strictly.
 *
 * @param totalBytes what tablets use and could use.
 * @param availableBytes what is left of it; negative when it does not suffice.
 * Source: replication notes 1b.14, 4c.18.
 */
export function exceedsLimit(totalBytes: number, availableBytes: number, limit: DiskLimit): boolean {
  return availableBytes < limit.reserveBytes && (totalBytes - availableBytes) / totalBytes > limit.share;
}

/**
 * Whether a disk may take a tablet: it is ONLINE and stays within the limit.
 *
 * Source: R08, replication notes 4c.18.
 */
export function fitsDisk(disk: DiskRoom, tabletBytes: number, limit: DiskLimit): boolean {
  return disk.online && !exceedsLimit(disk.totalBytes, disk.totalBytes - disk.usedBytes - tabletBytes, limit);
}
