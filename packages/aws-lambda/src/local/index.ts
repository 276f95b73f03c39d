export {
  serveLocally,
  type LocalHandler,
  type LocalOptions,
  type LocalServer,
  type LocalStreamHandler,
} from "./serve-locally.ts";
