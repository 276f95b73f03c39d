export {
  createClient,
  type Client,
  type ClientOptions,
  type InProcessOptions,
  type RequestOptions,
} from "./client.ts";
export type { ConnectionOptions } from "./_connection.ts";
export { CookieJar, type Cookie } from "./cookies.ts";
export { createEnviron, type EnvironOptions } from "./create-environ.ts";
export type { RequestBody, RequestHeaders } from "./_request.ts";
export { ClientResponse } from "./response.ts";
