/** For hosts: the key of an environ's exchange. The same in every copy of this package. */
export const exchangeKey: unique symbol = /* @__PURE__ */ Symbol.for("@tsgi/core: exchange") as never;

/** For hosts: true as long as headers, body and connection are those received. */
export const receivedKey: unique symbol = /* @__PURE__ */ Symbol.for("@tsgi/core: as received") as never;
