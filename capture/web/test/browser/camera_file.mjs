// Makes what Chromium's fake camera shows: a picture as one frame of YUV4MPEG2, 4:2:0. Chromium itself decodes the picture.

import { readFile, writeFile } from "node:fs/promises";
import { chromium } from "playwright-core";

/** Writes the picture as a camera file: of a tall one the upper part, 3:4, no higher than what the page asks a camera for. */
export async function writeCameraFile(picture, file, { executablePath, highest = 960 }) {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    const encoded = (await readFile(picture)).toString("base64");
    const { width, height, planes } = await page.evaluate(decode, { encoded, highest });
    const head = `YUV4MPEG2 W${width} H${height} F15:1 Ip A1:1 C420jpeg\n`;
    const frame = Buffer.concat([Buffer.from("FRAME\n"), Buffer.from(planes, "base64")]);
    await writeFile(file, Buffer.concat([Buffer.from(head), frame, frame]));
  } finally {
    await browser.close();
  }
  return file;
}

/** Runs in the browser: the picture's planes, BT.601. */
async function decode({ encoded, highest }) {
  const image = new Image();
  image.src = `data:image/jpeg;base64,${encoded}`;
  await image.decode();
  const seen = Math.min(image.naturalHeight, (image.naturalWidth * 4) / 3);
  const shrink = Math.min(1, highest / seen);
  const [width, height] = [image.naturalWidth, seen].map((side) => Math.floor((side * shrink) / 2) * 2);
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, image.naturalWidth, seen, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const pixel = (x, y) => data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3);
  const dot = ([r, g, b], [wr, wg, wb]) => r * wr + g * wg + b * wb;
  const bytes = [];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) bytes.push(16 + dot(pixel(x, y), [0.2568, 0.5041, 0.0979]));
  }
  for (const weights of [[-0.1482, -0.291, 0.4392], [0.4392, -0.3678, -0.0714]]) {
    for (let y = 0; y < height; y += 2) {
      for (let x = 0; x < width; x += 2) {
        const four = [pixel(x, y), pixel(x + 1, y), pixel(x, y + 1), pixel(x + 1, y + 1)];
        bytes.push(128 + four.reduce((sum, one) => sum + dot(one, weights), 0) / 4);
      }
    }
  }
  const planes = Uint8ClampedArray.from(bytes);
  let binary = "";
  for (let at = 0; at < planes.length; at += 8192) binary += String.fromCharCode(...planes.subarray(at, at + 8192));
  return { width, height, planes: btoa(binary) };
}
