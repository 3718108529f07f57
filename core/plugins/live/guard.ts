import type { Lender } from "../../db/lent.ts";
import type { Manifest } from "../manifest/manifest.ts";
import type { Breaker } from "./breaker.ts";

/** A plugin whose code runs, who counts its failures, and who lends it ways to the database. */
export interface Guard {
  readonly manifest: Manifest;
  readonly breaker: Breaker;
  readonly lender: Lender;
}

/** Milliseconds that a piece of a core page, or a look at a record before it is written, may take. */
export const PIECE = 2_000;
