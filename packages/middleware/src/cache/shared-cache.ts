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
import { replyOf } from "./stored-response.ts";
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
import { Lookahead } from "../response/peek.ts";
import { answerProblem } from "../response/problem.ts";
import { reviseReply, type Reply } from "../response/rewrite.ts";

/** A request, and what the cache knows of it. */
interface Query {
  readonly environ: Environ;
  readonly asked: Directives;
  readonly key: string;
  readonly entries: readonly CacheEntry[];
  /** The stored response that the request may get. */
  readonly found: CacheEntry | undefined;
  /** Why the application is asked (RFC 9211, 2.2). */
  readonly why: string;
}

/** A 304 that is about something else than what is stored. */
class OtherValidator extends Error {}

/** The cache of one application. */
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

  /** Answers GET or HEAD. */
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
      return send(startResponse, replyOf(environ, found!, "hit"));
    }
    if (asked.has("only-if-cached")) return answerProblem(environ, startResponse, { status: 504 });
    const isWanted = found !== undefined && found.lifetime > ageOf(found);
    return this.#ask(isWanted ? { ...query, why: "request" } : query, startResponse);
  }

  /** Asks the application, on the condition that what is stored does not hold any more. */
  async #ask(query: Query, startResponse: StartResponse): Promise<Body> {
    const { environ, found } = query;
    const validates = found !== undefined && environ.method === "GET" && canBeValidated(found.headers);
    const headers = validates ? validating(environ, found) : undefined;
    const inner = headers === undefined ? environ : environ.derive({ headers });
    let isDecided = false;
    try {
      const body = await reviseReply(this.#app, inner, startResponse, (reply) => {
        const settled = this.#settle(query, reply, validates);
        isDecided = true;
        return settled;
      });
      // An application may fail with its first step: as long as something stored could stand in, that is waited for.
      if (isDecided || found === undefined || isWhole(body)) return body;
      return await this.#begin(environ, body);
    } catch (error) {
      if (isDecided) throw error;
      if (error instanceof OtherValidator) {
        const again = environ.derive({ headers: withoutConditions(environ) });
        return this.#ask({ ...query, environ: again, found: undefined }, startResponse);
      }
      if (found === undefined || !standsIn(query.asked, found, ageOf(found))) throw error;
      environ.waitUntil(Promise.reject(error)); // which logs it
      return send(startResponse, replyOf(environ, found, "hit; fwd=stale; detail=error"));
    }
  }

  /** Rejects where the body fails before its first chunk; it is closed then. */
  async #begin(environ: Environ, body: Body): Promise<Body> {
    const begun = new Lookahead(body);
    try {
      await begun.look();
    } catch (error) {
      discard(environ, begun);
      throw error;
    }
    return begun;
  }

  /** What becomes of the application's answer. */
  #settle(query: Query, reply: Reply, validates: boolean): Reply {
    const { environ, asked, found, why } = query;
    if (validates && reply.status === 304) {
      discard(environ, reply.body);
      if (!isAbout(reply.headers, found!)) throw new OtherValidator();
      return this.#freshen(query, found!, reply.headers);
    }
    if (found !== undefined && isFailure(reply.status) && standsIn(asked, found, ageOf(found))) {
      discard(environ, reply.body);
      return replyOf(environ, found, `hit; fwd=stale; fwd-status=${reply.status}`);
    }
    const how = this.#keep(query, reply);
    return {
      status: reply.status,
      headers: [...reply.headers, ["cache-status", `tsgi; fwd=${why}${how === undefined ? "" : "; stored"}`]],
      body: how === undefined ? reply.body : how.body,
    };
  }

  /** Keeps a response once its body has come to its end; undefined for one that is not to be kept. */
  #keep({ environ, key, entries }: Query, reply: Reply): { readonly body: Body } | undefined {
    if (environ.method !== "GET") return undefined;
    const head = entryHeadOf(environ, reply.status, reply.headers, this.#rules);
    if (head === undefined) return undefined;
    const others = this.#others(environ, entries);
    const body = recordBody(reply, this.#rules.maxSize, (bytes) =>
      this.#variants.save(environ, key, [{ ...head, body: bytes }, ...others]),
    );
    return body === undefined ? undefined : { body };
  }

  /** RFC 9111, 4.3.4: the 304 renews what is stored. A cookie in it is for this client alone. */
  #freshen({ environ, key, entries, why }: Query, found: CacheEntry, headers: HeaderList): Reply {
    const merged = freshened(found.headers, headers);
    const head = entryHeadOf(environ, found.status, merged, this.#rules);
    const others = this.#others(environ, entries);
    const fresh = { ...found, headers: merged, lifetime: 0, born: Date.now(), ...head };
    this.#variants.save(environ, key, head === undefined ? others : [fresh, ...others]);
    const cookies = headers.filter(([name]) => name.toLowerCase() === "set-cookie");
    const reply = replyOf(environ, fresh, `hit; fwd=${why}; fwd-status=304`);
    return { ...reply, headers: [...reply.headers, ...cookies] };
  }

  #others(environ: Environ, entries: readonly CacheEntry[]): CacheEntry[] {
    return entries.filter(({ vary }) => !matches(environ, vary, this.#rules.keyHeaders));
  }

  /** RFC 5861, 3: one request at a time renews what was sent stale. */
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
            void new Head(status, headers); // throws where the server's own would
          }),
        );
      } finally {
        this.#refreshing.delete(key);
      }
    };
    environ.waitUntil(refresh());
  }
}

/** What a cache has no say in: a body with a GET means something that the key does not tell; RFC 9111, 4.3.2. */
function isOut(environ: Environ, asked: Directives): boolean {
  return (
    asked.has("no-store") ||
    environ.header("if-match") !== undefined ||
    environ.header("if-unmodified-since") !== undefined ||
    environ.header("transfer-encoding") !== undefined ||
    (environ.contentLength ?? 0) > 0
  );
}

function send(startResponse: StartResponse, { status, headers, body }: Reply): Body {
  startResponse(status, headers);
  return body;
}
