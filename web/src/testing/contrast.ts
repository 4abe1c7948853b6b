/** Reads colours as styles/tokens.css writes them and compares them as WCAG 2.2 does. */

type Linear = readonly [red: number, green: number, blue: number];

/** The relative luminances' ratio, from 1 to 21. */
export function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = toLinear(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** OKLCH → OKLab → linear sRGB, clipped to what a screen shows. */
function toLinear(colour: string): Linear {
  const parts = /^oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)$/.exec(colour)?.slice(1).map(Number);
  if (parts === undefined) throw new Error(`Not a colour of the tokens: ${colour}`);
  const [lightness = 0, chroma = 0, hue = 0] = parts;
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function clip(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** What a rule of the style sheet sets, for one scheme: `--ink` → `oklch(…)`. */
export function tokensOf(css: string, selector: string, scheme: 'light' | 'dark'): Map<string, string> {
  const start = css.indexOf(`${selector} {`);
  if (start < 0) throw new Error(`No rule for ${selector}`);
  const rule = css.slice(start, css.indexOf('\n}', start));
  const pairs = rule.matchAll(/(--[\w-]+): light-dark\((oklch\([^)]*(?:\([^)]*\))?[^)]*\)), (oklch\(.*?\))\);/g);
  return new Map([...pairs].map(([, name = '', light = '', dark = '']) => [name, scheme === 'light' ? light : dark]));
}
