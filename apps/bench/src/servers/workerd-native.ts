/** The shortest Worker that gives the answer. */
export default {
  fetch(_request: Request): Response {
    return new Response("Hello, TSGI world!", { headers: { "content-type": "text/plain; charset=utf-8" } });
  },
};
