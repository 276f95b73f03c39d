/** What PEP 3333 demands, and what this project adds: one row for each requirement. */

export interface Requirement {
  /** Stable. S: servers, W: write(), A: applications, M: middleware, X: extensions, F: files, N: from other linters. */
  readonly id: string;
  /** As PEP 3333 has it; `ours` where it is not the PEP's. */
  readonly level: "must" | "should" | "may" | "ours";
  /** In one sentence. */
  readonly demands: string;
  /** Why nothing needs to show it; without one, something has to. */
  readonly reason?: string;
  /** Where this project decided otherwise: what holds in its place, which is what has to be shown. */
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
      "Every kind of callable will do: functions, bound ones, async ones, generators, classes, objects with `handle`.",
  },
  {
    id: "S03",
    level: "must",
    demands: "One call for each request; the same application answers any number of them.",
  },
  {
    id: "S04",
    level: "must",
    demands: "environ is a plain object of one class, open to assignment, and no other request's.",
  },
  {
    id: "S05",
    level: "must",
    demands: "The method is a token that is not empty, its case kept.",
  },
  {
    id: "S06",
    level: "must",
    demands: "SCRIPT_NAME is empty or begins with `/`, and does not end with one.",
  },
  {
    id: "S07",
    level: "must",
    demands: "PATH_INFO is empty, begins with `/`, or is `*`.",
  },
  {
    id: "S08",
    level: "must",
    demands: "QUERY_STRING is what follows the first `?`, undecoded.",
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
    demands: "A header is there if and only if the client sent it, an empty one too.",
  },
  {
    id: "S13",
    level: "should",
    demands: "The peer's address is told where it is known.",
  },
  {
    id: "S14",
    level: "should",
    demands: "TLS shows as scheme `https`.",
  },
  {
    id: "S15",
    level: "should",
    demands: "Each host documents the variables it gives.",
  },
  {
    id: "S16",
    level: "should",
    demands: "What is missing is undefined, never a placeholder.",
  },
  {
    id: "S17",
    level: "must",
    demands: "CGI variables are strings.",
  },
  {
    id: "S18",
    level: "may",
    demands: "The process environment may show in environ.",
    instead:
      "Not adopted: environ never holds the process environment, which a client's `Proxy` header could reach (httpoxy).",
  },
  {
    id: "S19",
    level: "must",
    demands: "The version of the interface is told.",
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
    demands: "multithread tells whether two threads may run the application at a time.",
    instead: "One isolate runs one thread: there is no flag, and `toWsgi` says false.",
  },
  {
    id: "S26",
    level: "must",
    demands: "multiprocess tells whether other processes run the same application.",
  },
  {
    id: "S27",
    level: "must",
    demands: "run_once tells whether the application is expected to answer once only.",
  },
  {
    id: "S28",
    level: "should",
    demands: "Names of server-defined variables are lower case, dotted, and begin with the server's own.",
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
    demands: "The request body ends at its Content-Length; what follows on the connection is left alone.",
  },
  {
    id: "S31",
    level: "should",
    demands: "Reading without a size gives all that is left.",
  },
  {
    id: "S32",
    level: "should",
    demands: "Past its end the request body gives nothing, without an error.",
  },
  {
    id: "S33",
    level: "should",
    demands: "readline takes a size.",
    reason:
      "There is no readline: splitting text into lines is the application's work. Under `fromWsgi` it does.",
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
    demands: "The log can be flushed and written to.",
  },
  {
    id: "S36",
    level: "must",
    demands: "startResponse takes two or three positional arguments, and needs no object.",
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
    demands: "A server may change the headers it was given.",
    instead: "Turned round: the server leaves them alone, since applications reuse arrays.",
  },
  {
    id: "S39",
    level: "must",
    demands: "The server adds the headers that HTTP demands.",
  },
  {
    id: "S40",
    level: "must",
    demands: "Header names are compared without case.",
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
    demands: "The head waits for the first chunk that is not empty, or for the end.",
  },
  {
    id: "S45",
    level: "may",
    demands: "A head with Content-Length 0 may go out at once.",
  },
  {
    id: "S46",
    level: "must",
    demands: "An error replaces the head while nothing is sent.",
  },
  {
    id: "S47",
    level: "must",
    demands: "After something is sent, the error is thrown back, the same one.",
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
    reason: "An Error holds no frames in JavaScript, so that there is no cycle to break.",
  },
  {
    id: "S50",
    level: "should",
    demands: "No more bytes than Content-Length are sent.",
  },
  {
    id: "S51",
    level: "should",
    demands: "Fewer bytes than Content-Length break the connection, and are logged.",
  },
  {
    id: "S52",
    level: "may",
    demands: "A body of one piece gets a Content-Length.",
  },
  {
    id: "S53",
    level: "must",
    demands: "Chunked coding keeps to RFC 9112: none for HTTP/1.0, no empty chunk before the end.",
  },
  {
    id: "S54",
    level: "must",
    demands: "The length of an iterable is only relied on where it is sure.",
  },
  {
    id: "S55",
    level: "must",
    demands: "The next chunk is asked for when the one before was taken.",
  },
  {
    id: "S56",
    level: "must",
    demands: "No chunk waits for the next.",
    instead:
      "Nothing waits while a body waits. Chunks of bulk that came at once go out together, 64 KiB at most; where a body then computes for long without waiting, they wait for that one step.",
  },
  {
    id: "S57",
    level: "should",
    demands: "Bytes and line ends pass unchanged.",
  },
  {
    id: "S58",
    level: "must",
    demands: "The body is closed once, whichever way the response ends.",
  },
  {
    id: "S59",
    level: "must",
    demands: "startResponse may come with the first chunk.",
  },
  {
    id: "S60",
    level: "must",
    demands: "No other properties of a body are touched.",
  },
  {
    id: "S61",
    level: "ours",
    demands: "Without startResponse there is a 500, and the request does not hang.",
  },
  {
    id: "S62",
    level: "must",
    demands: "`Expect: 100-continue` works without the application.",
  },
  {
    id: "S63",
    level: "must",
    demands: "A chunked request body arrives plain.",
  },
  {
    id: "S64",
    level: "should",
    demands: "The server adds nothing to the answer that it need not.",
  },
  {
    id: "S65",
    level: "may",
    demands: "The server may answer conditional and range requests.",
    instead: "Not adopted: what is answered is the application's to choose.",
  },
  {
    id: "S66",
    level: "should",
    demands: "An exception is logged and answered 500; the server goes on.",
  },
  {
    id: "S67",
    level: "may",
    demands: "After a part of the body was sent an error message may follow it.",
    instead: "Not adopted: the connection breaks, so that the client can tell.",
  },
  {
    id: "S68",
    level: "should",
    demands: "A server offers to run one request at a time.",
    reason:
      "One isolate runs one thread; an application that must not interleave its awaits needs a lock of its own.",
  },
  {
    id: "S69",
    level: "should",
    demands: "Who deploys can add values to environ.",
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
    reason: "They speak of a language's history that JavaScript does not share.",
  },
  {
    id: "W1",
    level: "must",
    demands: "write() before startResponse is refused.",
  },
  {
    id: "W2",
    level: "must",
    demands: "What is written comes before what is iterated.",
  },
  {
    id: "W3",
    level: "must",
    demands: "write() returns when the chunk was taken.",
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
    demands: "It returns a body, be it empty.",
  },
  {
    id: "A04",
    level: "must",
    demands: "Its chunks are bytes or strings.",
  },
  {
    id: "A05",
    level: "must",
    demands: "It calls startResponse before its first chunk that is not empty.",
  },
  {
    id: "A06",
    level: "must",
    demands: "It calls startResponse once, but for an error.",
  },
  {
    id: "A07",
    level: "must",
    demands: "It lets through what startResponse throws back.",
  },
  {
    id: "A08",
    level: "must",
    demands: "It passes the error when it begins an error response after another.",
  },
  {
    id: "A09",
    level: "should",
    demands: "It gathers small pieces itself.",
  },
  {
    id: "A10",
    level: "should",
    demands: "It does not rely on its body being read to the end.",
  },
  {
    id: "A11",
    level: "must",
    demands: "It uses the named members of input and log alone, and closes neither.",
  },
  {
    id: "A12",
    level: "should",
    demands: "It reads no further than Content-Length.",
    reason: "The request body ends by itself, and no read takes a size: there is no further to read.",
  },
  {
    id: "A13",
    level: "must",
    demands: "It flushes the log where that matters, and ends lines in `\\n`.",
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
    demands: "Header values have no control characters and no spaces around.",
  },
  {
    id: "A18",
    level: "must",
    demands: "It sends no headers of the connection, and applies no transfer coding.",
  },
  {
    id: "A19",
    level: "must",
    demands: "It does not rely on the connection's headers of the request.",
  },
  {
    id: "A20",
    level: "should",
    demands: "It checks for optional variables before it uses them.",
    reason: "The types do: what may be absent is typed as possibly undefined.",
  },
  {
    id: "A21",
    level: "should",
    demands: "It traps its own errors, and shows a helpful message.",
  },
  {
    id: "A22",
    level: "should",
    demands: "It handles conditional requests, ranges and codings itself.",
    reason: "What it answers is the application's to choose; no server interferes (S64, S65).",
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
    reason: "Advice on design; a run does not show it.",
  },
  {
    id: "A25",
    level: "must",
    demands: "It does not call write() from within its iterable.",
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
    demands: "Status and headers hold nothing above U+00FF.",
  },
  {
    id: "A28",
    level: "ours",
    demands: "There is a Content-Type if and only if there is content.",
  },
  {
    id: "A29",
    level: "ours",
    demands: "An answer to HEAD has the length that the answer to GET has.",
  },
  {
    id: "A30",
    level: "should",
    demands: "A framework tells how to obtain its application object.",
    reason: "Advice to authors of frameworks; a run does not show it.",
  },
  {
    id: "M01",
    level: "must",
    demands: "Middleware keeps to the rules of both sides.",
  },
  {
    id: "M02",
    level: "should",
    demands: "Middleware that does nothing changes nothing.",
  },
  {
    id: "M03",
    level: "must",
    demands: "It gives a chunk for each chunk, without waiting for more.",
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
    demands: "It hands on the error argument of startResponse.",
  },
  {
    id: "M09",
    level: "may",
    demands: "It may keep an error to itself and answer in its place.",
  },
  {
    id: "M10",
    level: "must",
    demands: "It adds no headers of the connection.",
  },
  {
    id: "M11",
    level: "ours",
    demands: "Where it changes the length it corrects or removes Content-Length.",
  },
  {
    id: "M12",
    level: "should",
    demands: "It offers features as functions of environ.",
  },
  {
    id: "M13",
    level: "ours",
    demands: "It moves the path on a copy, so that its caller sees the original.",
  },
  {
    id: "M14",
    level: "ours",
    demands: "It hands on startup and shutdown.",
  },
  {
    id: "M15",
    level: "ours",
    demands: "A synchronous application stays synchronous.",
  },
  {
    id: "X01",
    level: "must",
    demands: "What replaces a part of the interface is obtained from environ, and acts when it is returned.",
  },
  {
    id: "X02",
    level: "must",
    demands: "An extension refuses where it cannot agree with environ.",
  },
  {
    id: "X03",
    level: "must",
    demands: "A way around startResponse asks for the original one.",
  },
  {
    id: "F01",
    level: "may",
    demands: "A host may have no files.",
  },
  {
    id: "F02",
    level: "must",
    demands: "Making a file body sends nothing and opens nothing.",
  },
  {
    id: "F03",
    level: "must",
    demands: "The file is closed, whichever way the response ends.",
  },
  {
    id: "F04",
    level: "must",
    demands: "Other sources than the host's files will do.",
  },
  {
    id: "F05",
    level: "ours",
    demands: "It sends from a position, to the end or the length.",
  },
  {
    id: "F06",
    level: "may",
    demands: "The server may find the length out.",
  },
  {
    id: "F07",
    level: "must",
    demands: "The host's shortest way is taken only for what is returned as it is.",
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
    demands: "`*` comes with OPTIONS alone, an authority with CONNECT alone.",
  },
  {
    id: "N08",
    level: "ours",
    demands: "The dictionary of `toWsgi` has no HTTP_CONTENT_TYPE and no HTTP_CONTENT_LENGTH.",
  },
  {
    id: "N09",
    level: "ours",
    demands: "Host, Content-Type and Content-Length do not repeat.",
  },
  {
    id: "N10",
    level: "ours",
    demands: "Content-Length never comes beside Transfer-Encoding.",
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
    demands: "Early hints are checked as headers are.",
  },
  {
    id: "N17",
    level: "ours",
    demands: "A body that nobody closes is noticed.",
  },
];
