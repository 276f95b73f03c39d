import { fetchLacks, type Lack, type Lacks } from "@tsgi/conformance";

/** By chance: how much of it the system has taken. */
const loses: Lack = {
  cannotRun: "Bun drops what a slow client has not received yet when the stream of a response fails",
};

/** Gaps of Bun itself: a handler without TSGI has them too. */
export const bunLacks: Lacks = {
  ...fetchLacks,
  repeatedFields: "Bun joins response headers of one name, except Set-Cookie",
  methodCase: "Bun closes the connection on a method outside its list",
  absoluteTarget: "Bun drops the authority of an absolute target and keeps Host",
  asteriskTarget: "Bun itself answers `OPTIONS *` with 400",
  expectReuse: "Bun sends `100 Continue` as soon as the head has arrived",
  // The order of the two is random.
  halfClose: {
    cannotRun: "Bun closes a connection after its client has ended its side, unless the response has started",
  },
  "case:target-raw": "Bun resolves dot segments, and converts a backslash to a slash",
  "case:target-userinfo": "Bun drops the authority of an absolute target, including user information",
  "case:body-declared": "Bun sends every stream in chunks, and drops its declared length",
  "case:fail-late-sent-chunked": loses,
  "case:fail-late-sent-length": loses,
  "case:http10": "Bun does not expose the HTTP version: every request looks like HTTP/1.1",
  "case:expect-http10": "Bun sends `100 Continue` also to HTTP/1.0 clients",
};
