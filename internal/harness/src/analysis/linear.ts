/**
 * Finds parsers that take more than linear time: what they do with a text is compared with what they do, eight times, with one of
 * an eighth of its length. The CPU time of this thread counts, the least of several runs, so that no idle machine is needed.
 */

/** Characters of the shorter of two texts. */
const SIZE = 2_048;
/** Chunks of the shorter of two bodies: to copy them all anew costs little for each. */
const CHUNKS = 4_096;
const TIMES = 8;
/** Linear is 8 times as much, quadratic 64. */
const MOST_TIMES = 24;
/** Milliseconds of CPU that need no second look: what is quadratic takes many times that for the longer text. */
const QUICK = 12;
/** The clock of CPU time goes by some milliseconds. */
const COARSE = 2;
const RUNS = 3;
/** A machine that is busy makes one comparison too many come out high, not each of so many; what is quadratic does. */
const ROUNDS = 5;

/** What clients repeat to make a parser slow. */
// oxfmt-ignore
const UNITS: readonly string[] = [
  " ", "\t", "%", "/", ",", ";", "=", '"', "\\", "-", "\n", ".", ":", "[", "&", "+", "_", "0", "a", "\u00e9", "\0", "\r\n", "\r\n ",
  "%/", "%ff/", "%41/", "%c3%a9", "/../", "a/", " ,", "a, ", ";a", "a=b;", "a=;", ";=", 'a="b",', '="', ';a="', '\\"', '"\\', "0-0,", "1_", 'W/"",',
  ";q=", "for=", "for=a,",
];

/** How a run of units stands in a text. */
export type Frame = (run: string) => string;

const FRAMES: readonly Frame[] = [(run) => run, (run) => `a${run}b`, (run) => `${run}\n!`];

/** A function that reads what a client sends. */
export interface Parser {
  readonly name: string;
  /** Where in the text that is parsed the runs stand. Default: alone, and between two letters. */
  readonly frames?: readonly Frame[];
  /** What is repeated. Default: all that has a meaning somewhere. */
  readonly units?: readonly string[];
  /** Parses; may throw for what is malformed. */
  parse(text: string): unknown;
}

/** A function that takes what a client sends in chunks. */
export interface ChunkReader {
  readonly name: string;
  /** What comes in chunks of one byte. Default: letters. */
  readonly frames?: readonly Frame[];
  read(chunks: readonly Uint8Array[]): Promise<unknown>;
}

/** So many texts say enough. */
const ENOUGH = 3;

/** Texts, shortened, with which the parser is not linear: the first ones that are found. */
export async function superLinear({ frames = FRAMES, units = UNITS, parse }: Parser): Promise<string[]> {
  const found: string[] = [];
  for (const frame of frames) {
    for (const unit of units) {
      const factor = await factorOf(SIZE, (size) => {
        const text = frame(unit.repeat(Math.ceil(size / unit.length)));
        return async () => void (await parse(text));
      });
      if (factor > MOST_TIMES) found.push(`${JSON.stringify(frame(unit))} (x ${factor.toFixed(0)})`);
      if (found.length === ENOUGH) return found;
    }
  }
  return found;
}

/** The same for chunks of one byte, of what the frames hold. */
export async function superLinearInChunks({ frames = [(run) => run], read }: ChunkReader): Promise<string[]> {
  const found: string[] = [];
  for (const frame of frames) {
    const factor = await factorOf(CHUNKS, (size) => {
      const bytes = Buffer.from(frame("a".repeat(size)), "latin1");
      const chunks = Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
      return async () => void (await read(chunks));
    });
    if (factor > MOST_TIMES) found.push(`${JSON.stringify(frame("a"))} (x ${factor.toFixed(0)})`);
    const copies = await copiesOf(frame, read);
    if (copies > MOST_COPIES) found.push(`${JSON.stringify(frame("a"))} (${copies.toFixed(0)} copies)`);
  }
  return found;
}

/** A byte may be gathered, decoded and handed on; with each chunk anew it would be copied hundreds of times. */
const MOST_COPIES = 8;

/** How often each byte is copied on the average: counted, since to copy is so quick that time tells it late. */
async function copiesOf(frame: Frame, read: ChunkReader["read"]): Promise<number> {
  const bytes = Buffer.from(frame("a".repeat(CHUNKS)), "latin1");
  const chunks = Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
  const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array;
  const { set } = typedArray;
  let copied = 0;
  typedArray.set = function (this: Uint8Array, source, offset) {
    copied += source.length;
    Reflect.apply(set, this, [source, offset]);
  };
  try {
    await attempt(async () => void (await read(chunks)));
  } finally {
    typedArray.set = set;
  }
  return copied / bytes.length;
}

/** The least of several comparisons, which end with the first that finds nothing. */
async function factorOf(size: number, workOf: (size: number) => () => Promise<void>): Promise<number> {
  let factor = Infinity;
  for (let round = 0; round < ROUNDS && factor > MOST_TIMES; round++) {
    factor = Math.min(factor, await compare(size, workOf));
  }
  return factor;
}

/** How many times as much the longer input takes; 0 where that is next to nothing. */
async function compare(size: number, workOf: (size: number) => () => Promise<void>): Promise<number> {
  const long = workOf(size * TIMES);
  let longTime = await cpuOf(long);
  // The first run may have compiled what it runs. What takes a second is beyond doubt.
  for (let run = 1; run < RUNS && longTime >= QUICK && longTime < 1_000; run++) {
    longTime = Math.min(longTime, await cpuOf(long));
  }
  if (longTime < QUICK) return 0;
  const short = workOf(size);
  // As often as the long one is long: so it leaves as much to the garbage collector.
  const repeated = async (): Promise<void> => {
    for (let i = 0; i < TIMES; i++) await attempt(short);
  };
  let shortTime = Infinity;
  for (let run = 0; run < RUNS; run++) shortTime = Math.min(shortTime, await cpuOf(repeated));
  return (longTime / Math.max(shortTime, COARSE)) * TIMES;
}

/** Milliseconds that this thread computes. */
async function cpuOf(work: () => Promise<void>): Promise<number> {
  const before = process.threadCpuUsage();
  await attempt(work);
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** What is malformed may be refused; it has been read all the same. A parser that is called wrongly has read nothing. */
async function attempt(work: () => Promise<void>): Promise<void> {
  await work().catch((error: unknown) => {
    if (error instanceof TypeError && /^Cannot read|is not (?:a function|iterable)/.test(error.message))
      throw error;
  });
}
