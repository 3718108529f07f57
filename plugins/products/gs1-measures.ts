// What a code of GS1 says of weight and measure: (3103)001250 is 1.250 kg.
// Source: GS1 General Specifications 25, 3.6.2 (trade measures): the last digit of the identifier counts the decimals.
import { exact } from "./exact.ts";
import { foundIn } from "./gs1-elements.ts";

/** What a unit may measure, so that a code can say how much it is. */
export type Measure = "kilogram" | "metre" | "square_metre" | "litre" | "cubic_metre";

const measures: Readonly<Record<string, Measure>> = {
  "310": "kilogram",
  "311": "metre",
  "314": "square_metre",
  "315": "litre",
  "316": "cubic_metre",
};

/** Net amounts by what they measure, as decimal texts; none where the code says none, or one that cannot be. */
export function readMeasures(typed: string): Readonly<Partial<Record<Measure, string>>> {
  const said = [...(foundIn(typed) ?? [])].flatMap(([ai, data]) => {
    const measure = measures[ai.slice(0, 3)];
    const isSound = /^\d{3}[0-5]$/.test(ai) && /^\d{6}$/.test(data);
    return measure && isSound ? [[measure, amountIn(data, Number(ai.slice(3)))] as const] : [];
  });
  return Object.fromEntries(said.filter(([, amount]) => amount !== "0"));
}

const amountIn = (digits: string, decimals: number): string =>
  exact(digits)
    .div(10 ** decimals)
    .toFixed();
