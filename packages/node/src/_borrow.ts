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

/** A listener that wants Node's own request and response. */
export interface Borrower {
  /** The application that it is. */
  readonly application: Application;
  readonly environ: Environ;
  readonly startResponse: StartResponse;
  /** Called with the two. */
  readonly listener: (request: never, response: never) => unknown;
  /** Milliseconds until there must be a head; 0 for no limit. */
  readonly timeout: number;
  /** True where the errors that the listener rejects with are for the middleware around it. */
  readonly throwsErrors: boolean;
  /** Answers without them, where a middleware wants to see the body. */
  readonly instead: () => Body | Promise<Body>;
}

/** Of `node:async_hooks`, taken when first needed: an import would cost every cold start. */
let OfNode: typeof AsyncResource | undefined;

/** Nobody is to be told when such a scope ends. */
const MANUAL = { requireManualDestroy: true };

function openScope(): AsyncResource {
  OfNode ??= process.getBuiltinModule("node:async_hooks").AsyncResource;
  return new OfNode("tsgi.listener", MANUAL);
}

/** Answers by what its owner lends when the owner is handed it, and without when anybody else is. */
export class LentBody extends HostBody {
  readonly owner: object;
  readonly borrower: Borrower;
  /** The listener is called when all have returned, and still as if where it stands: in their asynchronous context. */
  readonly #scope: AsyncResource | undefined;

  /** @param isAlone true where nothing stands around the borrower that could have set a context */
  constructor(owner: object, borrower: Borrower, isAlone = false) {
    super();
    this.owner = owner;
    this.borrower = borrower;
    this.#scope = isAlone ? undefined : openScope();
  }

  /** Calls the listener with what is lent. */
  lendTo(request: unknown, response: unknown): unknown {
    const call = (): unknown => this.borrower.listener(request as never, response as never);
    return this.#scope === undefined ? call() : this.#scope.runInAsyncScope(call);
  }

  override open(): Promise<OpenBody> {
    throw new TsgiError(
      TSGI_BODY_INVALID,
      "the answer of a listener, to another request or after startResponse was called",
    );
  }

  override async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, undefined> {
    const { instead } = this.borrower;
    // A listener may answer with nothing: whether it has run is not to be told by its body.
    const body = await (this.#scope === undefined ? instead() : this.#scope.runInAsyncScope(instead));
    // Strings are chunks as well, whatever a host body's own type says.
    if (!isWhole(body)) yield* body as AsyncIterable<Uint8Array>;
    else if (body !== null) yield body as Uint8Array;
    return undefined;
  }
}
