/** Requirements of PEP 3333 and of this project, one row each. */

export interface Requirement {
  /** Stable. S: servers, W: write(), A: applications, M: middleware, X: extensions, F: files, N: from other linters. */
  readonly id: string;
  /** The level in PEP 3333; `ours` for requirements of this project. */
  readonly level: "must" | "should" | "may" | "ours";
  /** In one sentence. */
  readonly demands: string;
  /** The reason that no proof is needed; without one, there must be a proof. */
  readonly reason?: string;
  /** The rule that replaces the requirement if this project decided otherwise; the proof is of this rule. */
  readonly instead?: string;
}

export const requirements: readonly Requirement[] = [
  {
    id: "S01",
    level: "must",
    demands: "The application is called with two positional arguments.",
  },
  {
    id: "S02",
    level: "must",
    demands:
      "Every kind of callable is accepted: functions, bound and async functions, generators, classes, objects with `handle`.",
  },
  {
    id: "S03",
    level: "must",
    demands: "Each request is one call; the same application handles any number of requests.",
  },
  {
    id: "S04",
    level: "must",
    demands:
      "environ is a plain object of one class, open to assignment, and not shared with another request.",
  },
  {
    id: "S05",
    level: "must",
    demands: "The method is a non-empty token that keeps its case.",
  },
  {
    id: "S06",
    level: "must",
    demands: "SCRIPT_NAME is empty or begins with `/`, and does not end with `/`.",
  },
  {
    id: "S07",
    level: "must",
    demands: "PATH_INFO is empty, begins with `/`, or is `*`.",
  },
  {
    id: "S08",
    level: "must",
    demands: "QUERY_STRING is the part after the first `?`, not decoded.",
  },
  {
    id: "S09",
    level: "must",
    demands: "CONTENT_TYPE and CONTENT_LENGTH are the headers' values; none is invented.",
  },
  {
    id: "S10",
    level: "must",
    demands: "SERVER_NAME and SERVER_PORT are never empty.",
  },
  {
    id: "S11",
    level: "must",
    demands: "SERVER_PROTOCOL is the client's version.",
  },
  {
    id: "S12",
    level: "should",
    demands: "A header is present if and only if the client sent it, even an empty one.",
  },
  {
    id: "S13",
    level: "should",
    demands: "The peer's address is reported if it is known.",
  },
  {
    id: "S14",
    level: "should",
    demands: "TLS is reported as scheme `https`.",
  },
  {
    id: "S15",
    level: "should",
    demands: "Each host documents its variables.",
  },
  {
    id: "S16",
    level: "should",
    demands: "A missing value is undefined, never a placeholder.",
  },
  {
    id: "S17",
    level: "must",
    demands: "CGI variables are strings.",
  },
  {
    id: "S18",
    level: "may",
    demands: "environ may contain the process environment.",
    instead:
      "Not adopted: environ never contains the process environment, which a client's `Proxy` header could reach (httpoxy).",
  },
  {
    id: "S19",
    level: "must",
    demands: "The version of the interface is reported.",
  },
  {
    id: "S20",
    level: "must",
    demands: "The URL's scheme is `http` or `https`.",
  },
  {
    id: "S21",
    level: "must",
    demands: "There is always a request body to read; without one it ends at once.",
  },
  {
    id: "S22",
    level: "must",
    demands: "There is a log for text.",
  },
  {
    id: "S23",
    level: "should",
    demands: "The log takes any character.",
  },
  {
    id: "S24",
    level: "should",
    demands: "Each host documents where errors go.",
  },
  {
    id: "S25",
    level: "must",
    demands: "multithread reports whether two threads may run the application at the same time.",
    instead: "One isolate runs one thread: there is no flag, and `toWsgi` sets false.",
  },
  {
    id: "S26",
    level: "must",
    demands: "multiprocess reports whether other processes run the same application.",
  },
  {
    id: "S27",
    level: "must",
    demands: "run_once reports whether the application is expected to run only once.",
  },
  {
    id: "S28",
    level: "should",
    demands:
      "Names of server-defined variables are lower case, dotted, and begin with a prefix of the server's own.",
  },
  {
    id: "S29",
    level: "must",
    demands: "The request body is read in pieces, as a whole, or by iteration.",
    instead: "Asynchronous: by iteration, as a whole, or as a stream.",
  },
  {
    id: "S30",
    level: "should",
    demands: "The request body ends at its Content-Length; later bytes on the connection are not read.",
  },
  {
    id: "S31",
    level: "should",
    demands: "Reading without a size returns the whole rest.",
  },
  {
    id: "S32",
    level: "should",
    demands: "After its end the request body returns nothing, without an error.",
  },
  {
    id: "S33",
    level: "should",
    demands: "readline takes a size.",
    reason:
      "There is no readline: the application splits text into lines. Under `fromWsgi` it does take a size.",
  },
  {
    id: "S34",
    level: "may",
    demands: "readlines may ignore its hint.",
    reason: "There is no readlines. Under `fromWsgi` the hint is ignored.",
  },
  {
    id: "S35",
    level: "must",
    demands: "The log can be written to and flushed.",
  },
  {
    id: "S36",
    level: "must",
    demands: "startResponse takes two or three positional arguments, and works without `this`.",
  },
  {
    id: "S37",
    level: "must",
    demands: "start_response returns write().",
    instead:
      "Not adopted: startResponse returns nothing; `withWriter` turns code that writes into a body that is pulled.",
  },
  {
    id: "S38",
    level: "may",
    demands: "A server may change the headers that it receives.",
    instead: "Reversed: the server does not change them, since applications reuse arrays.",
  },
  {
    id: "S39",
    level: "must",
    demands: "The server adds the headers that HTTP requires.",
  },
  {
    id: "S40",
    level: "must",
    demands: "Header names are compared without regard to case.",
  },
  {
    id: "S41",
    level: "should",
    demands: "Headers of the connection from an application are an error.",
  },
  {
    id: "S42",
    level: "should",
    demands: "Status and headers are checked in startResponse itself.",
  },
  {
    id: "S43",
    level: "must",
    demands: "startResponse sends nothing.",
  },
  {
    id: "S44",
    level: "must",
    demands: "The head waits for the first non-empty chunk, or for the end.",
  },
  {
    id: "S45",
    level: "may",
    demands: "A head with Content-Length 0 may be sent at once.",
  },
  {
    id: "S46",
    level: "must",
    demands: "An error replaces the head if nothing has been sent.",
  },
  {
    id: "S47",
    level: "must",
    demands: "After data has been sent, the same error is thrown back.",
  },
  {
    id: "S48",
    level: "must",
    demands: "A second call without an error is refused.",
  },
  {
    id: "S49",
    level: "should",
    demands: "The server keeps no reference to the error.",
    reason: "An Error in JavaScript does not reference frames, so there is no cycle to break.",
  },
  {
    id: "S50",
    level: "should",
    demands: "At most Content-Length bytes are sent.",
  },
  {
    id: "S51",
    level: "should",
    demands: "Fewer bytes than Content-Length break the connection, and are logged.",
  },
  {
    id: "S52",
    level: "may",
    demands: "A body in one piece gets a Content-Length.",
  },
  {
    id: "S53",
    level: "must",
    demands: "Chunked coding follows RFC 9112: none for HTTP/1.0, no empty chunk before the end.",
  },
  {
    id: "S54",
    level: "must",
    demands: "The length of an iterable is only relied on if it is certain.",
  },
  {
    id: "S55",
    level: "must",
    demands: "The next chunk is requested after the previous one was accepted.",
  },
  {
    id: "S56",
    level: "must",
    demands: "No chunk waits for the next.",
    instead:
      "No chunk waits while a body waits. Bulk chunks produced at once are sent together, at most 64 KiB; if the body then computes for long without waiting, they wait for that one step.",
  },
  {
    id: "S57",
    level: "should",
    demands: "Bytes and line ends are sent unchanged.",
  },
  {
    id: "S58",
    level: "must",
    demands: "The body is closed once, however the response ends.",
  },
  {
    id: "S59",
    level: "must",
    demands: "startResponse may be called with the first chunk.",
  },
  {
    id: "S60",
    level: "must",
    demands: "No other properties of a body are read.",
  },
  {
    id: "S61",
    level: "ours",
    demands: "Without startResponse the response is a 500, and the request does not hang.",
  },
  {
    id: "S62",
    level: "must",
    demands: "`Expect: 100-continue` works without help from the application.",
  },
  {
    id: "S63",
    level: "must",
    demands: "A chunked request body arrives decoded.",
  },
  {
    id: "S64",
    level: "should",
    demands: "The server adds nothing unnecessary to the response.",
  },
  {
    id: "S65",
    level: "may",
    demands: "The server may answer conditional and range requests.",
    instead: "Not adopted: the application chooses the response.",
  },
  {
    id: "S66",
    level: "should",
    demands: "An exception is logged and answered with 500; the server keeps running.",
  },
  {
    id: "S67",
    level: "may",
    demands: "An error message may follow a partly sent body.",
    instead: "Not adopted: the connection breaks, so that the client notices.",
  },
  {
    id: "S68",
    level: "should",
    demands: "A server offers to run one request at a time.",
    reason:
      "One isolate runs one thread; an application that must not interleave its awaits needs its own lock.",
  },
  {
    id: "S69",
    level: "should",
    demands: "The deployer can add values to environ.",
  },
  {
    id: "S70",
    level: "must",
    demands: "Text of headers is ISO-8859-1.",
  },
  {
    id: "S71",
    level: "must",
    demands: "The request body is bytes.",
  },
  {
    id: "S72",
    level: "ours",
    demands: "The URL of the request can be rebuilt.",
  },
  {
    id: "S73",
    level: "ours",
    demands: "Rules for iterators of Python before 2.2.",
    reason: "They concern the history of Python, which JavaScript does not share.",
  },
  {
    id: "W1",
    level: "must",
    demands: "write() before startResponse is refused.",
  },
  {
    id: "W2",
    level: "must",
    demands: "Written data precedes iterated data.",
  },
  {
    id: "W3",
    level: "must",
    demands: "write() returns when the chunk was accepted.",
  },
  {
    id: "W4",
    level: "must",
    demands: "write() after the end is refused.",
  },
  {
    id: "A01",
    level: "must",
    demands: "An application can be called any number of times.",
  },
  {
    id: "A02",
    level: "must",
    demands: "It takes two positional arguments, and calls startResponse positionally.",
  },
  {
    id: "A03",
    level: "must",
    demands: "It returns a body, even an empty one.",
  },
  {
    id: "A04",
    level: "must",
    demands: "Its chunks are bytes or strings.",
  },
  {
    id: "A05",
    level: "must",
    demands: "It calls startResponse before its first non-empty chunk.",
  },
  {
    id: "A06",
    level: "must",
    demands: "It calls startResponse once, except with an error.",
  },
  {
    id: "A07",
    level: "must",
    demands: "It does not catch the error that startResponse throws back.",
  },
  {
    id: "A08",
    level: "must",
    demands: "It passes the error when it starts an error response after another response.",
  },
  {
    id: "A09",
    level: "should",
    demands: "It joins small pieces itself.",
  },
  {
    id: "A10",
    level: "should",
    demands: "It does not rely on its body being read to the end.",
  },
  {
    id: "A11",
    level: "must",
    demands: "It uses only the named members of input and log, and closes neither.",
  },
  {
    id: "A12",
    level: "should",
    demands: "It reads no further than Content-Length.",
    reason: "The request body has its own end, and no read takes a size: there is nothing further to read.",
  },
  {
    id: "A13",
    level: "must",
    demands: "It flushes the log if that matters, and ends lines with `\\n`.",
  },
  {
    id: "A14",
    level: "must",
    demands: "The status has the one allowed form.",
  },
  {
    id: "A15",
    level: "must",
    demands: "The headers are a list of pairs of strings.",
  },
  {
    id: "A16",
    level: "must",
    demands: "Header names are tokens.",
  },
  {
    id: "A17",
    level: "must",
    demands: "Header values have no control characters and no leading or trailing spaces.",
  },
  {
    id: "A18",
    level: "must",
    demands: "It sends no headers of the connection, and applies no transfer coding.",
  },
  {
    id: "A19",
    level: "must",
    demands: "It does not rely on the request headers of the connection.",
  },
  {
    id: "A20",
    level: "should",
    demands: "It checks for optional variables before it uses them.",
    reason: "The types do: a member that may be absent is typed as possibly undefined.",
  },
  {
    id: "A21",
    level: "should",
    demands: "It catches its own errors, and shows a helpful message.",
  },
  {
    id: "A22",
    level: "should",
    demands: "It handles conditional requests, ranges and codings itself.",
    reason: "The application chooses its response; no server interferes (S64, S65).",
  },
  {
    id: "A23",
    level: "must",
    demands: "A declared length is exact.",
  },
  {
    id: "A24",
    level: "should",
    demands: "It needs little configuration, and caches it.",
    reason: "Advice on design; a run cannot prove it.",
  },
  {
    id: "A25",
    level: "must",
    demands: "It does not call write() in its iterable.",
  },
  {
    id: "A26",
    level: "should",
    demands: "New code does not use write().",
    reason: "There is no write(); `withWriter` has none of its faults: it pulls, with backpressure.",
  },
  {
    id: "A27",
    level: "must",
    demands: "Status and headers contain no character above U+00FF.",
  },
  {
    id: "A28",
    level: "ours",
    demands: "There is a Content-Type if and only if there is content.",
  },
  {
    id: "A29",
    level: "ours",
    demands: "A response to HEAD has the same length as the response to GET.",
  },
  {
    id: "A30",
    level: "should",
    demands: "A framework documents how to obtain its application object.",
    reason: "Advice to authors of frameworks; a run cannot prove it.",
  },
  {
    id: "M01",
    level: "must",
    demands: "Middleware follows the rules of both sides.",
  },
  {
    id: "M02",
    level: "should",
    demands: "Middleware that does nothing changes nothing.",
  },
  {
    id: "M03",
    level: "must",
    demands: "It yields a chunk for each chunk, without waiting for more.",
  },
  {
    id: "M04",
    level: "must",
    demands: "It returns when the inner application returns.",
  },
  {
    id: "M05",
    level: "must",
    demands: "It does not pass yielded data to write().",
    reason: "There is no write().",
  },
  {
    id: "M06",
    level: "must",
    demands: "It closes the inner body.",
  },
  {
    id: "M07",
    level: "must",
    demands: "It closes a body that it replaces or discards.",
  },
  {
    id: "M08",
    level: "must",
    demands: "It passes on the error argument of startResponse.",
  },
  {
    id: "M09",
    level: "may",
    demands: "It may handle an error and respond itself.",
  },
  {
    id: "M10",
    level: "must",
    demands: "It adds no headers of the connection.",
  },
  {
    id: "M11",
    level: "ours",
    demands: "If it changes the length, it corrects or removes Content-Length.",
  },
  {
    id: "M12",
    level: "should",
    demands: "It offers features as functions of environ.",
  },
  {
    id: "M13",
    level: "ours",
    demands: "It changes the path on a copy, so that its caller sees the original.",
  },
  {
    id: "M14",
    level: "ours",
    demands: "It passes on startup and shutdown.",
  },
  {
    id: "M15",
    level: "ours",
    demands: "A synchronous application stays synchronous.",
  },
  {
    id: "X01",
    level: "must",
    demands:
      "A replacement for a part of the interface comes from environ, and takes effect when it is returned.",
  },
  {
    id: "X02",
    level: "must",
    demands: "An extension refuses if it is inconsistent with environ.",
  },
  {
    id: "X03",
    level: "must",
    demands: "A way around startResponse requires the original one.",
  },
  {
    id: "F01",
    level: "may",
    demands: "A host may have no files.",
  },
  {
    id: "F02",
    level: "must",
    demands: "Creating a file body sends nothing and opens nothing.",
  },
  {
    id: "F03",
    level: "must",
    demands: "The file is closed, however the response ends.",
  },
  {
    id: "F04",
    level: "must",
    demands: "Sources other than the host's files are accepted.",
  },
  {
    id: "F05",
    level: "ours",
    demands: "It sends from a position to the end, or up to the length.",
  },
  {
    id: "F06",
    level: "may",
    demands: "The server may determine the length.",
  },
  {
    id: "F07",
    level: "must",
    demands: "The host's fastest path is used only for a body that is returned unchanged.",
  },
  {
    id: "N01",
    level: "ours",
    demands: "Statuses without content have no length and no type.",
  },
  {
    id: "N02",
    level: "ours",
    demands: "HEAD gets no content.",
  },
  {
    id: "N03",
    level: "ours",
    demands: "Content-Length equals the bytes.",
  },
  {
    id: "N04",
    level: "ours",
    demands: "No header is named `status`.",
  },
  {
    id: "N05",
    level: "ours",
    demands: "SERVER_NAME is a host, and Host an authority.",
  },
  {
    id: "N06",
    level: "ours",
    demands: "PATH_INFO has no `#`.",
  },
  {
    id: "N07",
    level: "ours",
    demands: "Only OPTIONS has `*`, and only CONNECT an authority.",
  },
  {
    id: "N08",
    level: "ours",
    demands: "The dictionary of `toWsgi` has no HTTP_CONTENT_TYPE and no HTTP_CONTENT_LENGTH.",
  },
  {
    id: "N09",
    level: "ours",
    demands: "Host, Content-Type and Content-Length are not repeated.",
  },
  {
    id: "N10",
    level: "ours",
    demands: "Content-Length never occurs together with Transfer-Encoding.",
  },
  {
    id: "N11",
    level: "ours",
    demands: "Callbacks of onFinish run once, the last first, and cannot change the response.",
  },
  {
    id: "N12",
    level: "ours",
    demands: "A body is iterated once, and never after it was closed.",
  },
  {
    id: "N13",
    level: "ours",
    demands: "Entity tags are quoted, and weak ones begin with a capital W.",
  },
  {
    id: "N14",
    level: "ours",
    demands: "Location is absolute.",
    instead: "Not adopted: RFC 9110 allows a relative one.",
  },
  {
    id: "N15",
    level: "ours",
    demands: "Several Cookie headers are joined with `; `.",
  },
  {
    id: "N16",
    level: "ours",
    demands: "Early hints are checked like headers.",
  },
  {
    id: "N17",
    level: "ours",
    demands: "A body that is never closed is reported.",
  },
];
