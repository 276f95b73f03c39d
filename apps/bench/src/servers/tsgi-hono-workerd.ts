import { toHono } from "@tsgi/hono";
import { Hono } from "hono";
import { hello } from "../_hello.ts";

export default new Hono().get("/*", toHono(hello));
