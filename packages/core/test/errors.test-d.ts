/** Type tests: checked by the compiler, never run. */
import type * as errorTable from "../src/errors.ts";
import { TSGI_START_TWICE } from "../src/errors.ts";
import { TsgiError, type ErrorCode } from "../src/index.ts";

declare const error: TsgiError;
declare function takesTable(table: { readonly [Code in ErrorCode]: { readonly code: Code } }): void;
declare const table: typeof errorTable;
declare function takes(...values: unknown[]): void;

takes(new TsgiError(TSGI_START_TWICE));
takes(new TsgiError(TSGI_START_TWICE, "a head of status 200", new Error("below")));
// @ts-expect-error: a row that is not imported
takes(new TsgiError(TSGI_NOT_STARTED));
// @ts-expect-error: a row is thrown, not its code
takes(new TsgiError("TSGI_START_TWICE"));
// @ts-expect-error: no row of the table
takes(new TsgiError({ code: "TSGI_OTHER", message: "Something else" }));

takes(error.code === "TSGI_START_TWICE");
// @ts-expect-error: no code of the table
takes(error.code === "TSGI_OTHER");

// Each row is exported under its own code.
takesTable(table);
