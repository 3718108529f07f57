// Media types as a field of files lists them, and as people know them: by the ending of a name.

const byEnding: Readonly<Record<string, string>> = {
  pdf: "application/pdf",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  doc: "application/msword",
  xls: "application/vnd.ms-excel",
  ppt: "application/vnd.ms-powerpoint",
  odt: "application/vnd.oasis.opendocument.text",
  ods: "application/vnd.oasis.opendocument.spreadsheet",
  csv: "text/csv",
  txt: "text/plain",
  json: "application/json",
  xml: "application/xml",
  html: "text/html",
  svg: "image/svg+xml",
  png: "image/png",
  jpg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  zip: "application/zip",
  mp3: "audio/mpeg",
  mp4: "video/mp4",
  eml: "message/rfc822",
};

const endings = new Map(Object.entries(byEnding).map(([ending, type]) => [type, ending]));

const shape = /^[a-z0-9.+-]{1,60}\/(?:\*|[a-z0-9.+-]{1,80})$/;

/** True for a list such as `["application/pdf", "image/*"]`. */
export const isAccepted = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.length <= 30 &&
  value.every((one) => typeof one === "string" && shape.test(one));

/** `pdf` for the media type people know by that ending, else the type as it is. */
export const endingOf = (type: string): string => endings.get(type) ?? type;

/** The media type behind `.pdf`, `PDF` or `application/pdf`; undefined when nothing is known by that ending. */
export function mediaTypeOf(text: string): string | undefined {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/^\*?\./, "");
  return Object.hasOwn(byEnding, plain) ? byEnding[plain] : undefined;
}

/** A regular expression for the types of a list; `image/*` takes every image. */
export const patternOf = (accepted: readonly string[]): string =>
  `^(?:${accepted.map((type) => type.replace(/[.+]/g, "\\$&").replace(/\*$/, "[a-z0-9.+-]{1,80}")).join("|")})$`;

/** True for a type that the list names. */
export const accepts = (accepted: readonly string[], type: string): boolean =>
  accepted.some((one) => (one.endsWith("/*") ? type.startsWith(one.slice(0, -1)) : one === type));
