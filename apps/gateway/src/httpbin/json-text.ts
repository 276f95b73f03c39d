/**
 * JSON as Python's json module reads and writes it. JSON.parse and JSON.stringify will not do for a service that shows
 * a client what it sent: they round integers beyond 2^53, write 1.0 as 1, put keys like "1" first, and leave non-ASCII.
 */

/** A number by its text, because a JavaScript number cannot tell 1 from 1.0 nor hold large integers. */
export class NumberText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | NumberText
  | readonly JsonValue[]
  | ReadonlyMap<string, JsonValue>
  | { readonly [key: string]: JsonValue };

/** `json.dumps(value, sort_keys=True, separators=(",", ":"))` */
export function jsonText(value: JsonValue): string {
  return write(value, ",", ":", true);
}

/** `json.dumps(value)`: keys in their order, spaces after comma and colon. */
export function spacedJsonText(value: JsonValue): string {
  return write(value, ", ", ": ", false);
}

/** `json.loads(text)`. @throws SyntaxError if it is not JSON, RangeError if it is nested too deeply */
export function parseJson(text: string): JsonValue {
  return new Parser(text).whole();
}

/** Python's recursion limit: beyond it the original fails too. */
const DEEPEST = 990;

function write(value: JsonValue, comma: string, colon: string, sorted: boolean): string {
  if (typeof value === "string") return quote(value);
  if (value === null || typeof value !== "object") return String(value);
  if (value instanceof NumberText) return value.text;
  const inner = (item: JsonValue): string => write(item, comma, colon, sorted);
  if (Array.isArray(value)) return `[${value.map(inner).join(comma)}]`;
  const entries = value instanceof Map ? [...value] : (Object.entries(value) as [string, JsonValue][]);
  if (sorted) entries.sort(([a], [b]) => byCodePoint(a, b));
  return `{${entries.map(([key, item]) => quote(key) + colon + inner(item)).join(comma)}}`;
}

function quote(text: string): string {
  // JSON.stringify escapes what must be; Python escapes DEL and everything beyond ASCII besides.
  return JSON.stringify(text).replace(
    /[^\0-~]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Python's order of strings; JavaScript's own differs beyond U+FFFF. */
function byCodePoint(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  const at = left.findIndex((char, i) => char !== right[i]);
  if (at < 0) return left.length - right.length;
  return at < right.length ? left[at]!.codePointAt(0)! - right[at]!.codePointAt(0)! : 1;
}

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /(-?(?:0|[1-9]\d*))(\.\d+)?([eE][-+]?\d+)?/y;
/** The last three are not JSON, but Python reads and writes them. */
const WORD = /null|true|false|NaN|-?Infinity/y;

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): JsonValue {
    const value = this.#value(0);
    this.#take(SPACE);
    if (this.#at < this.#text.length) throw new SyntaxError();
    return value;
  }

  #value(depth: number): JsonValue {
    if (depth > DEEPEST) throw new RangeError();
    this.#take(SPACE);
    if (this.#is("{")) return this.#object(depth);
    if (this.#is("[")) return this.#array(depth);
    const word = this.#take(WORD)?.[0];
    if (word !== undefined) return WORDS.has(word) ? WORDS.get(word)! : new NumberText(word);
    const number = this.#take(NUMBER);
    return number ? numberOf(number) : this.#string();
  }

  #object(depth: number): JsonValue {
    const object = new Map<string, JsonValue>();
    this.#take(SPACE);
    if (this.#is("}")) return object;
    do {
      this.#take(SPACE);
      const key = this.#string();
      this.#take(SPACE);
      this.#expect(":");
      object.set(key, this.#value(depth + 1));
      this.#take(SPACE);
    } while (this.#is(","));
    this.#expect("}");
    return object;
  }

  #array(depth: number): JsonValue {
    const array: JsonValue[] = [];
    this.#take(SPACE);
    if (this.#is("]")) return array;
    do {
      array.push(this.#value(depth + 1));
      this.#take(SPACE);
    } while (this.#is(","));
    this.#expect("]");
    return array;
  }

  #string(): string {
    const from = this.#at;
    if (!this.#is('"')) throw new SyntaxError();
    for (;;) {
      const quoteAt = this.#text.indexOf('"', this.#at);
      if (quoteAt < 0) throw new SyntaxError();
      this.#at = quoteAt + 1;
      // A quote ends the string unless an odd number of backslashes stands before it.
      let backslashes = 0;
      while (this.#text[quoteAt - 1 - backslashes] === "\\") backslashes++;
      if (backslashes % 2 === 0) return JSON.parse(this.#text.slice(from, this.#at)) as string;
    }
  }

  #is(char: string): boolean {
    const found = this.#text[this.#at] === char;
    if (found) this.#at++;
    return found;
  }

  #expect(char: string): void {
    if (!this.#is(char)) throw new SyntaxError();
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at = pattern.lastIndex;
    return found;
  }
}

const WORDS = new Map<string, null | boolean>([
  ["null", null],
  ["true", true],
  ["false", false],
]);

function numberOf([text, integer, fraction, exponent]: RegExpExecArray): NumberText {
  if (fraction !== undefined || exponent !== undefined) return new NumberText(floatText(Number(text)));
  return new NumberText(integer === "-0" ? "0" : integer!);
}

/** `repr(float)`: the same shortest digits as in JavaScript, written in another way. */
function floatText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const [digits, power] = value.toExponential().split("e") as [string, string];
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  const text = Object.is(value, -0) ? "-0" : String(value);
  return text.includes(".") ? text : `${text}.0`;
}
