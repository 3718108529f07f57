// Versions and ranges of them, as npm writes and means them: `1.2.3`, `^1.2`, `~0.3.1`, `>=1 <3`, `1 - 2`, `1.x || 3.x`.

interface Version {
  /** Major, minor, patch. */
  readonly parts: readonly number[];
  /** Names of a version before the version: `rc.1` is rc, 1. */
  readonly before: readonly string[];
}

/** One condition: at which sides of `version` a version may lie. */
interface Bound {
  readonly version: Version;
  /** -1 below, 0 equal, 1 above. */
  readonly sides: readonly number[];
}

const number = "0|[1-9]\\d{0,9}";
const before = "(?:-((?:[0-9A-Za-z-]+)(?:\\.[0-9A-Za-z-]+)*))?(?:\\+[0-9A-Za-z.-]+)?";
const exact = new RegExp(`^(${number})\\.(${number})\\.(${number})${before}$`);
const partial = new RegExp(
  `^(\\^|~|>=|<=|>|<|=|)v?(?:(${number}|[xX*])(?:\\.(${number}|[xX*])(?:\\.(${number}|[xX*])${before})?)?)$`,
);

export const isVersion = (text: string): boolean => exact.test(text);

export const isRange = (text: string): boolean => alternativesOf(text) !== undefined;

/** True when the version lies in the range. One before its version, such as `2.0.0-rc.1`, only where the range names such a one. */
export function isIn(text: string, range: string): boolean {
  const version = versionOf(text);
  return version !== undefined && (alternativesOf(range) ?? []).some((bounds) => fits(version, bounds));
}

function fits(version: Version, bounds: readonly Bound[]): boolean {
  if (!bounds.every((bound) => bound.sides.includes(compared(version, bound.version)))) return false;
  return (
    version.before.length === 0 ||
    bounds.some((bound) => bound.version.before.length > 0 && sameParts(bound.version, version))
  );
}

function versionOf(text: string): Version | undefined {
  const found = exact.exec(text);
  return found ? { parts: found.slice(1, 4).map(Number), before: found[4]?.split(".") ?? [] } : undefined;
}

/** The ranges between `||`, each as conditions that hold together; undefined when it cannot be understood. */
function alternativesOf(range: string): readonly (readonly Bound[])[] | undefined {
  const alternatives = range.split("||").map((one) => boundsOf(one.trim()));
  return alternatives.every((bounds) => bounds !== undefined) ? alternatives : undefined;
}

function boundsOf(text: string): readonly Bound[] | undefined {
  const between = /^(\S+)\s+-\s+(\S+)$/.exec(text);
  const words = between ? [`>=${between[1]}`, `<=${between[2]}`] : text.replace(/([<>=^~])\s+/g, "$1").split(/\s+/);
  const bounds = words.map(boundsOfWord);
  return bounds.every((one) => one !== undefined) ? bounds.flat() : undefined;
}

function boundsOfWord(word: string): readonly Bound[] | undefined {
  const [, sign = "", ...rest] = partial.exec(word === "" ? "*" : word) ?? [undefined, undefined];
  const given = rest.slice(0, 3).map((part) => (part === undefined || /[xX*]/.test(part) ? undefined : Number(part)));
  if (rest.length === 0) return undefined;
  const known = given.indexOf(undefined) === -1 ? 3 : given.indexOf(undefined);
  const floor = { parts: given.map((part, at) => (at < known ? (part ?? 0) : 0)), before: rest[3]?.split(".") ?? [] };
  return known === 0 ? everything(sign) : boundsAt(sign, floor, known);
}

const everything = (sign: string): readonly Bound[] =>
  sign === "<" || sign === ">" ? [{ version: zero, sides: [] }] : [];
const zero: Version = { parts: [0, 0, 0], before: [] };

type Signs = Readonly<Record<string, (floor: Version, known: number) => readonly Bound[]>>;

/** `known` is how many parts were written; what was not written is any number. */
const boundsAt = (sign: string, floor: Version, known: number): readonly Bound[] =>
  (known < 3 && partly[sign] ? partly : wholly)[sign]?.(floor, known) ?? [];

const from = (version: Version): Bound => ({ version, sides: [0, 1] });
const below = (version: Version): Bound => ({ version, sides: [-1] });

/** The first version in which the part at this place is another, with all that come before it. */
const next = ({ parts }: Version, at: number, before = ["0"]): Version => ({
  parts: parts.map((part, place) => (place < at ? part : place === at ? part + 1 : 0)),
  before,
});

/** The part that counts: the first that is not 0, or the last that was written. */
function counting({ parts }: Version, known: number): number {
  const first = parts.findIndex((part) => part > 0);
  return Math.min(first === -1 ? 2 : first, known - 1);
}

const wholly: Signs = {
  "^": (floor, known) => [from(floor), below(next(floor, counting(floor, known)))],
  "~": (floor, known) => [from(floor), below(next(floor, Math.min(1, known - 1)))],
  ">=": (floor) => [from(floor)],
  "<=": (floor) => [{ version: floor, sides: [-1, 0] }],
  ">": (floor) => [{ version: floor, sides: [1] }],
  "<": (floor) => [below(floor)],
  "=": (floor) => [{ version: floor, sides: [0] }],
  "": (floor) => [{ version: floor, sides: [0] }],
};

/** Where not all three parts were written. */
const partly: Signs = {
  "<=": (floor, known) => [below(next(floor, known - 1))],
  ">": (floor, known) => [from(next(floor, known - 1, []))],
  "<": (floor) => [below({ ...floor, before: ["0"] })],
  "=": (floor, known) => [from(floor), below(next(floor, known - 1))],
  "": (floor, known) => [from(floor), below(next(floor, known - 1))],
};

const sameParts = (a: Version, b: Version): boolean => a.parts.every((part, at) => part === b.parts[at]);

/** -1, 0 or 1. */
function compared(a: Version, b: Version): number {
  const byParts = a.parts.map((part, at) => Math.sign(part - (b.parts[at] ?? 0))).find((sign) => sign !== 0);
  if (byParts !== undefined) return byParts;
  if (a.before.length === 0 || b.before.length === 0) return Math.sign(b.before.length - a.before.length);
  const names = a.before.map((name, at) => comparedNames(name, b.before[at]));
  return names.find((sign) => sign !== 0) ?? Math.sign(a.before.length - b.before.length);
}

/** Numbers by their size and below words; a longer list of names is above a shorter one that it begins with. */
function comparedNames(a: string, b: string | undefined): number {
  if (b === undefined) return 1;
  const [isNumber, isOther] = [a, b].map((name) => /^\d+$/.test(name));
  if (isNumber && isOther) return Math.sign(Number(a) - Number(b));
  if (isNumber !== isOther) return isNumber ? -1 : 1;
  return a === b ? 0 : a < b ? -1 : 1;
}
