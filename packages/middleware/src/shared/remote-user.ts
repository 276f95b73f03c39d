import { createKey, type Key } from "@tsgi/core";

/** REMOTE_USER: the authenticated user. Set by middleware that verified it, never from what a client claims. */
export const remoteUser: Key<string> = /* @__PURE__ */ createKey<string>("tsgi.remote_user");
