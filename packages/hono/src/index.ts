export {
  honoContext,
  honoEnv,
  honoExecutionContext,
  honoMount,
  toHono,
  type HonoContext,
  type HonoExecutionContext,
  type HonoHandler,
  type HonoOptions,
} from "./to-hono.ts";
