import type { Body } from "@tsgi/core";
import { escapeHtml } from "../look/escape.ts";
import { jsonText, type JsonValue } from "./json-text.ts";

/** An answer before it is sent. */
export interface Reply {
  status: number;
  headers: [name: string, value: string][];
  body: Body;
}

/** Thrown for what makes the original raise an exception: the response is a 500 with Flask's page. */
export class Fault extends Error {}

/** An answer of Flask's own type, HTML. */
export function html(body: Body = "", status = 200): Reply {
  return { status, headers: [["Content-Type", "text/html; charset=utf-8"]], body };
}

/** An answer of Werkzeug's own type, plain text. */
export function plain(body: string, status: number): Reply {
  return typed("text/plain; charset=utf-8", body, status);
}

/** An answer of any type. */
export function typed(type: string, body: Body, status = 200): Reply {
  return { status, headers: [["Content-Type", type]], body };
}

/** JSON as Flask's `jsonify` writes it: keys sorted, compact, ASCII, a line feed at the end. */
export function json(value: JsonValue): Reply {
  return typed("application/json", `${jsonText(value)}\n`);
}

/** A redirect with the page that Werkzeug sends along. */
export function redirect(location: string, status = 302): Reply {
  const target = escapeHtml(location);
  const says = `<p>You should be redirected automatically to the target URL: <a href="${target}">${target}</a>.`;
  const reply = html(page("Redirecting...", "Redirecting...", `${says} If not, click the link.`), status);
  reply.headers.push(["Location", location]);
  return reply;
}

/** The page Werkzeug answers an error with. */
export function errorPage(status: 404 | 405 | 500): Reply {
  const [name, text] = ERRORS[status];
  return html(page(`${status} ${name}`, name, `<p>${text}</p>`), status);
}

/** Replaces every header of that name, or adds it. */
export function setHeader(reply: Reply, name: string, value: string): void {
  const key = name.toLowerCase();
  reply.headers = reply.headers.filter(([other]) => other.toLowerCase() !== key);
  reply.headers.push([name, value]);
}

const ERRORS = {
  404: [
    "Not Found",
    "The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.",
  ],
  405: ["Method Not Allowed", "The method is not allowed for the requested URL."],
  500: [
    "Internal Server Error",
    "The server encountered an internal error and was unable to complete your request. Either the server is overloaded or there is an error in the application.",
  ],
} as const;

function page(title: string, heading: string, body: string): string {
  return `<!doctype html>\n<html lang=en>\n<title>${title}</title>\n<h1>${heading}</h1>\n${body}\n`;
}
