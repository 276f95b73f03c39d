import { createKey, type Key } from "@tsgi/core";

/** The id of a request: one's own, or that of a proxy that is trusted. */
export const requestIdKey: Key<string> = /* @__PURE__ */ createKey<string>("tsgi.request_id");
