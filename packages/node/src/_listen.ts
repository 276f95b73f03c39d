import type { Application, Body } from "@tsgi/core";
import type { Borrower } from "./_borrow.ts";
import { borrowFromChain } from "./_connect-chain.ts";
import { borrowFromServer } from "./_loan.ts";
import { NodePair } from "./_node-pair.ts";
import type { PairKind } from "./_node-pair-request.ts";

/** Runs a listener on the server's own request and response where they can be had, and on a pair that stands for them. */
export function listen(
  listener: Borrower["listener"],
  timeout: number,
  kind?: PairKind,
  throwsErrors = false,
): Application {
  const application: Application = (environ, startResponse) => {
    const instead = (): Body | Promise<Body> => {
      const pair = new NodePair(environ, startResponse, kind);
      return pair.answer(() => listener(pair.request as never, pair.response as never), timeout);
    };
    const borrower: Borrower = {
      application,
      environ,
      startResponse,
      listener,
      timeout,
      throwsErrors,
      instead,
    };
    return borrowFromServer(borrower) ?? borrowFromChain(borrower) ?? instead();
  };
  return application;
}
