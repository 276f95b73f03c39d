import {
  isWhole,
  type Application,
  type Body,
  type Environ,
  type HeaderList,
  type StartResponse,
} from "@tsgi/core";
import { Head, MemoryInput } from "@tsgi/core/server";
import { discard, drain } from "../response/body.ts";
import { storedResponse } from "./stored-response.ts";
import { askedOf, type Directives } from "./directives.ts";
import {
  entryHeadOf,
  freshened,
  isAbout,
  recordBody,
  validating,
  withoutConditions,
  type CacheRules,
} from "./entry.ts";
import { keyOf, matches } from "./key.ts";
import { ageOf, canBeValidated, isFailure, standsIn, useOf } from "./policy.ts";
import type { CacheEntry } from "./store.ts";
import type { Variants } from "./variants.ts";
import { PeekableBody } from "../response/peek.ts";
import { sendProblem } from "../response/problem.ts";
import { rewriteResponse, type AppResponse } from "../response/rewrite.ts";

/** A request, with what the cache has for it. */
interface Query {
  readonly environ: Environ;
  readonly asked: Directives;
  readonly key: string;
  readonly entries: readonly CacheEntry[];
  /** The stored response that matches the request. */
  readonly found: CacheEntry | undefined;
  /** The reason to forward the request (RFC 9211, 2.2). */
  readonly why: string;
}

/** Reports a 304 that is not about the stored response. */
class OtherValidator extends Error {}

/** Caches the responses of one application. */
export class SharedCache {
  readonly #app: Application;
  readonly #variants: Variants;
  readonly #rules: CacheRules;
  readonly #refreshing = new Set<string>();

  constructor(app: Application, variants: Variants, rules: CacheRules) {
    this.#app = app;
    this.#variants = variants;
    this.#rules = rules;
  }

  /** Responds to GET or HEAD. */
  async answer(environ: Environ, startResponse: StartResponse): Promise<Body> {
    const asked = askedOf(environ);
    const key = isOut(environ, asked) ? undefined : await keyOf(environ, this.#variants.store);
    if (key === undefined) return this.#app(environ, startResponse);
    const entries = await this.#variants.load(environ, key);
    const found = entries.find(({ vary }) => matches(environ, vary, this.#rules.keyHeaders));
    const why = found !== undefined ? "stale" : entries.length > 0 ? "vary-miss" : "uri-miss";
    const use = found === undefined ? "validate" : useOf(asked, found, ageOf(found));
    const query: Query = { environ, asked, key, entries, found, why };
    if (use !== "validate") {
      if (use === "stale") this.#refreshLater(query);
      return send(startResponse, storedResponse(environ, found!, "hit"));
    }
    if (asked.has("only-if-cached")) return sendProblem(environ, startResponse, { status: 504 });
    const isWanted = found !== undefined && found.lifetime > ageOf(found);
    return this.#ask(isWanted ? { ...query, why: "request" } : query, startResponse);
  }

  /** Forwards the request to the application, with the validators of the stored response. */
  async #ask(query: Query, startResponse: StartResponse): Promise<Body> {
    const { environ, found } = query;
    const validates = found !== undefined && environ.method === "GET" && canBeValidated(found.headers);
    const headers = validates ? validating(environ, found) : undefined;
    const inner = headers === undefined ? environ : environ.derive({ headers });
    let isDecided = false;
    try {
      const body = await rewriteResponse(this.#app, inner, startResponse, (response) => {
        const settled = this.#settle(query, response, validates);
        isDecided = true;
        return settled;
      });
      // An application may fail with its first chunk: wait for it as long as a stored response could replace the error.
      if (isDecided || found === undefined || isWhole(body)) return body;
      return await this.#begin(environ, body);
    } catch (error) {
      if (isDecided) throw error;
      if (error instanceof OtherValidator) {
        const again = environ.derive({ headers: withoutConditions(environ) });
        return this.#ask({ ...query, environ: again, found: undefined }, startResponse);
      }
      if (found === undefined || !standsIn(query.asked, found, ageOf(found))) throw error;
      environ.waitUntil(Promise.reject(error)); // logs it
      return send(startResponse, storedResponse(environ, found, "hit; fwd=stale; detail=error"));
    }
  }

  /** Rejects if the body fails before its first chunk, and closes it. */
  async #begin(environ: Environ, body: Body): Promise<Body> {
    const begun = new PeekableBody(body);
    try {
      await begun.peek();
    } catch (error) {
      discard(environ, begun);
      throw error;
    }
    return begun;
  }

