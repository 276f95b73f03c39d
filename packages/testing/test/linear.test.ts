import { iterate, input, linearTests } from "@tsgi/harness/linear-tests";
import { StreamInput } from "../src/_input.ts";

linearTests([], [...input("the input in tests", (chunks) => new StreamInput(iterate(chunks)))]);
