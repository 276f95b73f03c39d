import { honoApp } from "../apps/_hono-app.ts";

export default honoApp();
