import type { Application } from "@tsgi/core";

/** Limits an application to its own path, with 404 below it, and to GET and HEAD, with 405 for other methods. */
export function resource(app: Application): Application {
  const application: Application = (environ, startResponse) => {
    if (environ.pathInfo !== "" && environ.pathInfo !== "/") {
      startResponse(404, PLAIN);
      return "Not Found";
    }
    if (environ.method !== "GET" && environ.method !== "HEAD") {
      startResponse(405, [...PLAIN, ["allow", "GET, HEAD"]]);
      return "Method Not Allowed";
    }
    return app(environ, startResponse);
  };
  return Object.assign(application, { startup: app.startup, shutdown: app.shutdown });
}

const PLAIN = [["content-type", "text/plain; charset=utf-8"]] as const;
