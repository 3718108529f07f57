// Schemas from people who want to stop the server, each as the JSON they would send.

export const nested = (depth: number, open = "[", close = "]") => open.repeat(depth) + close.repeat(depth);

export const many = (count: number, make: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => make(at)).join(",");

export const hostileSchemas: readonly (readonly [what: string, schema: string])[] = [
  ["a pattern that explodes when it is compiled", '{"x-type": "text", "pattern": "((a{1,999}){1,999}){1,999}"}'],
  ["a pattern with a hundred groups", `{"x-type": "text", "pattern": "${"(".repeat(100)}a${")".repeat(100)}"}`],
  ["a pattern that looks ahead", '{"x-type": "text", "pattern": "(?=a)"}'],
  ["a pattern that refers back", String.raw`{"x-type": "text", "pattern": "(a)\\1"}`],
  ["a pattern of 100,000 signs", `{"x-type": "text", "pattern": "${"a".repeat(100_000)}"}`],
  ["$ref", '{"x-type": "text", "$ref": "http://127.0.0.1:1/"}'],
  ["$id", '{"x-type": "text", "$id": "x"}'],
  ["$data", '{"x-type": "integer", "maximum": {"$data": "1/a"}}'],
  ["patternProperties", '{"x-type": "json", "patternProperties": {"(a+)+$": {}}}'],
  ["if and then", '{"x-type": "text", "if": {}, "then": {}}'],
  ["an unknown format", '{"x-type": "text", "format": "regex"}'],
  ["40,000 options", `{"x-type": "choice", "x-options": [${many(40_000, (at) => `{"id":"o${at}","label":""}`)}]}`],
  ["20,000 properties", `{"x-type": "text", ${many(20_000, (at) => `"p${at}": 1`)}}`],
  ["20,000 languages", `{"x-type": "text", "x-label": {${many(20_000, (at) => `"l${at}": ""`)}}}`],
  ["__proto__", '{"x-type": "text", "__proto__": {"x-required": true}}'],
  ["a depth of 200,000", `{"x-type": "json", "default": ${nested(200_000)}}`],
  ["a depth of 30", `{"x-type": "json", "default": ${nested(25)}}`],
  ["a tree that bites its tail", '{"x-type": "tree", "x-options": [{"id": "a", "label": "", "parent": "a"}]}'],
  [
    "an option whose id cannot become a text",
    '{"x-type": "choice", "x-options": [{"id": {"toString": 1}, "label": "A"}]}',
  ],
  ["a label that cannot become a text", '{"x-type": "text", "x-label": {"en": {"toString": 1}}}'],
  ["a default that cannot become a text", '{"x-type": "text", "default": {"toString": 1}}'],
  ["half a sign", String.raw`{"x-type": "text", "x-label": "\ud800"}`],
  ["a number that is none", '{"x-type": "integer", "minimum": 1e400}'],
];
