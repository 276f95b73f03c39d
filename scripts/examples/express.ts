/** For pages whose `shop` is an Express app. */
export { expressApp as shop } from "./frameworks.ts";
