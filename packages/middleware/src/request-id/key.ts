import { createKey, type Key } from "@tsgi/core";

/** The id of a request: its own, or that of a trusted proxy. */
export const requestIdKey: Key<string> = /* @__PURE__ */ createKey<string>("tsgi.request_id");
