import { honoApp } from "../apps/_hono-app.ts";
import { serveBun } from "./_runtimes.ts";

const app = honoApp();

export default serveBun((request) => app.fetch(request));
