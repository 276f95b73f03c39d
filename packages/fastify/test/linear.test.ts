import { iterate, input, linearTests } from "@tsgi/harness/linear-tests";
import { PayloadInput } from "../src/_payload-input.ts";

linearTests([], [...input("Fastify's input", (chunks) => new PayloadInput(iterate(chunks)))]);
