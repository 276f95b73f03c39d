import { createServer, type Server } from "node:http";
import { toExpress } from "@tsgi/express";
import express from "express";
import { tsgiApp } from "../apps/_tsgi-app.ts";

export default function start(): Server {
  return createServer(express().disable("x-powered-by").use("/", toExpress(tsgiApp())));
}
