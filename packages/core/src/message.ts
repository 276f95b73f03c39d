/** The parts of requests and responses. */

/**
 * Response headers: pairs of name and value, in the order in which they are sent. A name may repeat. Names are RFC 9110
 * tokens; values contain no control characters and nothing above U+00FF.
 */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** A piece of a body. A string is sent as UTF-8. */
export type Chunk = Uint8Array | string;
