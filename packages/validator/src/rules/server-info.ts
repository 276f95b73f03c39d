import { show } from "@tsgi/core/server";
import type { Topic } from "../rule.ts";

/** Rules for the server's description of itself. */
export const serverInfoRules: Topic = {
  title: "environ.server",
  rules: [
    {
      id: "server-frozen",
      proves: [],
      level: "error",
      says: "`server` is one frozen object, the same for every request of a server.",
      applies: "environ",
      check: ({ environ: { server } }) =>
        Object.isFrozen(server) ? undefined : `${show(server)}, not frozen`,
    },
    {
      id: "server-name",
      proves: [],
      level: "error",
      says: "`server.name` is the host's name and `server.version` its version, both strings.",
      applies: "environ",
      check: ({ environ: { server } }) =>
        typeof server?.version === "string" && typeof server.name === "string" && server.name !== ""
          ? undefined
          : `name ${show(server?.name)}, version ${show(server?.version)}`,
    },
    {
      id: "server-interface-version",
      proves: ["S19"],
      level: "error",
      says: "`server.interfaceVersion` is `[1, 0]`.",
      applies: "environ",
      check: ({ environ: { server } }) =>
        String(server?.interfaceVersion) === "1,0" ? undefined : String(server?.interfaceVersion),
    },
    {
      id: "server-flags",
      proves: [],
      level: "error",
      says:
        "`server.multiprocess` is true if other processes may run the same application at the same time, and " +
        "`server.runOnce` if it is expected to handle one request; both are booleans.",
      applies: "environ",
      check: ({ environ: { server } }) =>
        typeof server?.multiprocess === "boolean" && typeof server.runOnce === "boolean"
          ? undefined
          : `multiprocess ${show(server?.multiprocess)}, runOnce ${show(server?.runOnce)}`,
    },
    {
      id: "server-capabilities",
      proves: ["F01"],
      level: "error",
      says: "`server.capabilities` names the optional methods that environ has, and no others.",
      applies: "environ",
      check: ({ environ }) => {
        const named: readonly unknown[] = environ.server?.capabilities ?? [];
        const wrong = OPTIONAL.find((name) => named.includes(name) !== name in environ);
        return wrong === undefined ? undefined : `${wrong} is ${wrong in environ ? "not named" : "missing"}`;
      },
    },
  ],
};

const OPTIONAL = ["earlyHints", "fileBody", "upgrade", "trailers"];
