export { honoContext, toHono, type HonoContext, type HonoOptions } from "./to-hono.ts";
