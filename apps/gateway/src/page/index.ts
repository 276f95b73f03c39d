import { mount, type Application } from "@tsgi/core";
import { resource } from "../resource.ts";
import { events } from "./events.ts";
import { home } from "./html.ts";
import { icon } from "./icon.ts";
import { script } from "./script.ts";
import { style } from "../look/style.ts";

/** The page that shows what runs here, with what it is made of. */
export const page: Application = mount({
  "/": resource(html),
  "/app.js": resource(asset("text/javascript; charset=utf-8", script)),
  "/style.css": resource(asset("text/css; charset=utf-8", style)),
  "/icon.svg": resource(asset("image/svg+xml", icon)),
  "/events": resource(events),
});

function html(...[environ, startResponse]: Parameters<Application>): string {
  startResponse(200, [
    ["content-type", "text/html; charset=utf-8"],
    ["content-security-policy", POLICY],
    ["cache-control", "no-store"],
  ]);
  return home(environ);
}

function asset(type: string, text: string): Application {
  const headers = [
    ["content-type", type],
    ["cache-control", "no-cache"],
  ] as const;
  return (_, startResponse) => {
    startResponse(200, headers);
    return text;
  };
}

/** Nothing but the page's own files: no inline script, no inline style, no frame, no form. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");
