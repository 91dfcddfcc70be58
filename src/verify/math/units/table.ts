import type { Unit } from '../node.js'
import { multiply, type Rational, rational } from '../rational.js'

/** A unit with its power in a compound: m^2, s^-1. */
export interface UnitPart {
  readonly unit: Unit
  readonly power: number
}

interface Family {
  readonly dimension: string
  /** Lines of "factor: name name name"; the first name is how it is written. */
  readonly units: string
}

/**
 * The closed list. Factors are exact, as the units are defined (the international yard and pound, the thermochemical
 * calorie); where a factor is a convention of school problems (year, month) the unit is its own base instead.
 */
const FAMILIES: readonly Family[] = [
  {
    dimension: 'm:1',
    units: `1: m meter meters metre metres
      1000: km kilometer kilometers kilometre kilometres kms
      1/10: dm decimeter decimeters decimetre decimetres
      1/100: cm centimeter centimeters centimetre centimetres cms
      1/1000: mm millimeter millimeters millimetre millimetres
      1/1000000: μm um micron microns micrometer micrometers micrometre micrometres
      1/1000000000: nm nanometer nanometers nanometre nanometres
      1/10000000000: Å angstrom angstroms
      254/10000: in inch inches
      3048/10000: ft foot feet
      9144/10000: yd yds yard yards
      1609344/1000: mi mile miles
      149597870700: au AU`,
  },
  { dimension: 'lightyear:1', units: '1: ly lightyear lightyears' },
  {
    dimension: 'parsec:1',
    units: '1: pc parsec parsecs\n1000: kpc kiloparsec kiloparsecs\n1000000: Mpc megaparsec megaparsecs',
  },
  {
    dimension: 'kg:1',
    units: `1: kg kilogram kilograms kilogramme kilogrammes kgs
      1/1000: g gram grams gramme grammes gm gms
      1/1000000: mg milligram milligrams
      1/1000000000: μg ug microgram micrograms
      1000: t tonne tonnes
      45359237/100000000: lb lbs pound pounds
      45359237/1600000000: oz ounce ounces
      45359237/50000: ton tons`,
  },
  {
    dimension: 's:1',
    units: `1: s sec secs second seconds
      1/1000: ms msec millisecond milliseconds
      1/1000000: μs us microsecond microseconds
      1/1000000000: ns nanosecond nanoseconds
      60: min mins minute minutes
      3600: h hr hrs hour hours
      86400: day days
      604800: week weeks wk wks`,
  },
  {
    dimension: 'month:1',
    units: '1: month months\n12: yr yrs year years\n120: decade decades\n1200: century centuries',
  },
  {
    dimension: 'm:3',
    units: `1/1000: L l liter liters litre litres
      1/1000000: mL ml milliliter milliliters millilitre millilitres cc
      1/100000: cL cl centiliter centiliters
      1/10000: dL dl deciliter deciliters
      1: kL kl kiloliter kiloliters
      3785411784/1000000000000: gal gallon gallons
      946352946/1000000000000: qt quart quarts
      473176473/1000000000000: pint pints
      2365882365/10000000000000: cup cups
      1478676478125/100000000000000000: tbsp tablespoon tablespoons
      492892159375/100000000000000000: tsp teaspoon teaspoons`,
  },
  {
    dimension: 'm:2',
    units: '10000: ha hectare hectares\n40468564224/10000000: acre acres\n100: are ares',
  },
  {
    dimension: 'm:1 s:-1',
    units: '44704/100000: mph\n1000/3600: kph kmh kmph\n1852/3600: knot knots',
  },
  {
    dimension: 's:-1',
    units: '1: Hz hertz\n1000: kHz kilohertz\n1000000: MHz megahertz\n1000000000: GHz gigahertz',
  },
  {
    dimension: 'kg:1 m:1 s:-2',
    units: '1: N newton newtons\n1000: kN kilonewton kilonewtons\n1/100000: dyn dyne dynes',
  },
  {
    dimension: 'kg:1 m:2 s:-2',
    units: `1: J joule joules
      1000: kJ kilojoule kilojoules
      1000000: MJ megajoule megajoules
      1/10000000: erg ergs
      4184/1000: cal calorie calories
      4184: kcal kilocalorie kilocalories
      3600000: kWh
      1602176634/10000000000000000000000000000: eV electronvolt electronvolts
      1602176634/10000000000000000000000000: keV
      1602176634/10000000000000000000000: MeV
      1602176634/10000000000000000000: GeV`,
  },
  {
    dimension: 'kg:1 m:2 s:-3',
    units:
      '1: W watt watts\n1000: kW kilowatt kilowatts\n1000000: MW megawatt megawatts\n1/1000: mW milliwatt milliwatts',
  },
  {
    dimension: 'kg:1 m:-1 s:-2',
    units: `1: Pa pascal pascals
      100: hPa
      1000: kPa kilopascal kilopascals
      1000000: MPa megapascal megapascals
      1000000000: GPa
      101325: atm atmosphere atmospheres
      100000: bar bars
      100: mbar millibar millibars
      101325/760: torr Torr mmHg`,
  },
  { dimension: 'A:1', units: '1: A amp amps ampere amperes\n1/1000: mA milliamp milliamps' },
  { dimension: 'A:1 s:1', units: '1: C coulomb coulombs\n1/1000000: μC microcoulomb microcoulombs' },
  {
    dimension: 'A:-1 kg:1 m:2 s:-3',
    units: '1: V volt volts\n1000: kV kilovolt kilovolts\n1/1000: mV millivolt millivolts',
  },
  { dimension: 'A:-2 kg:1 m:2 s:-3', units: '1: Ω Omega ohm ohms\n1000: kΩ kiloohm kiloohms' },
  { dimension: 'A:2 kg:-1 m:-2 s:4', units: '1: F farad farads\n1/1000000: μF microfarad microfarads' },
  { dimension: 'A:-1 kg:1 s:-2', units: '1: T tesla teslas\n1/10000: G gauss' },
  { dimension: 'A:-1 kg:1 m:2 s:-2', units: '1: Wb weber webers' },
  { dimension: 'A:-2 kg:1 m:2 s:-2', units: '1: H henry henries' },
  { dimension: 'K:1', units: '1: K kelvin kelvins' },
  { dimension: 'mol:1', units: '1: mol mole moles mols\n1000: kmol\n1/1000: mmol millimole millimoles' },
  { dimension: 'M:1', units: '1: molar\n1/1000: mM' },
  { dimension: 'degree', units: '1: ° degree degrees deg degs' },
  { dimension: 'radian', units: '1: rad radian radians rads' },
  { dimension: 'steradian', units: '1: sr steradian steradians' },
  { dimension: 'celsius', units: '1: °C celsius centigrade Celsius' },
  { dimension: 'fahrenheit', units: '1: °F fahrenheit Fahrenheit' },
  { dimension: 'usd', units: '1: $ dollar dollars usd USD buck bucks\n1/100: ¢ cent cents penny pennies' },
  { dimension: 'eur', units: '1: € euro euros EUR eur' },
  { dimension: 'gbp', units: '1: £ GBP pence' },
  { dimension: 'yen', units: '1: ¥ yen JPY yuan RMB' },
  { dimension: 'inr', units: '1: ₹ rupee rupees Rs' },
  {
    dimension: 'byte',
    units:
      '1: byte bytes B\n1000: kB kilobyte kilobytes\n1000000: MB megabyte megabytes\n1000000000: GB gigabyte gigabytes',
  },
  { dimension: 'bit', units: '1: bit bits' },
  { dimension: 'decibel', units: '1: dB decibel decibels' },
  { dimension: 'rpm', units: '1: rpm revolution revolutions rev revs' },
  { dimension: 'unit', units: '1: unit units u' },
]

