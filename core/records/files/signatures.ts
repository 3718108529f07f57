// The beginnings by which files of many types are told apart. The libraries for it bring a handful of packages; the types that
// companies list for a field are these.

interface Signature {
  readonly type: string;
  /** Bytes as Latin-1 text; `.` is any byte. */
  readonly begins: RegExp;
}

const signatures: readonly Signature[] = [
  { type: "application/pdf", begins: /^(?:\xef\xbb\xbf)?\s{0,100}%PDF-/ },
  { type: "image/png", begins: /^\x89PNG\r\n\x1a\n/ },
  { type: "image/jpeg", begins: /^\xff\xd8\xff/ },
  { type: "image/gif", begins: /^GIF8[79]a/ },
  { type: "image/webp", begins: /^RIFF.{4}WEBP/s },
  { type: "image/tiff", begins: /^(?:II\*\0|MM\0\*)/ },
  { type: "image/bmp", begins: /^BM.{4}\0\0\0\0/s },
  { type: "image/heic", begins: /^.{4}ftyp(?:hei[cx]|mif1)/s },
  { type: "image/avif", begins: /^.{4}ftypavif/s },
  { type: "video/quicktime", begins: /^.{4}ftypqt/s },
  { type: "audio/mp4", begins: /^.{4}ftypM4A/s },
  { type: "video/mp4", begins: /^.{4}ftyp/s },
  { type: "video/webm", begins: /^\x1a\x45\xdf\xa3/ },
  { type: "audio/mpeg", begins: /^(?:ID3|\xff[\xf2\xf3\xfb])/ },
  { type: "audio/wav", begins: /^RIFF.{4}WAVE/s },
  { type: "audio/ogg", begins: /^OggS/ },
  { type: "application/x-msdownload", begins: /^MZ/ },
  { type: "application/x-executable", begins: /^\x7fELF/ },
  { type: "application/x-mach-binary", begins: /^(?:\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe)/ },
  { type: "application/zip", begins: /^PK(?:\x03\x04|\x05\x06|\x07\x08)/ },
  { type: "application/gzip", begins: /^\x1f\x8b/ },
  { type: "application/x-7z-compressed", begins: /^7z\xbc\xaf\x27\x1c/ },
  { type: "application/vnd.rar", begins: /^Rar!\x1a\x07/ },
  { type: "application/x-cfb", begins: /^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1/ },
  { type: "application/rtf", begins: /^\{\\rtf/ },
];

/** The type whose files begin so; undefined when it is none of those known here. */
export const typeBySignature = (head: Buffer): string | undefined => {
  const text = head.toString("latin1");
  return signatures.find(({ begins }) => begins.test(text))?.type;
};

/** Types whose files always begin as they should. */
export const signed: ReadonlySet<string> = new Set(signatures.map(({ type }) => type));
