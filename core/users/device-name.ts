// A word or two by which people recognise their own device. A guess from what the browser says, for reading only.

const browsers = [
  ["Edge", /\bEdg(e|A|iOS)?\//],
  ["Opera", /\bOPR\//],
  ["Firefox", /\b(Firefox|FxiOS)\//],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Chrome", /\b(Chrome|CriOS)\//],
  ["Safari", /\bSafari\//],
] as const;

const systems = [
  ["Android", /\bAndroid\b/],
  ["iPhone", /\biPhone\b/],
  ["iPad", /\biPad\b/],
  ["Windows", /\bWindows\b/],
  ["macOS", /\bMac OS X\b/],
  ["Linux", /\bLinux\b/],
] as const;

/** Such as `Firefox, Windows`; the first words of an unknown one. */
export function deviceName(userAgent: string): string {
  const known = [browsers, systems].map((list) => list.find(([, shape]) => shape.test(userAgent))?.[0]);
  return known.filter(Boolean).join(", ") || userAgent.slice(0, 40);
}
