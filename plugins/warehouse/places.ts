// The world outside is places, too: whatever comes or goes comes from somewhere and goes somewhere.

/** Where goods are that are not in one of our locations. */
export const outside = {
  supplier: "00000000-0000-4000-8000-000000000001",
  customer: "00000000-0000-4000-8000-000000000002",
  loss: "00000000-0000-4000-8000-000000000003",
  /** On the way between two of our locations: still ours. */
  transit: "00000000-0000-4000-8000-000000000004",
} as const;

const beyond = new Set<string>([outside.supplier, outside.customer, outside.loss]);

/** True where goods are ours: in a location, or on the way to one. */
export const isOurs = (place: string): boolean => !beyond.has(place);

/** How a move changes what we have. */
export function direction(from: string, to: string): "in" | "out" | "within" {
  if (isOurs(from) === isOurs(to)) return "within";
  return isOurs(to) ? "in" : "out";
}
