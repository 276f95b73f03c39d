import { createServer, type Server } from "node:http";
import { toExpress } from "@tsgi/express";
import express from "express";
import { hello } from "../_hello.ts";

export default function start(): Server {
  return createServer(express().use("/", toExpress(hello)));
}
