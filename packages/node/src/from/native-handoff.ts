import type { AsyncResource } from "node:async_hooks";
import {
  HostBody,
  TsgiError,
  isWhole,
  type Application,
  type Body,
  type Environ,
  type OpenBody,
  type StartResponse,
} from "@tsgi/core";
import { TSGI_BODY_INVALID } from "@tsgi/core/errors";

/** A call of a listener that can take over Node's own request and response. */
export interface HandoffCall {
  /** The application that runs the listener. */
  readonly application: Application;
  readonly environ: Environ;
  readonly startResponse: StartResponse;
  /** Called with the request and the response. */
  readonly listener: (request: never, response: never) => unknown;
  /** Milliseconds until the head must be set; 0 for no limit. */
  readonly timeout: number;
  /** True if the errors that the listener rejects with are meant for the middleware around it. */
  readonly throwsErrors: boolean;
  /** Runs the listener on a fake request and response, for example if a middleware wants to see the body. */
  readonly fallback: () => Body | Promise<Body>;
}

/** Loaded from `node:async_hooks` on first use: an import would slow every cold start. */
let OfNode: typeof AsyncResource | undefined;

/** Such a scope has no destroy hook to call at its end. */
const MANUAL = { requireManualDestroy: true };

function openScope(): AsyncResource {
  OfNode ??= process.getBuiltinModule("node:async_hooks").AsyncResource;
  return new OfNode("tsgi.listener", MANUAL);
}

/**
 * The body of a response that a listener sends itself. The owner of the request and response hands off both when it receives
 * this body; any other reader reads the body, which runs the listener on fake ones.
 */
export class HandoffBody extends HostBody {
  readonly owner: object;
  readonly call: HandoffCall;
  /** The listener runs when all callers have returned, yet in the asynchronous context of its application. */
  readonly #scope: AsyncResource | undefined;

  /** @param isAlone true if nothing around the listener could have set an asynchronous context */
  constructor(owner: object, call: HandoffCall, isAlone = false) {
    super();
    this.owner = owner;
    this.call = call;
    this.#scope = isAlone ? undefined : openScope();
  }

  /** Calls the listener with the owner's request and response. */
  handOff(request: unknown, response: unknown): unknown {
    const run = (): unknown => this.call.listener(request as never, response as never);
    return this.#scope === undefined ? run() : this.#scope.runInAsyncScope(run);
  }

  override open(): Promise<OpenBody> {
    throw new TsgiError(
      TSGI_BODY_INVALID,
      "the response of a listener, returned for another request or after startResponse was called",
    );
  }

  override async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, undefined> {
    const { fallback } = this.call;
    // A listener may send an empty body: its chunks do not show whether it has run.
    const body = await (this.#scope === undefined ? fallback() : this.#scope.runInAsyncScope(fallback));
    // The type of a host body allows only bytes; strings are valid chunks as well.
    if (!isWhole(body)) yield* body as AsyncIterable<Uint8Array>;
    else if (body !== null) yield body as Uint8Array;
    return undefined;
  }
}