/** Words for things that are counted: each is its own unit, in singular and plural. */
const COUNTED = `person/people species/species student point apple orange book coin marble ball card ticket egg chicken duck cow
  sheep/sheep horse dog cat bird fish/fish animal flower tree plant seed leaf/leaves car truck bus/buses train
  bike bicycle boat plane ship wheel house room door window floor page word letter digit number integer prime factor
  divisor solution root term vertex/vertices edge face side corner diagonal triangle square rectangle circle line segment
  ray region piece part slice cookie cake pie pizza candy/candies sandwich/sandwiches bag box/boxes bottle can jar basket bucket
  bowl plate spoon fork knife/knives pencil pen marker crayon eraser notebook shirt sock shoe hat dress/dresses set group team
  player game match/matches goal run win loss/losses vote member friend child/children kid boy girl man/men woman/women adult
  teacher worker employee customer guest visitor passenger family/families class/classes school company/companies way
  path route trip lap step move turn roll toss/tosses throw shot hit time toy doll block brick tile stone rock shell
  sticker stamp photo picture song movie show question problem answer test quiz/quizzes exam grade mark subset element
  function polynomial permutation combination arrangement pattern sequence row column cell grid hand head
  bead button stick rod rope string thread sheet paper envelope letter newspaper magazine gift present balloon candle
  lamp bulb battery/batteries chair table desk bed bench/benches muffin cupcake donut doughnut brownie loaf/loaves banana pear
  peach/peaches plum grape cherry/cherries strawberry/strawberries lemon melon carrot potato/potatoes tomato/tomatoes onion bean nut peanut
  seat stair acorn ant bee bug frog rabbit mouse/mice pig goat lion tiger bear elephant monkey turtle insect butterfly/butterflies
  spider puppy/puppies kitten pet serving meal lunch/lunches dinner drink bolt nail screw tool machine robot
  phone computer message call email post follower subscriber view click item object thing package bundle pack carton crate
  case container stack pile color colour dot face quarter dime nickel token chip bill note share stock worker
  vehicle motorcycle tire soldier sailor pirate knight queen king bishop pawn rook domino/dominoes shot attempt
  trial round inning strike pitch/pitches atom molecule electron proton neutron particle photon star planet galaxy/galaxies`

