import type { Panel } from '../row.ts';

const WIDTH = 760;
const LABELS = 250;
const FIGURES = 90;
const BAR = 18;
const GAP = 8;
const TITLE = 34;
const BETWEEN = 22;
const TOP = 66;

/** Rust for us, patina for the others, on whatever paper the reader has. */
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #3f3630; }
  .heading { font-size: 17px; font-weight: 650; }
  .note, .value { fill: #6d625a; }
  .title { font-weight: 650; }
  .ours { fill: #a5482a; }
  .peer { fill: #7fa69d; }
  text.ours { font-weight: 650; fill: #a5482a; }
  @media (prefers-color-scheme: dark) {
    text { fill: #ece6df; }
    .note, .value { fill: #b3a89e; }
    .ours, text.ours { fill: #e08f5f; }
    .peer { fill: #5f8f85; }
  }`;

/** Bars, one group for each panel, each group on a scale of its own that begins at nought. */
export function drawChart(panels: readonly Panel[], heading: string, note: string): string {
  let top = TOP;
  const groups = panels.map((panel) => {
    const drawn = drawPanel(panel, top);
    top += TITLE + panel.bars.length * (BAR + GAP) + BETWEEN;
    return drawn;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" width="${WIDTH}" height="${top}" role="img" aria-label="${escape(heading)}">
<style>${STYLE}
</style>
<text class="heading" x="0" y="22">${escape(heading)}</text>
<text class="note" x="0" y="44">${escape(note)}</text>
${groups.join('\n')}
</svg>
`;
}

function drawPanel({ title, unit, bars }: Panel, top: number): string {
  const most = Math.max(...bars.map(({ value }) => value));
  const room = WIDTH - LABELS - FIGURES;
  const lines = bars.map(({ label, value, ours }, nth) => {
    const y = top + TITLE + nth * (BAR + GAP);
    const length = Math.max(1, Math.round((value / most) * room));
    const kind = ours ? 'ours' : 'peer';
    const base = y + BAR - 5;
    return `<text class="${kind === 'ours' ? 'ours' : ''}" x="${LABELS - 12}" y="${base}" text-anchor="end">${escape(label)}</text>
<rect class="${kind}" x="${LABELS}" y="${y}" width="${length}" height="${BAR}" rx="3"/>
<text class="value" x="${LABELS + length + 8}" y="${base}">${inDigits(value)} ${escape(unit)}</text>`;
  });
  return `<text class="title" x="0" y="${top + 18}">${escape(title)}</text>\n${lines.join('\n')}`;
}

/** Three digits are more than such figures are good for. */
export function inDigits(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 3 });
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
