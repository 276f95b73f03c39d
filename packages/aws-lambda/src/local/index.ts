export { serveLocally, type LocalOptions, type LocalServer } from "./serve-locally.ts";
