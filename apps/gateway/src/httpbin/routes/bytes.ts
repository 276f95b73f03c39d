/** Routes that answer with bytes: random ones, a range of them, or slowly. */
import type { Call } from "../call.ts";
import { MersenneTwister } from "../mersenne-twister.ts";
import { toFloat, toInt } from "../python-text.ts";
import { plain, setHeader, typed, type Reply } from "../reply.ts";
import { route, type Route } from "../router.ts";
import { sleepSeconds } from "../sleep.ts";
import { invalidStatus } from "./statuses.ts";

export const bytes: readonly Route[] = [
  route("GET", "/bytes/<int:n>", (call, n) => typed(OCTETS, randomBytes(call, n!))),
  route("GET", "/stream-bytes/<int:n>", (call, n) =>
    typed(OCTETS, chunked(randomBytes(call, n!), chunkSize(call))),
  ),
  route("GET", "/drip", drip),
  route("GET", "/range/<int:numbytes>", viewRange),
];

const OCTETS = "application/octet-stream";
const MOST = 102_400;

/** At most 100 KiB. With a seed they are the original's. */
function randomBytes(call: Call, n: string): Uint8Array {
  const random = new Uint8Array(Math.min(Number(n), MOST));
  const seed = call.argOfAnyCase("seed");
  if (seed !== undefined) {
    toInt(seed);
    const twister = new MersenneTwister(BigInt(seed.replaceAll("_", "").replace("+", "")));
    return random.map(() => twister.byte());
  }
  // crypto returns at most 65,536 bytes at once
  for (let at = 0; at < random.length; at += 65_536) crypto.getRandomValues(random.subarray(at, at + 65_536));
  return random;
}

function chunkSize(call: Call): number {
  return Math.max(1, toInt(call.argOfAnyCase("chunk_size") ?? "10240"));
}

function* chunked(whole: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size);
}

async function drip(call: Call): Promise<Reply> {
  const duration = toFloat(call.arg("duration") ?? "2");
  const size = Math.min(toInt(call.arg("numbytes") ?? "10"), 10_485_760);
  const status = toInt(call.arg("code") ?? "200");
  if (size <= 0) return plain("number of bytes must be positive", 400);
  const delay = toFloat(call.arg("delay") ?? "0");
  const { signal } = call.environ;
  if (delay > 0) await sleepSeconds(delay, signal);
  if (status < 200 || status > 599) return invalidStatus();
  const reply = typed(OCTETS, drops(size, duration / size, signal), status);
  reply.headers.push(["Content-Length", String(size)]);
  return reply;
}

async function* drops(size: number, pause: number, signal: AbortSignal): AsyncGenerator<string> {
  for (let i = 0; i < size; i++) {
    yield "*";
    await sleepSeconds(pause, signal);
  }
}

function viewRange(call: Call, text?: string): Reply {
  const size = Number(text);
  const tag = `range${BigInt(text!)}`;
  if (size <= 0 || size > MOST) {
    return tagged(plain("number of bytes must be in the range (0, 102400]", 404), tag);
  }
  const atOnce = chunkSize(call);
  const pause = toFloat(call.arg("duration") ?? "0") / size;
  const [first, last] = rangeOf(call.headers.get("Range"), size);
  if (first > last || first < 0 || last >= size) {
    const reply = tagged(plain("", 416), tag);
    reply.headers.push(["Content-Range", `bytes */${size}`], ["Content-Length", "0"]);
    return reply;
  }
  const whole = first === 0 && last === size - 1;
  const body = letters(first, last + 1, atOnce, pause, call.environ.signal);
  const reply = tagged(typed(OCTETS, body, whole ? 200 : 206), tag);
  reply.headers.push(["Content-Range", `bytes ${first}-${last}/${size}`]);
  reply.headers.push(["Content-Length", String(last + 1 - first)]);
  return reply;
}

function tagged(reply: Reply, tag: string): Reply {
  setHeader(reply, "ETag", tag);
  setHeader(reply, "Accept-Ranges", "bytes");
  return reply;
}

/** The first and last byte asked for; everything when the header is of another form. */
function rangeOf(header: string | undefined, size: number): [first: number, last: number] {
  const parts = header?.trim().startsWith("bytes") ? header.split("=") : [];
  const [from, to] = parts.length === 2 ? parts[1]!.split("-").map(intOrNot) : [];
  if (from === undefined && to === undefined) return [0, size - 1];
  if (from === undefined) return [Math.max(0, size - to!), size - 1];
  return [from, to ?? size - 1];
}

function intOrNot(text: string): number | undefined {
  return /^\s*\+?\d+\s*$/.test(text) ? Number(text) : undefined;
}

/** The alphabet over and over: the same bytes at the same place whatever the range. */
async function* letters(
  from: number,
  to: number,
  size: number,
  pause: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  for (let at = from; at < to; at += size) {
    const codes = Array.from({ length: Math.min(size, to - at) }, (_, i) => 97 + ((at + i) % 26));
    if (pause !== 0) await sleepSeconds(pause * codes.length, signal);
    yield String.fromCharCode(...codes);
  }
}
