/**
 * Finds parsers that take more than linear time: one run on a text is compared with eight runs on a text of an eighth of its
 * length. It measures the CPU time of this thread, the minimum of several runs, so the machine need not be idle.
 */

/** Length of the shorter text, in characters. */
const SIZE = 2_048;
/** Number of chunks in the shorter body: copying them all each time costs little per chunk. */
const CHUNKS = 4_096;
const TIMES = 8;
/** Limit of the ratio: linear is 8, quadratic 64. */
const MOST_TIMES = 24;
/** Milliseconds of CPU below which a run counts as fast: quadratic code takes many times that for the longer text. */
const QUICK = 12;
/** Resolution of the CPU clock: some milliseconds. */
const COARSE = 2;
const RUNS = 3;
/** Number of comparisons: a busy machine raises some of them, quadratic code raises all. */
const ROUNDS = 5;

/** Units that clients could repeat to slow a parser down. */
// oxfmt-ignore
const UNITS: readonly string[] = [
  " ", "\t", "%", "/", ",", ";", "=", '"', "\\", "-", "\n", ".", ":", "[", "&", "+", "_", "0", "a", "\u00e9", "\0", "\r\n", "\r\n ",
  "%/", "%ff/", "%41/", "%c3%a9", "/../", "a/", " ,", "a, ", ";a", "a=b;", "a=;", ";=", 'a="b",', '="', ';a="', '\\"', '"\\', "0-0,", "1_", 'W/"",',
  ";q=", "for=", "for=a,",
];

/** Places a run of units in a text. */
export type Frame = (run: string) => string;

const FRAMES: readonly Frame[] = [(run) => run, (run) => `a${run}b`, (run) => `${run}\n!`];

/** A function that parses client input. */
export interface Parser {
  readonly name: string;
  /** Positions of the runs in the parsed text. Default: alone, and between two letters. */
  readonly frames?: readonly Frame[];
  /** Repeated units. Default: every unit with a meaning in some syntax. */
  readonly units?: readonly string[];
  /** Parses; may throw for malformed input. */
  parse(text: string): unknown;
}

/** A function that reads client input in chunks. */
export interface ChunkReader {
  readonly name: string;
  /** Content of the chunks of one byte. Default: letters. */
  readonly frames?: readonly Frame[];
  read(chunks: readonly Uint8Array[]): Promise<unknown>;
}

/** Maximum number of reported texts. */
const ENOUGH = 3;

/** Returns the first texts found, shortened, for which the parser is not linear. */
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

/** Does the same for chunks of one byte, with the content of the frames. */
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

/** Maximum copies per byte: it may be collected, decoded and passed on; copying it with each chunk would be hundreds. */
const MOST_COPIES = 8;

/** Returns the average number of copies per byte, which is counted, since copying is too fast to measure. */
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

/** Returns the minimum of several comparisons; stops at the first that finds nothing. */
async function factorOf(size: number, workOf: (size: number) => () => Promise<void>): Promise<number> {
  let factor = Infinity;
  for (let round = 0; round < ROUNDS && factor > MOST_TIMES; round++) {
    factor = Math.min(factor, await compare(size, workOf));
  }
  return factor;
}

/** Returns the ratio of the longer to the shorter input; 0 if both are negligible. */
async function compare(size: number, workOf: (size: number) => () => Promise<void>): Promise<number> {
  const long = workOf(size * TIMES);
  let longTime = await cpuOf(long);
  // The first run may include compilation. A second of CPU time needs no confirmation.
  for (let run = 1; run < RUNS && longTime >= QUICK && longTime < 1_000; run++) {
    longTime = Math.min(longTime, await cpuOf(long));
  }
  if (longTime < QUICK) return 0;
  const short = workOf(size);
  // As many runs as the length ratio, so that both create the same amount of garbage.
  const repeated = async (): Promise<void> => {
    for (let i = 0; i < TIMES; i++) await attempt(short);
  };
  let shortTime = Infinity;
  for (let run = 0; run < RUNS; run++) shortTime = Math.min(shortTime, await cpuOf(repeated));
  return (longTime / Math.max(shortTime, COARSE)) * TIMES;
}

/** Returns the CPU time of this thread, in milliseconds. */
async function cpuOf(work: () => Promise<void>): Promise<number> {
  const before = process.threadCpuUsage();
  await attempt(work);
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** Accepts a refusal of malformed input, which has been read nevertheless; a wrong call of the parser has read nothing. */
async function attempt(work: () => Promise<void>): Promise<void> {
  await work().catch((error: unknown) => {
    if (error instanceof TypeError && /^Cannot read|is not (?:a function|iterable)/.test(error.message))
      throw error;
  });
}
