import type { RawRow } from "../file/table.ts";
import type { ColumnProfile } from "./column-profile.ts";
import { ColumnScan } from "./column-scan.ts";
import type { DecimalSign } from "./number-text.ts";

/** Profiles all columns of a table while its rows pass by. */
export class TableScan {
  readonly #headers: readonly string[];
  readonly #columns: readonly ColumnScan[];
  rows = 0;

  constructor(headers: readonly string[], typed: boolean) {
    this.#headers = headers;
    this.#columns = headers.map((name, at) => new ColumnScan(name, at, typed));
  }

  add(row: RawRow): void {
    this.rows++;
    let zeros = false;
    for (const [at, column] of this.#columns.entries()) {
      const cell = row.cells[at] ?? "";
      column.add(cell);
      zeros ||= cell === "0" || cell === "0.00" || cell === "0,00";
    }
    if (zeros) this.#tellZeros(row);
  }

  // "All zeros stand beside Lost" is what a person needs to know to judge them.
  #tellZeros({ cells }: RawRow): void {
    const beside = this.#columns.flatMap((column, at) =>
      column.choiceLike && cells[at] ? [[at, `${this.#headers[at]}\u0000${cells[at]}`] as const] : [],
    );
    for (const [at, column] of this.#columns.entries()) {
      if (!/^0([.,]0+)?$/.test(cells[at] ?? "")) continue;
      for (const [other, key] of beside) if (other !== at) column.numbers.zeroBeside(key);
    }
  }

  profiles(): ColumnProfile[] {
    const fallback = this.#usualSign();
    return this.#columns.map((column) => column.profile(fallback));
  }

  /** A column that proves nothing by itself is read like its neighbours. */
  #usualSign(): DecimalSign {
    const proven = this.#columns.map((column) => column.numbers.ownSign());
    return proven.filter((sign) => sign === ",").length > proven.filter((sign) => sign === ".").length ? "," : ".";
  }
}