  /** Decides what to send for the application's response. */
  #settle(query: Query, response: AppResponse, validates: boolean): AppResponse {
    const { environ, asked, found, why } = query;
    if (validates && response.status === 304) {
      discard(environ, response.body);
      if (!isAbout(response.headers, found!)) throw new OtherValidator();
      return this.#freshen(query, found!, response.headers);
    }
    if (found !== undefined && isFailure(response.status) && standsIn(asked, found, ageOf(found))) {
      discard(environ, response.body);
      return storedResponse(environ, found, `hit; fwd=stale; fwd-status=${response.status}`);
    }
    const how = this.#keep(query, response);
    return {
      status: response.status,
      headers: [
        ...response.headers,
        ["cache-status", `tsgi; fwd=${why}${how === undefined ? "" : "; stored"}`],
      ],
      body: how === undefined ? response.body : how.body,
    };
  }

  /** Stores a response once its body is complete; undefined if it must not be stored. */
  #keep({ environ, key, entries }: Query, response: AppResponse): { readonly body: Body } | undefined {
    if (environ.method !== "GET") return undefined;
    const head = entryHeadOf(environ, response.status, response.headers, this.#rules);
    if (head === undefined) return undefined;
    const others = this.#others(environ, entries);
    const body = recordBody(response, this.#rules.maxSize, (bytes) =>
      this.#variants.save(environ, key, [{ ...head, body: bytes }, ...others]),
    );
    return body === undefined ? undefined : { body };
  }

  /** Updates the stored response by a 304 (RFC 9111, 4.3.4). A cookie in it is for this client only. */
  #freshen({ environ, key, entries, why }: Query, found: CacheEntry, headers: HeaderList): AppResponse {
    const merged = freshened(found.headers, headers);
    const head = entryHeadOf(environ, found.status, merged, this.#rules);
    const others = this.#others(environ, entries);
    const fresh = { ...found, headers: merged, lifetime: 0, born: Date.now(), ...head };
    this.#variants.save(environ, key, head === undefined ? others : [fresh, ...others]);
    const cookies = headers.filter(([name]) => name.toLowerCase() === "set-cookie");
    const response = storedResponse(environ, fresh, `hit; fwd=${why}; fwd-status=304`);
    return { ...response, headers: [...response.headers, ...cookies] };
  }

  #others(environ: Environ, entries: readonly CacheEntry[]): CacheEntry[] {
    return entries.filter(({ vary }) => !matches(environ, vary, this.#rules.keyHeaders));
  }

  /** Refreshes what was sent stale (RFC 5861, 3), one request at a time. */
  #refreshLater(query: Query): void {
    const { environ, key } = query;
    if (this.#refreshing.has(key)) return;
    this.#refreshing.add(key);
    const inner = environ.derive({
      method: "GET",
      headers: withoutConditions(environ),
      input: new MemoryInput(),
    });
    const refresh = async (): Promise<void> => {
      try {
        await drain(
          await this.#ask({ ...query, environ: inner }, (status, headers) => {
            void new Head(status, headers); // throws as the server's own would
          }),
        );
      } finally {
        this.#refreshing.delete(key);
      }
    };
    environ.waitUntil(refresh());
  }
}

/** Returns whether the cache must stay out: the body of a GET is not part of the key; and RFC 9111, 4.3.2. */
function isOut(environ: Environ, asked: Directives): boolean {
  return (
    asked.has("no-store") ||
    environ.header("if-match") !== undefined ||
    environ.header("if-unmodified-since") !== undefined ||
    environ.header("transfer-encoding") !== undefined ||
    (environ.contentLength ?? 0) > 0
  );
}

function send(startResponse: StartResponse, { status, headers, body }: AppResponse): Body {
  startResponse(status, headers);
  return body;
}
