import { toExpress } from "@tsgi/express";
import express from "express";
import { app } from "../app.ts";
import { listen } from "./_listen.ts";
import type { Start } from "./_start.ts";

export const start: Start = (options) =>
  listen(express().disable("x-powered-by").use(toExpress(app)), options);
