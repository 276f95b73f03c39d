import { createKey, type Key } from "@tsgi/core";

/** REMOTE_USER: who was authenticated. Set by middleware that checked it, never from what a client says of itself. */
export const remoteUser: Key<string> = /* @__PURE__ */ createKey<string>("tsgi.remote_user");
