/** Streams for contestants that respond with a Response. */
import { pieces } from "../scenarios/_payload.ts";
import { listen } from "./_hub.ts";

export function chunks(): ReadableStream<Uint8Array> {
  const iterator = pieces();
  return new ReadableStream({
    pull(controller) {
      const { done, value } = iterator.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}

const encoder = new TextEncoder();

export function events(): ReadableStream<Uint8Array> {
  let stop: () => void;
  return new ReadableStream({
    start(controller) {
      stop = listen((event) => controller.enqueue(encoder.encode(event)));
    },
    cancel() {
      stop();
    },
  });
}
