import { fetchLacks, type Lack, type Lacks } from "@tsgi/conformance";

const noFragment = "workerd takes this part of the target away before the handler";
const noVersion = "workerd tells no version of HTTP: every request looks like HTTP/1.1";
const noLeaving = "workerd notices that a client left when it next has something to write to it";
const staysOpen = "workerd takes `Connection: close` away from our 400";

/** By chance: how much of it the system has taken. */
const loses: Lack = {
  cannotRun:
    "workerd resets the connection of a response that fails: what a slow client has not received is lost",
};

/** What workerd lacks, whatever runs in it: seen of a handler without TSGI, too. */
export const workerdLacks: Lacks = {
  ...fetchLacks,
  methodCase: "workerd makes a common method upper-case, and refuses an unknown one with 501",
  absoluteTarget: "workerd takes the authority of an absolute target away and keeps Host",
  latin1Fields: "workerd reads and writes header values as UTF-8",
  openFiles: { cannotRun: "a Worker has no files" },
  "case:target-fragment": noFragment,
  "case:target-scheme": noFragment,
  "case:target-userinfo": noFragment,
  "case:fields-joined": "workerd joins cookies by a comma too; Cloudflare's edge has joined them before",
  "case:http10": noVersion,
  "case:http10-no-host": "workerd refuses every request without Host",
  "case:host-empty": "workerd refuses an empty Host",
  "case:leave-waiting": noLeaving,
  "case:leave-after-upload": noLeaving,
  "case:leave-unwatched": noLeaving,
  "case:leave-stream": noLeaving,
  "case:leave-before-answer": noLeaving,
  "case:leave-late-signal": noLeaving,
  "case:leave-error-thrown": noLeaving,
  "case:input-whole-after-leaving": { cannotRun: noLeaving },
  "case:log-broken-upload-body": {
    cannotRun: "workerd logs by itself that the stream of a response has failed, whoever is to blame",
  },
  "case:fail-late-sent-chunked": loses,
  "case:fail-late-sent-length": loses,
  "case:ambiguous-cl-te": "workerd prefers Transfer-Encoding, answers, and closes the connection",
  "case:ambiguous-te-cl": "workerd prefers Transfer-Encoding, answers, and closes the connection",
  "case:ambiguous-same-lengths": "workerd makes one of lengths that agree",
  "case:ambiguous-te-twice": staysOpen,
  "case:ambiguous-bare-lf": "workerd takes a bare LF for the end of a line, and shows nothing of it",
  "case:ambiguous-two-hosts": staysOpen,
  "case:ambiguous-two-types": staysOpen,
  "case:huge-head": "workerd takes a head of 200,000 bytes",
};
