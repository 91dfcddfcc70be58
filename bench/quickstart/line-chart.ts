export interface Series {
  readonly name: string
  readonly colour: string
  /** y as a share of 1, with the half-width of its interval. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly half: number }[]
}

const WIDTH = 300
const HEIGHT = 210
const LEFT = 40
const TOP = 34
const BOTTOM = 36

/** Small line charts side by side: means with interval bands, shares as percent, one legend. An SVG document. */
export function lineCharts(
  charts: readonly { title: string; series: readonly Series[] }[],
  xLabel: string,
): string {
  const legend = charts[0]?.series ?? []
  const body = charts.map(
    (chart, i) => `<g transform="translate(${i * WIDTH} 22)">${panel(chart, xLabel)}</g>`,
  )
  const names = legend.map(
    ({ name, colour }, i) =>
      `<rect x="${LEFT + i * 140}" y="8" width="18" height="4" fill="${colour}"/><text x="${LEFT + 24 + i * 140}" y="14">${name}</text>`,
  )
  const size = `${WIDTH * charts.length} ${HEIGHT + 22}`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size}" font-family="Helvetica, Arial, sans-serif" font-size="11" fill="#1c2733"><rect width="100%" height="100%" fill="#fff"/>${names.join('')}${body.join('')}</svg>\n`
}

function panel({ title, series }: { title: string; series: readonly Series[] }, xLabel: string): string {
  const points = series.flatMap((one) => one.points)
  const xs = points.map(({ x }) => x)
  const low = Math.max(0, Math.floor(Math.min(...points.map(({ y, half }) => y - half)) * 10) / 10)
  const high = Math.min(1, Math.ceil(Math.max(...points.map(({ y, half }) => y + half)) * 10) / 10)
  const [first, last] = [Math.min(...xs), Math.max(...xs)]
  const x = (value: number): string =>
    (LEFT + ((value - first) / Math.max(last - first, 1)) * (WIDTH - LEFT - 14)).toFixed(1)
  const y = (value: number): string =>
    (
      TOP +
      (1 - (Math.min(Math.max(value, low), high) - low) / Math.max(high - low, 0.1)) * (HEIGHT - TOP - BOTTOM)
    ).toFixed(1)
  const ticks = Array.from({ length: Math.round((high - low) * 10) + 1 }, (_, i) => low + i / 10)
  const grid = ticks.map(
    (tick) =>
      `<line x1="${LEFT}" x2="${WIDTH - 14}" y1="${y(tick)}" y2="${y(tick)}" stroke="#e3e7eb"/><text x="${LEFT - 6}" y="${Number(y(tick)) + 4}" text-anchor="end">${Math.round(tick * 100)}</text>`,
  )
  const lines = series.map(({ colour, points: own }) => {
    const upper = own.map((p) => `${x(p.x)},${y(p.y + p.half)}`)
    const lower = own.map((p) => `${x(p.x)},${y(p.y - p.half)}`).reverse()
    const line = own.map((p) => `${x(p.x)},${y(p.y)}`)
    return `<polygon points="${[...upper, ...lower].join(' ')}" fill="${colour}" opacity="0.15"/><polyline points="${line.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`
  })
  return `<text x="${LEFT}" y="${TOP - 14}" font-weight="bold">${title}</text>${grid.join('')}${lines.join('')}<text x="${LEFT}" y="${HEIGHT - 14}">${first}</text><text x="${WIDTH - 14}" y="${HEIGHT - 14}" text-anchor="end">${last} ${xLabel}</text>`
}
