/** The initial cost of the smallest program: see programs/programs.ts. */
import { requests } from "./requests.ts";
import type { Scenario } from "./scenario.ts";

const { request, answer } = requests.find(({ id }) => id === "text")!;

export const coldNode: Scenario = {
  id: "cold-node",
  title: "Cold start on Node",
  says:
    "From a fresh process to its first response, with the published packages and without a bundler; " +
    "and the cost of importing them: CPU time beyond that of a process that imports nothing.",
  kind: "cold-node",
  request,
  answer,
  metrics: ["coldCpu", "coldTime", "importCpu"],
};

export const coldLambda: Scenario = {
  id: "cold-lambda",
  title: "Cold start on Lambda",
  says:
    "From a fresh process of Lambda's own runtime client to the response to its first event, each function bundled and " +
    "minified. The cost of importing is measured without a bundler and without Lambda: CPU time beyond that of a process " +
    "that imports nothing.",
  kind: "cold-lambda",
  event: "v2",
  request,
  answer,
  metrics: ["coldCpu", "coldTime", "importCpu"],
};

export const size: Scenario = {
  id: "size",
  title: "Size of the smallest program",
  says:
    "A program that responds with 18 bytes of text, bundled and minified by esbuild with all its imports, " +
    "except the runtime's own modules.",
  kind: "size",
  request,
  answer,
  metrics: ["brotli", "gzip", "minified"],
};

export const ofPrograms: readonly Scenario[] = [coldNode, coldLambda, size];
