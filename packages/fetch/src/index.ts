export {
  environOf,
  fromFetch,
  type FetchFunction,
  type FetchLike,
  type FromFetchOptions,
} from "./from-fetch.ts";
export { LightResponse } from "./light-response.ts";
export type { FetchHost, Peer } from "./host.ts";
export { toFetch, type FetchHandler, type FetchOptions } from "./to-fetch.ts";
