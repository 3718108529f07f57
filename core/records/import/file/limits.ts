/** What a file may be at most. Beyond it the file is refused before it costs memory. */
export const limits = {
  /** Bytes of a file as it was uploaded. */
  fileBytes: 200_000_000,
  workbookBytes: 50_000_000,
  rows: 1_000_000,
  columns: 1_000,
  /** Characters of one row of a text file; a forgotten quote would swallow the rest of the file. */
  rowChars: 1_000_000,
  cellChars: 100_000,
  sheets: 100,
  /** Bytes of a workbook's parts once unpacked, and how often larger than packed they may be. */
  unpackedBytes: 150_000_000,
  unpackedRatio: 100,
  /** Megabytes the reader of a workbook may use before it is stopped. */
  workerHeap: 512,
} as const;
