// Barcodes as pictures.
import { toSVG } from "bwip-js/node";
import { Invalid } from "trellis/sdk";
import type { Symbol } from "./labels.ts";
import { problem } from "./problem.ts";

const black = "000000";

/** An SVG with the text below it; Invalid where the symbol cannot say that. */
export function draw({ kind, text }: Symbol): string {
  try {
    return toSVG({
      bcid: kind,
      text,
      height: 12,
      includetext: true,
      textxalign: "center",
      textsize: 8,
      barcolor: black,
      textcolor: black,
      paddingwidth: 10,
      // Our own article numbers (240) stand without an article of GS1.
      ...(kind === "gs1-128" && { dontlint: true }),
    });
  } catch {
    throw new Invalid([problem("text", "not_drawable")]);
  }
}
