// What to do about the light while the camera is on.

import { type Light, LightMeter } from "../light.js";
import type { Surroundings } from "../screen.js";

/** Says what is wrong with the light once it was so twice running, for as long as the camera is on. */
export function guideLight(here: Surroundings, video: HTMLVideoElement, hint: HTMLElement, on: () => boolean): void {
  const meter = new LightMeter();
  let last: Light | null = null;
  const look = setInterval(() => {
    if (!on()) return clearInterval(look);
    const light = meter.read(video);
    if (light !== null && light === last) {
      const words = here.text(`page-light-${light}`);
      hint.className = light === "good" ? "hint good" : "hint warning";
      if (hint.textContent !== words) hint.textContent = words;
    }
    last = light;
  }, 600);
}
