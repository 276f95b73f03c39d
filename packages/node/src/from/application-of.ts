import type { Application, Body } from "@tsgi/core";
import { serverHandoff } from "./server-handoff.ts";
import { chainHandoff } from "./connect-chain.ts";
import type { FakeClasses } from "./fake-request.ts";
import { FakeCall } from "./fake-call.ts";
import type { HandoffCall } from "./native-handoff.ts";

/**
 * Returns an application that runs a listener. It passes the server's own request and response to the listener if it can get
 * them, otherwise fake ones.
 */
export function applicationOf(
  listener: HandoffCall["listener"],
  timeout: number,
  classes?: FakeClasses,
  throwsErrors = false,
): Application {
  const application: Application = (environ, startResponse) => {
    const fallback = (): Body | Promise<Body> => {
      const fake = new FakeCall(environ, startResponse, classes);
      return fake.run(() => listener(fake.request as never, fake.response as never), timeout);
    };
    const call: HandoffCall = {
      application,
      environ,
      startResponse,
      listener,
      timeout,
      throwsErrors,
      fallback,
    };
    return serverHandoff(call) ?? chainHandoff(call) ?? fallback();
  };
  return application;
}
