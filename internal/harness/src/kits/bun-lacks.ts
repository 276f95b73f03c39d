import { fetchLacks, type Lack, type Lacks } from "@tsgi/conformance";

/** By chance: how much of it the system has taken. */
const loses: Lack = {
  cannotRun: "Bun drops what a slow client has not received yet when the stream of a response fails",
};

/** What Bun lacks, whatever runs on it: seen of a handler without TSGI, too. */
export const bunLacks: Lacks = {
  ...fetchLacks,
  repeatedFields: "Bun joins response headers of one name, apart from Set-Cookie",
  methodCase: "Bun closes the connection on a method outside its list",
  absoluteTarget: "Bun takes the authority of an absolute target away and keeps Host",
  asteriskTarget: "Bun answers `OPTIONS *` with 400 by itself",
  expectReuse: "Bun sends `100 Continue` as soon as the head has come",
  // Which of the two comes first is chance.
  halfClose: {
    cannotRun: "Bun closes a connection whose client has ended its side, unless the answer has begun",
  },
  "case:target-raw": "Bun resolves dot segments, and makes a slash of a backslash",
  "case:target-userinfo": "Bun takes the authority of an absolute target away, user information too",
  "case:body-declared": "Bun sends every stream in chunks, and takes its declared length away",
  "case:fail-late-sent-chunked": loses,
  "case:fail-late-sent-length": loses,
  "case:http10": "Bun tells no version of HTTP: every request looks like HTTP/1.1",
  "case:expect-http10": "Bun sends `100 Continue` to clients of HTTP/1.0 too",
};
