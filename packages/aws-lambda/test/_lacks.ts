import type { EventName } from "@tsgi/aws-lambda";
import type { Lacks } from "@tsgi/conformance";

/** The ways to invoke a function. */
export type Mode = "buffered" | "streaming";

/** The lacks of a suite on this kind of event. */
export function lacksOf(event: EventName, mode: Mode): Lacks {
  return { ...always, ...(mode === "buffered" ? inOnePiece(event) : {}), ...ofKind[event] };
}

/** The lacks of every kind of event. */
const always: Lacks = {
  disconnect: { cannotRun: "Lambda tells a function nothing of its client" },
  requestStreaming: { cannotRun: "an event holds the whole request" },
  truncatedUpload: { cannotRun: "an event holds the whole request" },
  bigUpload: { cannotRun: "an event has 6 MB at most" },
  "case:input-chunked": "an event's request always has a length",
  expectContinue: "the service reads the whole request before the function runs",
  expectReuse: { cannotRun: "the service reads the whole request before the function runs" },
  halfClose: "the connection is the service's",
  absoluteTarget: "an event has the path alone",
  "case:target-raw": "an empty query looks the same as no query",
  rawFields: "an event has a map of headers",
  methodCase: "node:http in front knows a fixed list of methods, in upper case",
  earlyHints: "no service passes 103 on",
  trailers: "no service passes trailers on",
  fileBody: "a file would have to be read into the result",
};

/** It is the same code whatever the event, and what never comes is waited for: one kind is enough to see it fail. */
function inOnePiece(event: EventName): Lacks {
  const whole = "the result is handed over in one piece";
  const waits = "the result waits for the work, which Lambda would stop otherwise";
  if (event === "url") return { streaming: whole, backpressure: whole, outliving: waits };
  return {
    streaming: { cannotRun: whole },
    backpressure: { cannotRun: whole },
    outliving: { cannotRun: waits },
  };
}

const noPort: Lacks = { remoteAddress: "an event has the address without the port" };
const lowerCase: Lacks = { fieldCase: "an event has the names in lower case" };
const joinedFields: Lacks = { repeatedFields: "what repeats is joined, apart from cookies" };
const noVersion: Lacks = { "case:http10": "an event does not contain the client's version" };
const queryMap: Lacks = { rawQuery: "the query comes as a map: `?a` looks the same as `?a=`" };

const payload2: Lacks = { ...noPort, ...lowerCase, ...joinedFields };
const balancer: Lacks = { ...lowerCase, ...noVersion, ...queryMap };
const lattice: Lacks = {
  ...balancer,
  ...joinedFields,
  remoteAddress: "an event does not name the peer",
};

const ofKind: Readonly<Record<EventName, Lacks>> = {
  v1: { ...noPort, rawQuery: "the query comes as a map, and decoded" },
  v2: { ...payload2, encodedPath: "the path comes decoded" },
  url: payload2,
  alb: {
    ...balancer,
    repeatedFields: "each name has one value",
    "case:fields-joined": "each name has one value",
    "case:head-cookies": "each name has one value",
  },
  "alb-multi": balancer,
  lattice1: { ...lattice, "case:fields-joined": "what repeats is joined by a comma, cookies too" },
  lattice2: lattice,
  edge: { ...noPort, ...noVersion, headResponse: "CloudFront sets Content-Length" },
};
