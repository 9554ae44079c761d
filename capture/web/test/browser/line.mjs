// A line between browser and service that breaks when it is told to: the request has gone through, its answer never comes.

import { connect, createServer } from "node:net";

/** Opens a line to a service; `cut(pattern)` breaks it once, while a request whose head is so waits for its answer. */
export async function openLine(service) {
  const { hostname, port } = new URL(service);
  const cuts = [];
  const line = { broken: 0, cut: (pattern) => cuts.push(pattern) };
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    let doomed = false;
    const destroy = () => (near.destroy(), far.destroy());
    near.on("data", (bytes) => {
      const at = cuts.findIndex((pattern) => pattern.test(bytes.toString("latin1").split("\r\n")[0]));
      if (at >= 0) [doomed] = [true, cuts.splice(at, 1)];
      if (at >= 0) setTimeout(breakOff, 1000).unref();
      far.write(bytes);
    });
    const breakOff = () => {
      if (near.destroyed) return;
      line.broken += 1;
      destroy();
    };
    far.on("data", (bytes) => (doomed ? breakOff() : near.write(bytes)));
    for (const end of [near, far]) end.on("close", destroy).on("error", destroy);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  line.url = `http://127.0.0.1:${server.address().port}`;
  line.close = () => server.close();
  return line;
}
