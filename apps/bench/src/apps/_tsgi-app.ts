/** The TSGI application that all our hosts run. */
import { compose, type Application, type Middleware } from "@tsgi/core";
import { subscribe } from "./_hub.ts";
import { hash } from "./_sha256.ts";
import {
  BYTES_TYPE,
  EVENTS_TYPE,
  JSON_TYPE,
  TEXT,
  TEXT_TYPE,
  WHOLE,
  jsonOf,
  pieces,
} from "../scenarios/_payload.ts";

/** Passes everything on. Each call creates a new function, like middleware by ten authors. */
const pass = (): Middleware => (app) => (environ, startResponse) => app(environ, startResponse);

const text: Application = (_environ, startResponse) => {
  startResponse(200, [["content-type", TEXT_TYPE]]);
  return TEXT;
};

/** @param depth number of middleware in front of `/deep` */
export function tsgiApp(depth = 10): Application {
  const deep = compose(...Array.from({ length: depth }, pass))(text);
  return (environ, startResponse) => {
    switch (environ.pathInfo) {
      case "/text":
        return text(environ, startResponse);
      case "/json":
        startResponse(200, [["content-type", JSON_TYPE]]);
        return jsonOf((name) => environ.header(name));
      case "/echo":
        return environ.input.json().then((value) => {
          startResponse(200, [["content-type", JSON_TYPE]]);
          return JSON.stringify(value);
        });
      case "/hash":
        return environ.input
          .bytes()
          .then(hash)
          .then((hex) => {
            startResponse(200, [["content-type", TEXT_TYPE]]);
            return hex;
          });
      case "/whole":
        startResponse(200, [["content-type", BYTES_TYPE]]);
        return WHOLE;
      case "/chunks":
        startResponse(200, [["content-type", BYTES_TYPE]]);
        return pieces();
      case "/events":
        startResponse(200, [["content-type", EVENTS_TYPE]]);
        return subscribe();
      case "/deep":
        return deep(environ, startResponse);
      default:
        startResponse(404, []);
        return null;
    }
  };
}
