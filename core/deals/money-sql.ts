// Money as JSON, written by PostgreSQL itself: a board of 300 cards never becomes objects on its way out.
import { jsonObject, jsonPlain, jsonUnless } from "./json-sql.ts";
import { amountSql } from "../records/fields/types/money-sql.ts";

/** SQL of the JSON text `{"amount":"1234.50","currency":"EUR"}`, null when there is no amount. */
export const moneyText = (amount: string, currency: string): string =>
  jsonUnless(amount, jsonObject({ amount: jsonPlain(amountSql(amount, currency)), currency: jsonPlain(currency) }));

/** The same of a sum in one currency that is known beforehand, given as a placeholder and its digits. */
export const sumText = (sum: string, currency: string, digits: number): string =>
  jsonObject({ amount: jsonPlain(`round(coalesce(${sum}, 0), ${digits})::text`), currency: jsonPlain(currency) });

/** SQL of a sum as a JSON value. */
export const sumSql = (sum: string, currency: string, digits: number): string =>
  `json_build_object('amount', round(coalesce(${sum}, 0), ${digits})::text, 'currency', ${currency})`;

/** SQL of an instant as the API writes it. */
export const instantSql = (column: string): string => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
