/** The kinds of application behind the gateway: what each is called, and where it stands. */
export const kindNames: readonly (readonly [name: string, place: string])[] = [
  ["TSGI", "/kinds/tsgi"],
  ["WSGI (PEP 3333)", "/kinds/wsgi"],
  ["fetch handler", "/kinds/fetch"],
  ["Hono", "/api"],
  ["Worker", "/kinds/worker"],
  ["node:http listener", "/kinds/node"],
  ["Connect", "/kinds/connect"],
  ["Express", "/shop"],
  ["Koa", "/kinds/koa"],
  ["Fastify", "/files"],
  ["Lambda function", "/kinds/lambda"],
];
