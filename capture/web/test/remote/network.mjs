// The network between the phone and the service: it passes every byte, and can be cut while a relay speaks.

import { connect, createServer } from "node:net";

/** A network to the service on this port. */
export async function openNetwork() {
  const network = { service: 0, cutAfter: Infinity, cuts: 0 };
  const server = createServer((near) => {
    const far = connect(network.service, "127.0.0.1");
    let relay = false;
    let passed = 0;
    const end = () => (near.destroy(), far.destroy());
    near.on("error", end).on("close", end);
    far.on("error", end).on("close", end);
    near.on("data", (bytes) => {
      if (/^GET \/v1\/relay\//.test(bytes.toString("latin1", 0, 20))) relay = true;
      if (relay) passed += bytes.length;
      if (passed < network.cutAfter) return far.write(bytes);
      Object.assign(network, { cutAfter: Infinity, cuts: network.cuts + 1 });
      return end();
    });
    far.on("data", (bytes) => near.write(bytes));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  network.port = server.address().port;
  network.stop = () => server.close();
  return network;
}

/** A port that is free now. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
