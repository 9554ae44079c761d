// Whether the light on a face is good, from the brightness of the middle and the edge of the live picture.

/** What is wrong with the light, if anything. */
export type Light = "good" | "dark" | "bright" | "backlit" | "flat";

const SIZE = 64;

/** Draws the live picture small and judges its light. */
export class LightMeter {
  readonly #canvas = document.createElement("canvas");

  constructor() {
    this.#canvas.width = SIZE;
    this.#canvas.height = SIZE;
  }

  read(video: HTMLVideoElement): Light | null {
    const context = this.#canvas.getContext("2d", { willReadFrequently: true });
    if (context === null || video.videoWidth === 0) return null;
    context.drawImage(video, 0, 0, SIZE, SIZE);
    return judge(context.getImageData(0, 0, SIZE, SIZE).data, SIZE);
  }
}

/** Judges square RGBA pixels. */
export function judge(pixels: Uint8ClampedArray, size: number): Light {
  const middle: number[] = [];
  const edge: number[] = [];
  for (let index = 0; index < size * size; index += 1) {
    const [x, y] = [(index % size) / size - 0.5, Math.floor(index / size) / size - 0.5];
    const red = pixels[index * 4] ?? 0;
    const green = pixels[index * 4 + 1] ?? 0;
    const blue = pixels[index * 4 + 2] ?? 0;
    const inOval = (x / 0.22) ** 2 + (y / 0.35) ** 2 < 1;
    (inOval ? middle : edge).push(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  }
  const face = mean(middle);
  if (face < 50) return mean(edge) > 130 ? "backlit" : "dark";
  if (face > 225) return "bright";
  if (mean(edge) - face > 90) return "backlit";
  return deviation(middle, face) < 8 ? "flat" : "good";
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}

function deviation(values: readonly number[], around: number): number {
  return Math.sqrt(mean(values.map((value) => (value - around) ** 2)));
}
