import { honoApp } from "../apps/_hono-app.ts";
import { serveDeno } from "./_runtimes.ts";

const app = honoApp();

export default serveDeno((request) => app.fetch(request));
