/** A fetch application as people have them; `Kind` is the Response it answers with. */
export function existingApp(Kind: typeof Response): (request: Request) => Response | Promise<Response> {
  const answer = (text: string, type: string): Response =>
    new Kind(text, { headers: { "content-type": type, "content-length": String(text.length) } });
  return (request) => {
    const { pathname } = new URL(request.url);
    if (pathname !== "/") return answer("Not Found", "text/plain");
    if (request.method !== "POST") return answer("Hello, TSGI world!", "text/plain; charset=utf-8");
    return request.json().then((value) => answer(JSON.stringify(value), "application/json"));
  };
}
