import { HostBody, type Application, type HeaderList, type OpenBody } from "@tsgi/core";
import { TEXT, answers, hello } from "@tsgi/harness/linted";
import { client, type Pair, type Scenario } from "./_support.ts";

const late = new RangeError("late");

/** A body like one that a capability creates. */
class NoFile extends HostBody {
  override async open(): Promise<OpenBody> {
    return { length: 0, chunks: (async function* () {})() };
  }
}

/** Scenarios for each rule that an application must follow. */
export const applicationScenarios: Readonly<Record<string, Pair>> = {
  "start-arguments": {
    breaks: starts(200, TEXT, undefined, "more"),
    keeps: starts(200, TEXT, new RangeError("for an error page")),
  },
  "start-status": { breaks: starts("200 OK", TEXT), keeps: starts(599, TEXT) },
  "start-headers": { breaks: starts(200, { "content-type": "text/plain" }), keeps: starts(200, TEXT) },
  "start-once": {
    breaks: startsAgain(undefined),
    keeps: startsAgain(new RangeError("what went wrong")),
  },
  "header-name": { breaks: header("x y", ""), keeps: header("x!y", "") },
  "header-name-style": { breaks: header("x-", ""), keeps: header("X-1", "") },
  "header-status": { breaks: header("Status", "200"), keeps: header("x-status", "200") },
  "header-value": { breaks: header("x", "a\nb"), keeps: header("x", "a\tb\u00ff") },
  "header-value-trimmed": { breaks: header("x", " a"), keeps: header("x", "a b") },
  "header-hop-by-hop": { breaks: header("Connection", "close"), keeps: header("Date", "now") },
  "header-content-length": { breaks: header("content-length", "+5"), keeps: header("content-length", "5") },
  "header-content-length-forbidden": {
    breaks: { app: answers(null, 304, [["content-length", "5"]]) },
    keeps: { app: answers(null, 404, [["content-length", "0"]]) },
  },
  "header-content-type-once": {
    breaks: header("Content-Type", "text/html"),
    keeps: header("x", "text/html"),
  },
  "header-content-type-unneeded": {
    breaks: { app: answers(null, 204, TEXT) },
    keeps: { app: answers(null, 200, TEXT) },
  },
  "header-etag": { breaks: header("etag", 'w/"1"'), keeps: header("ETag", 'W/"1"') },
  "body-returned": { breaks: { app: answers(undefined) }, keeps: { app: answers(null) } },
  "body-type": { breaks: { app: answers(5) }, keeps: { app: answers(new Uint8Array(5)) } },
  "body-started": {
    breaks: { app: () => new NoFile() },
    keeps: { app: answers(new NoFile()) },
  },
  "chunk-type": { breaks: { app: answers([5]) }, keeps: { app: answers(["5", new Uint8Array(5)]) } },
  "chunk-started": {
    breaks: { app: () => "Hello" },
    keeps: {
      app: function* (_, startResponse) {
        yield "";
        startResponse(200, TEXT);
        yield "Hello";
      } as Application,
    },
  },
  "chunk-length": { breaks: sized("3", ["ab", "cd"]), keeps: sized("4", ["ab", "cd"]) },
  "chunk-forbidden": { breaks: { app: answers("a", 204, []) }, keeps: { app: answers("", 204, []) } },
  "chunk-content-type": { breaks: { app: answers("a", 200, []) }, keeps: { app: answers("", 200, []) } },
  "chunk-storm": {
    breaks: { app: answers(Array.from({ length: 150 }, () => "a")) },
    keeps: { app: answers([...Array.from({ length: 100 }, () => "a"), "", "a".repeat(16)]) },
  },
  "end-started": { breaks: { app: () => null }, keeps: { app: answers(null, 204, []) } },
  "end-length": {
    breaks: sized("5", ["ab", "cd"]),
    keeps: { app: answers(null, 200, [...TEXT, ["content-length", "5"]]), server: client("HEAD") },
  },
  "error-let-through": {
    breaks: { app: startsLate((_, error) => fail(new RangeError("another", { cause: error }))) },
    keeps: { app: startsLate((_, error) => fail(error)) },
  },
  "error-not-caught": {
    breaks: { app: startsLate((step) => (step === 0 ? "sorry" : fail(late))) },
    keeps: { app: startsLate(() => fail(late)) },
  },
  "error-not-swallowed": {
    breaks: { app: startsLate(() => undefined) },
    keeps: { app: startsLate(() => fail(late)) },
  },
  "stream-members": { breaks: uses("input", "readable"), keeps: uses("input", "stream") },
  "stream-closing": { breaks: uses("errors", "end"), keeps: uses("errors", "flush") },
  "errors-text": { breaks: writes(5), keeps: writes("5\n\ud800\u0000") },
  "errors-line-ends": { breaks: writes("a\r\n"), keeps: writes("a\nb\n") },
};

function fail(error: unknown): never {
  throw error;
}

function starts(...args: unknown[]): Scenario {
  const app: Application = (_, startResponse) => {
    (startResponse as (...args: unknown[]) => void)(...args);
    return "Hello";
  };
  return { app };
}

function startsAgain(error: unknown): Scenario {
  const app: Application = (_, startResponse) => {
    startResponse(200, TEXT);
    startResponse(500, TEXT, error);
    return "Hello";
  };
  return { app };
}

function header(name: string, value: string): Scenario {
  return { app: answers("Hello", 200, [...TEXT, [name, value]]) };
}

function sized(length: string, chunks: string[]): Scenario {
  const headers: HeaderList = [...TEXT, ["Content-Length", length]];
  return { app: answers(chunks.values(), 200, headers) };
}

/** Sends a chunk, gets an error thrown back, and continues with the chunks of `rest`. */
function startsLate(rest: (step: number, error: unknown) => string | undefined): Application {
  return function* (_, startResponse) {
    startResponse(200, TEXT);
    yield "Hello";
    let caught: unknown;
    try {
      startResponse(500, TEXT, late);
    } catch (error) {
      caught = error;
    }
    for (let step = 0; ; step++) {
      const chunk = rest(step, caught);
      if (chunk === undefined) return;
      yield chunk;
    }
  } as Application;
}

function uses(object: "input" | "errors", member: string): Scenario {
  const app: Application = (environ, startResponse) => {
    void Reflect.get(environ[object], member);
    return hello(environ, startResponse);
  };
  return { app };
}

function writes(text: unknown): Scenario {
  const app: Application = (environ, startResponse) => {
    environ.errors.write(text as string);
    return hello(environ, startResponse);
  };
  return { app };
}
