/** Writes docs/benchmarks.md and its charts from the results of the last `pnpm bench`, which it does not run. */
import { writePage } from "bench/report";

writePage();
