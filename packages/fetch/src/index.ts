export { toFetch, type FetchHandler, type FetchHost, type FetchOptions, type Peer } from "./to-fetch.ts";
