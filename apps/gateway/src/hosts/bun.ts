import { serve } from "@tsgi/bun";
import { app } from "../app.ts";
import type { Start } from "./_start.ts";

export const start: Start = (options) => serve(app, options);
