/** For hosts: leads from an environ to its exchange. The same in every copy of this package. */
export const exchangeKey: unique symbol = /* @__PURE__ */ Symbol.for("@tsgi/core: exchange") as never;

/** For hosts: true while headers, body and connection are those that were received. */
export const receivedKey: unique symbol = /* @__PURE__ */ Symbol.for("@tsgi/core: as received") as never;
