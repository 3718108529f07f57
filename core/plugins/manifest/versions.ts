// Versions and ranges of them, as npm writes and means them.
import semver from "semver";

/** True for a whole version as it is to be written: `1.2.3`, neither `v1.2.3` nor `1.2`. */
export const isVersion = (text: string): boolean => semver.valid(text) === text;

export const isRange = (text: string): boolean => semver.validRange(text) !== null;

/** True when `a` is newer than `b`. */
export const isNewer = (a: string, b: string): boolean => semver.gt(a, b);

/** True when the version lies in the range. One before its version, such as `2.0.0-rc.1`, only where the range names such a one. */
export const isIn = (version: string, range: string): boolean => semver.satisfies(version, range);
