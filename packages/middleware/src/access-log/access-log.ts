import type { Body, Environ, HeaderList, Middleware } from "@tsgi/core";
import { isThenable } from "@tsgi/core/server";
import { contain } from "../shared/contain.ts";
import { countBody } from "../response/count-body.ts";
import { isClientGone, statusOfError } from "../shared/failure.ts";
import { entryOf, type LogEntry } from "./entry.ts";
import { COMBINED, COMMON, compileFormat, findUnknownAtom, jsonLine, type LogSubject } from "./format.ts";
import {
  aBoolean,
  aFunction,
  aText,
  anInteger,
  checkOptions,
  checkResult,
  either,
  optionError,
  type Check,
} from "../shared/options.ts";
import { requestIdKey } from "../request-id/key.ts";

export type { LogEntry } from "./entry.ts";
export { remoteUser } from "../shared/remote-user.ts";

/** A logger such as pino. */
export interface EntryLogger {
  info(entry: LogEntry, message: string): void;
}

/** Options of {@link accessLog}. */
export interface AccessLogOptions {
  /**
   * `common` and `combined` as Apache defines them, `json` for one object per line, or a text with gunicorn's atoms: `%(h)s
   * %(r)s %(s)s %(D)s %({user-agent}i)s`. Default: `combined`.
   */
  readonly format?: string;
  /**
   * A function that takes each line, without a line break, or a logger that takes each entry. Errors that it throws or
   * rejects with are logged. Default: `environ.errors`.
   */
  readonly to?: ((line: string, entry: LogEntry) => unknown) | EntryLogger;
  /**
   * Returns true for requests to leave out, for example health checks. A result that is not a boolean leaves nothing out.
   * Default: none.
   */
  readonly skip?: (environ: Environ, entry: LogEntry) => boolean;
  /**
   * The status to log if the client disconnected before the head was sent: 499, as nginx does. Default: none, which is `-`
   * in a line.
   */
  readonly goneStatus?: number;
}

const NONE: HeaderList = [];
const aTarget: Check = {
  is: (value) => typeof (value as EntryLogger | null)?.info === "function",
  must: "a logger with info()",
};

/**
 * Writes a line for each response after it has ended or was aborted, with the number of bytes sent and the time until the
 * last of them in microseconds. Text from clients is escaped, so that each entry stays on one line.
 *
 * Streamed bodies are counted chunk by chunk as they pass; all others are passed on unchanged. Place it outside all
 * middleware that changes the response.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = accessLog({ format: "json" })(shop);
 */
export function accessLog(options: AccessLogOptions = {}): Middleware {
  checkOptions("accessLog", options, {
    format: aText,
    to: either(aFunction, aTarget),
    skip: aFunction,
    goneStatus: anInteger(400, 599),
  });
  const { format = "combined", to, skip, goneStatus } = options;
  const line = lineOf(format);
  const write = (subject: LogSubject): unknown => {
    const { environ, entry } = subject;
    if (skip !== undefined && skips(skip, environ, entry)) return undefined;
    if (to === undefined) return environ.errors.write(`${line(subject)}\n`);
    return typeof to === "function" ? to(line(subject), entry) : to.info(entry, line(subject));
  };
  return (app) => (environ, startResponse) => {
    const record = new LogRecord(environ);
    // The server logs what the sink throws or rejects with.
    environ.onFinish((error) => write(record.subject(error, goneStatus)));
    try {
      const body = app(environ, (status, headers, error) => {
        startResponse(status, headers, error);
        record.started(status, headers);
      });
      return isThenable(body)
        ? body.then(
            (settled) => record.count(settled),
            (error: unknown) => record.fail(error),
          )
        : record.count(body);
    } catch (error) {
      return record.fail(error);
    }
  };
}

function skips(skip: NonNullable<AccessLogOptions["skip"]>, environ: Environ, entry: LogEntry): boolean {
  return contain(
    environ,
    () => checkResult<boolean>("accessLog", "skip", skip(environ, entry), aBoolean),
    false,
  );
}

function lineOf(format: string): (subject: LogSubject) => string {
  if (format === "json") return ({ entry }) => jsonLine(entry);
  const text = format === "common" ? COMMON : format === "combined" ? COMBINED : format;
  const unknown = findUnknownAtom(text);
  if (unknown !== undefined || !text.includes("%")) {
    const must = `common, combined, json, or a text of atoms, but ${unknown ?? "this has none"}`;
    throw optionError("accessLog", "format", format, unknown === undefined ? must : `${must} is not one`);
  }
  return compileFormat(text);
}

/** Collects the facts of one request until its response ends. */
class LogRecord {
  readonly #environ: Environ;
  readonly #time = Date.now();
  readonly #begin = performance.now();
  /** Undefined until the application has called startResponse or failed. */
  #status: number | undefined = undefined;
  #bytes = 0;
  #headers: HeaderList = NONE;

  constructor(environ: Environ) {
    this.#environ = environ;
  }

  started(status: number, headers: HeaderList): void {
    this.#status = status;
    this.#headers = headers;
  }

  fail(error: unknown): never {
    this.#status = statusOfError(error);
    throw error;
  }

  count(body: Body): Body {
    return countBody(this.#environ, body, (bytes) => void (this.#bytes += bytes));
  }

  subject(error: unknown, goneStatus: number | undefined): LogSubject {
    const environ = this.#environ;
    const aborted = error !== undefined && error !== null;
    if (aborted && this.#bytes === 0) {
      // No head was sent: the client got no response, or an error response replaced the one that the application had begun.
      if (isClientGone(error)) this.#status = goneStatus;
      else if (environ.method !== "HEAD") this.#status = statusOfError(error);
    }
    const isEmpty = this.#status === 204 || this.#status === 205 || this.#status === 304;
    const entry = entryOf(environ, {
      time: this.#time,
      status: this.#status,
      bytes: isEmpty ? 0 : this.#bytes,
      duration: Math.round((performance.now() - this.#begin) * 1000),
      requestId: environ.get(requestIdKey),
      aborted,
    });
    return { entry, environ, headers: this.#headers };
  }
}
