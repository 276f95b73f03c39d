import { bufferBody, mount, type HeaderList } from "@tsgi/core";
import { areFieldsSound, isAuthority, parseRequest } from "@tsgi/core/server";
import { ask, iterate, environOf, linearTests } from "@tsgi/harness/linear-tests";
import { toWsgi } from "../src/wsgi/wsgi-environ.ts";
import { WsgiInput } from "../src/wsgi/wsgi-input.ts";

const ENCODER = new TextEncoder();
/** Fields of different names, as many as a text of this length has room for. */
function manyFields(text: string): HeaderList {
  return Array.from({ length: text.length / 8 }, (_, i) => [`x-${i}`, text.slice(0, 4)] as const);
}

linearTests(
  [
    { name: "segments of a path", parse: (text) => environOf({ target: `/${text}` }).segments },
    {
      name: "PEP 3333's variables",
      parse: (text) => toWsgi(environOf({ target: `/${text}?${text}`, headers: { [text]: text } })),
    },
    {
      name: "PEP 3333's variables of many fields",
      frames: [(run) => run],
      units: ["a"],
      parse: (text) => toWsgi(environOf({ headers: manyFields(text) })),
    },
    {
      name: "one field of many",
      frames: [(run) => run],
      units: ["a"],
      parse: (text) => environOf({ headers: manyFields(text) }).header("x-1"),
    },
    {
      name: "a field that repeats",
      frames: [(run) => run],
      units: ["a"],
      parse: (text) =>
        environOf({ headers: text.split("").map((value) => ["cookie", value] as const) }).header("cookie"),
    },
    {
      name: "a request target",
      frames: [
        (run) => `/${run}`,
        (run) => `http://a${run}`,
        (run) => `http://a/${run}`,
        (run) => `http://a${run}\n`,
        (run) => `http://a/?${run}\n`,
        (run) => run,
      ],
      parse: (text) => parseRequest("GET", text, []),
    },
    {
      name: "a Host",
      frames: [(run) => run, (run) => `[${run}`, (run) => `${run}:1x`, (run) => `a:${run}`],
      parse: isAuthority,
    },
    {
      name: "the framing of a request",
      parse: (text) => areFieldsSound(["Host", text, "Content-Length", `1${text}`, "Content-Type", text]),
    },
    {
      name: "Content-Length",
      parse: (text) => environOf({ headers: { "content-length": `1${text}` } }).contentLength,
    },
    {
      name: "the mount of a path",
      parse: (text) =>
        ask(mount({ "/a/b/c": () => null, "/": () => null }), environOf({ target: `/${text}` })),
    },
    {
      name: "the mount of a host",
      frames: [(run) => run, (run) => `a${run}b`, (run) => `${run}:80`, (run) => `a:${run}`],
      parse: (text) =>
        ask(
          mount({ "*.a.example": () => null, "b.example:80": () => null, "/": () => null }),
          environOf({ headers: { host: text } }),
        ),
    },
    { name: "lines of WSGI's input", parse: (text) => new WsgiInput(ENCODER.encode(text)).readlines() },
  ],
  [
    {
      name: "a body that is gathered",
      read: async (chunks) => bufferBody(iterate(chunks), { limit: Infinity }),
    },
  ],
);
