import { honoApp } from "../apps/_hono-app.ts";
import { serveBun } from "./_runtimes.ts";

const app = honoApp();

serveBun((request) => app.fetch(request));
