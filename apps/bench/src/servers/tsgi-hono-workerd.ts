import { toHono } from "@tsgi/hono";
import { Hono } from "hono";
import { tsgiApp } from "../apps/_tsgi-app.ts";

export default new Hono().all("/*", toHono(tsgiApp()));
