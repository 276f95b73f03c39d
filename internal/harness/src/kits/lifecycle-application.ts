import { setTimeout as sleep } from "node:timers/promises";
import type { ApplicationObject, Environ } from "@tsgi/core";
import { fromFetch } from "@tsgi/fetch";

/**
 * Reports its startup and shutdown on standard output; `/slow` responds in pieces, the last one after a while, `/endless`
 * never ends; `/wait` and `/finish` print a header field that they read after the response; `/upload` prints that the
 * request body was aborted.
 */
export function lifecycleApplication(failure?: string, shutdownFailure?: string): ApplicationObject {
  return {
    startup() {
      if (failure !== undefined) throw new Error(failure);
    },
    shutdown() {
      if (shutdownFailure !== undefined) throw new Error(shutdownFailure);
      console.log("shutdown");
    },
    handle(environ, startResponse) {
      const { protocol, scheme, remoteAddress, pathInfo } = environ;
      if (pathInfo === "/upload") return upload(environ, startResponse);
      if (pathInfo === "/wait") environ.waitUntil(tell(environ));
      if (pathInfo === "/finish") environ.onFinish(() => tell(environ));
      startResponse(200, [
        ["content-type", "application/json"],
        ["x-place", `${environ.scriptName}|${pathInfo}`],
      ]);
      if (pathInfo === "/endless") return endless();
      return pathInfo === "/slow" ? slow() : JSON.stringify({ protocol, scheme, remoteAddress });
    },
  };
}

/** Reads the platform's own Request. */
const upload = fromFetch(async (request) => {
  try {
    return new Response(await request.text());
  } catch (error) {
    console.log("broken off");
    throw error;
  }
});

async function tell(environ: Environ): Promise<void> {
  await sleep(100);
  console.log(`${environ.pathInfo}: ${environ.header("x-name")}`);
}

async function* slow(): AsyncGenerator<string> {
  yield "begun";
  await sleep(300);
  yield " done";
}

async function* endless(): AsyncGenerator<string> {
  yield "begun";
  await new Promise(() => {});
}
