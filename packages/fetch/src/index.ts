export {
  environOf,
  fromFetch,
  type FetchFunction,
  type FetchLike,
  type FromFetchOptions,
} from "./from-fetch.ts";
export { LightResponse } from "./light-response.ts";
export { toFetch, type FetchHandler, type FetchHost, type FetchOptions, type Peer } from "./to-fetch.ts";
