import { honoApp } from "../apps/_hono-app.ts";
import { serveDeno } from "./_runtimes.ts";

const app = honoApp();

serveDeno((request) => app.fetch(request));
