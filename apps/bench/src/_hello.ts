import type { Application } from "@tsgi/core";

/** The application that all our hosts run. */
export const hello: Application = (_environ, startResponse) => {
  startResponse(200, [["content-type", "text/plain; charset=utf-8"]]);
  return "Hello, TSGI world!";
};