interface Entry {
  readonly unit: Unit
  /** How the unit is written in its shortest form, or a word. */
  readonly symbol: boolean
}

const TABLE = build()

function build(): ReadonlyMap<string, Entry> {
  const table = new Map<string, Entry>()
  for (const { dimension, units } of FAMILIES) {
    for (const line of units.split('\n')) {
      const colon = line.indexOf(':')
      const factor = parseFactor(line.slice(0, colon).trim())
      const names = line
        .slice(colon + 1)
        .trim()
        .split(' ')
      const unit: Unit = { name: names[0] as string, dimension, factor }
      for (const name of names) if (!table.has(name)) table.set(name, { unit, symbol: name.length <= 3 })
    }
  }
  for (const word of COUNTED.split(/\s+/)) {
    const [one, many] = word.split('/') as [string, string?]
    const unit: Unit = { name: one, dimension: `count:${one}`, factor: rational(1n) }
    for (const name of [one, many ?? `${one}s`])
      if (!table.has(name)) table.set(name, { unit, symbol: false })
  }
  return table
}

function parseFactor(text: string): Rational {
  const [top, bottom] = text.split('/') as [string, string?]
  return rational(BigInt(top), BigInt(bottom ?? '1'))
}

/** Looks a written unit up: symbols as they are, words in any case. */
export function findUnit(written: string): Unit | undefined {
  const exact = TABLE.get(written)
  if (exact) return exact.unit
  if (written.length < 3) return undefined
  const folded = TABLE.get(written.toLowerCase())
  return folded && !(folded.symbol && written.length < 4) ? folded.unit : undefined
}

const MAX_POWER = 12

/** The compound of the parts, its factor and dimension multiplied out. Undefined if a power is beyond ±12. */
export function combine(parts: readonly UnitPart[]): Unit | undefined {
  const only = parts[0]
  if (parts.length === 1 && only?.power === 1) return only.unit
  const powers = new Map<string, number>()
  let factor = rational(1n)
  const top: string[] = []
  const bottom: string[] = []
  for (const { unit, power } of parts) {
    if (power === 0 || Math.abs(power) > MAX_POWER) return undefined
    for (const base of unit.dimension.split(' ')) {
      const colon = base.lastIndexOf(':')
      const counted = base.startsWith('count:') || colon < 0
      const name = counted ? base : base.slice(0, colon)
      powers.set(name, (powers.get(name) ?? 0) + power * (counted ? 1 : Number(base.slice(colon + 1))))
    }
    const times = power > 0 ? unit.factor : rational(unit.factor.d, unit.factor.n)
    for (let i = 0; i < Math.abs(power); i++) factor = multiply(factor, times)
    const size = Math.abs(power)
    ;(power > 0 ? top : bottom).push(size === 1 ? unit.name : `${unit.name}^${size}`)
  }
  const dimension = [...powers]
    .filter(([, power]) => power !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, power]) => `${name}:${power}`)
    .join(' ')
  const under = bottom.length > 1 ? `(${bottom.join('*')})` : bottom.join('')
  return { name: `${top.join('*') || '1'}${under === '' ? '' : `/${under}`}`, dimension, factor }
}
