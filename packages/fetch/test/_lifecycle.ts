import type { ApplicationObject } from "@tsgi/core";

/** Tells of its startup and shutdown on standard output; `/slow` is answered in pieces, the last one after a while. */
export function lifecycleApplication(failure?: string): ApplicationObject {
  return {
    startup() {
      if (failure !== undefined) throw new Error(failure);
    },
    shutdown: () => console.log("shutdown"),
    handle(environ, startResponse) {
      const { protocol, scheme, remoteAddress, pathInfo } = environ;
      startResponse(200, [["content-type", "application/json"]]);
      return pathInfo === "/slow" ? slow() : JSON.stringify({ protocol, scheme, remoteAddress });
    },
  };
}

async function* slow(): AsyncGenerator<string> {
  yield "begun";
  await new Promise((resolve) => setTimeout(resolve, 300));
  yield " done";
}
