export { serveLocally, type LocalOptions, type RunningServer } from "./serve-locally.ts";
