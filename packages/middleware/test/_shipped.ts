import type { Middleware } from "@tsgi/core";
import { accessLog } from "@tsgi/middleware/access-log";
import { conditionalGet } from "@tsgi/middleware/conditional-get";
import { errorPage } from "@tsgi/middleware/error-page";
import { etag } from "@tsgi/middleware/etag";
import { head } from "@tsgi/middleware/head";
import { httpError } from "@tsgi/middleware/http-error";
import { requestIds } from "@tsgi/middleware/request-id";

/** Every middleware, in the simplest use in which it has nothing to do. */
export const shipped: Readonly<Record<string, () => Middleware>> = {
  "access-log": () => accessLog({ to: () => {} }),
  "conditional-get": () => conditionalGet(),
  "error-page": () => errorPage(),
  etag: () => etag(),
  head: () => head(),
  "http-error": () => httpError(),
  "request-id": () => requestIds(),
};
