/* oxlint-disable tsgi/plain-english -- quotes what it bans */
/**
 * Phrases that a native engineer would not write, each with what to write instead. House style is plain, active English: name
 * the thing, and let a docstring begin with a verb in the third person.
 *
 * A pattern is here only if nearly every match is wrong. To keep a phrase that is right in its place, put it in backticks if it
 * is a quotation, or disable `tsgi/plain-english` for the line and state the reason.
 */

/** Folders and files that the rule skips for now, as prefixes of paths from the root of the repository. */
export const NOT_YET_SWEPT: readonly string[] = [
  "docs/benchmarks.md",
  "docs/hosts/matrix.md",
  "docs/matrix.md",
  "docs/spec.md",
];

export interface Phrase {
  /** Matched against a paragraph in which every run of white space is one space and code is `_`. */
  readonly pattern: RegExp;
  /** What to write instead. */
  readonly instead: string;
  /** `docstring`: only the first paragraph of a docstring is matched. Default: all prose. */
  readonly scope?: "docstring";
}

export const PHRASES: readonly Phrase[] = [
  { pattern: /\bwhoever\b/gi, instead: "name the party (the caller, the server), or: anyone who" },
  {
    pattern: /\b(?:some|no)body\b/gi,
    instead: "name the party (the caller, another middleware), or: nothing",
  },
  { pattern: /\bstands? for\b/gi, instead: "represents, means, replaces" },
  // Not the beginning of "as it is read".
  {
    pattern:
      /\bas (?:it (?:is|was|came)|they (?:are|were|came))(?= ?(?:[.,;:)!?]|$)| (?:and|but|or|nor|without|when|if)\b)/gi,
    instead: "unchanged, as received",
  },
  { pattern: /, say(?=[.,;:)])|(?:[(,_] |^)say,/g, instead: "for example" },
  { pattern: /\bno (?:valid )?UTF-8\b/g, instead: "invalid UTF-8" },
  // Not "there is no" and "is no longer", "is no larger than", "is no exception".
  {
    pattern:
      /(?<!\b(?:there|here) )\b(?:is|are|was|were|be) no (?!(?:longer|more|less|use|doubt|exception|guarantee|substitute)\b|\w+er than\b)(?=[A-Za-z_])/gi,
    instead: "is not a, is not",
  },
  // Not "the client left the connection open".
  {
    pattern:
      /\b(?:client|peer|browser|visitor|reader)s?(?: that| who)?(?: has| have| had| is| are)?(?: already| just)? (?:leaves?|left|leaving)\b(?! (?:out|the|an?|it|its|open|room|them|behind|to|unread|alone)\b)/gi,
    instead: "disconnects, disconnected",
  },
  // Not "tells the two apart" and "tells the client that".
  {
    pattern:
      /\btells(?= (?:whether|what|which|how|when|where|why|that|if|of|from|more|nothing)\b|[.,;:]|$)/gi,
    instead: "reports, says, returns",
  },
  { pattern: /\b(?:told|tell) (?:of|from)\b/gi, instead: "report, distinguish from" },
  { pattern: /\bgives(?! (?:up|way|rise)\b)/gi, instead: "returns, produces, passes, provides" },
  { pattern: /\bat the most\b/gi, instead: "at most" },
  {
    pattern:
      /\bthe most (?:that|bytes|chunks|characters|connections|entries|fields|keys|milliseconds|parts|requests|seconds)\b/gi,
    instead: "the maximum",
  },
  {
    pattern:
      /\bwhere (?:there|it|this|that|they|one) (?:is|are|was|were|does|do|has|have) (?:no|not|none|nothing)\b/gi,
    instead: "if there is no, if it is not",
  },
  { pattern: /(?:^|[.:;] )Where(?! to\b| (?:is|are|do|does)\b)(?=[^.?]*,)/g, instead: "If, When" },
  { pattern: /\bthere and back\b/gi, instead: "the round trip" },
  { pattern: /\b(?:is|are|was|were) to be\b/gi, instead: "must be, should be, will be" },
  { pattern: /\bin the midst\b/gi, instead: "in the middle, during" },
  { pattern: /\bmend(?:s|ed|ing)?\b/gi, instead: "fix" },
  { pattern: /(?<!\bby )\bhand(?:s|ed|ing)? (?:[a-z_]+ ){0,2}?on\b(?! the\b)/g, instead: "pass on" },
  { pattern: /\blets? go of\b/gi, instead: "release" },
  { pattern: /\bbut for\b/gi, instead: "except" },
  { pattern: /\b(?:that|which|what) (?:is|are) none\b/gi, instead: "that is not one, invalid" },
  {
    pattern: /\b(?:is|are|was|were) told (?:that|of|when|whether|which|what|by)\b/gi,
    instead: "is notified, is reported, learns",
  },
  { pattern: /\banew\b/gi, instead: "again, from scratch" },
  {
    pattern: /\b(?:wherein|whereof|whence|thence|thereof|therein)\b/gi,
    instead: "in which, of which, from there",
  },
  // Not "a part of Node's parser".
  {
    pattern:
      /\b(?:an?|the|every|each|no) [a-z]+ of [A-Z]\w+'s(?=[.,;:)]|$| (?:are|and|as|at|by|does|gets?|has|in|is|on|or|takes|that|to|was|with)\b)/g,
    instead: "a Node server, not: a server of Node's",
  },
  {
    pattern: /^(?:What|Which|How|Who|Whose|Gives|Tells)\b/g,
    instead: "begin with a verb in the third person, or with a noun",
    scope: "docstring",
  },
];
