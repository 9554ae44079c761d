// The selfie: camera, guidance, count-down, a look at the picture, sending, the service's advice.

import { type CameraError, CameraError as Trouble, takePicture, turnOff, turnOn } from "../camera.js";
import { drawing, element } from "../elements.js";
import { pictureHint } from "../hint.js";
import { Notice, actions, button, during, paragraph, trouble } from "../parts.js";
import facePicture from "../pictures/face.svg";
import ovalPicture from "../pictures/oval.svg";
import { Problem } from "../problem.js";
import type { Screen, Surroundings } from "../screen.js";
import type { Advice } from "../upload.js";
import { guideLight } from "./light_hint.js";

/** What was done with the selfie, kept while the language is changed. */
export interface SelfieDraft {
  picture: Blob | null;
  sending: { promise: Promise<Advice>; sent: number } | null;
  /** The service keeps a picture that can be judged. */
  received: boolean;
  /** What the service said of the last picture, where it would rather have another. */
  advice: string | null;
}

/** What the screen asks for. */
export interface SelfieActions {
  send(picture: Blob, told: (sent: number) => void): Promise<Advice>;
  conclude(): Promise<void>;
}

/** The screen for the selfie. */
export function selfie(here: Surroundings, draft: SelfieDraft, does: SelfieActions): Screen {
  const scene = new Selfie(here, draft, does);
  if (draft.sending) scene.sending();
  else if (draft.picture) scene.review();
  else scene.ready();
  return {
    heading: here.text("page-selfie-heading"),
    content: [scene.node],
    leave: () => scene.leave(),
  };
}

/** What is shown is what is sent: the frame has the picture's own shape. */
function frame(finder: HTMLElement, width: number, height: number): void {
  if (width > 0 && height > 0) finder.style.setProperty("--ratio", String(width / height));
}

const COUNT = 3;

class Selfie {
  readonly node = element("div", { class: "stack" });
  readonly #notice = new Notice();
  #stream: MediaStream | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #left = false;

  constructor(
    readonly here: Surroundings,
    readonly draft: SelfieDraft,
    readonly does: SelfieActions,
  ) {}

  leave(): void {
    this.#left = true;
    this.#dark();
  }

  /** Before the camera is on. */
  ready(): void {
    const { here, draft } = this;
    const on = button(here.text("page-camera-on"), "primary", () => void this.#light(on));
    const tips = ["light", "alone", "straight"].map((tip) => element("li", {}, here.text(`page-tip-${tip}`)));
    this.#show(
      this.#word(),
      paragraph(here.text("page-selfie-lead"), "lead"),
      drawing(facePicture, "picture"),
      element("ul", { class: "ticks" }, ...tips),
      this.#notice.node,
      actions(on, draft.received ? this.#finishButton() : null),
    );
  }

  /** What the service has made of the last picture. */
  #word(): HTMLElement | null {
    const { here, draft } = this;
    if (draft.advice !== null) return paragraph(here.text(pictureHint(draft.advice)), "notice warning");
    return draft.received ? paragraph(here.text("page-selfie-there"), "notice good") : null;
  }

  #finishButton(): HTMLButtonElement {
    const words = this.draft.advice === null ? "page-finish" : "page-selfie-anyway";
    const finish = button(this.here.text(words), "secondary", () => void during(this.here, finish, this.#notice, () => this.does.conclude()));
    return finish;
  }

  /** The picture, before it is sent. */
  review(): void {
    const { here, draft } = this;
    if (draft.picture === null) return;
    const image = element("img", { class: "taken", alt: here.text("page-selfie-alt"), src: URL.createObjectURL(draft.picture) });
    const finder = element("div", { class: "viewfinder" }, image);
    image.addEventListener("load", () => {
      frame(finder, image.naturalWidth, image.naturalHeight);
      URL.revokeObjectURL(image.src);
    }, { once: true });
    const use = button(here.text("page-selfie-use"), "primary", () => this.sending());
    this.#show(
      paragraph(here.text("page-selfie-review"), "lead"),
      finder,
      this.#notice.node,
      actions(use, this.#again("secondary")),
    );
    use.focus();
  }

  /** While it is sent. */
  sending(): void {
    const { here, draft } = this;
    const picture = draft.picture;
    if (picture === null) return;
    const bar = element("progress", { max: "100", "aria-label": here.text("page-selfie-sending") });
    bar.value = ((draft.sending?.sent ?? 0) / picture.size) * 100;
    this.#show(element("div", { class: "card reading" }, element("p", { class: "stage", role: "status" }, here.text("page-selfie-sending")), bar));
    draft.sending ??= { sent: 0, promise: this.does.send(picture, (sent) => draft.sending && (draft.sending.sent = sent)) };
    const sending = draft.sending;
    const told = setInterval(() => (bar.value = (sending.sent / picture.size) * 100), 100);
    sending.promise
      .then((advice) => this.#sent(advice))
      .catch((error: unknown) => this.#unsent(error))
      .finally(() => clearInterval(told));
  }

  #sent(advice: Advice): void {
    if (this.#left) return;
    const { draft } = this;
    Object.assign(draft, { sending: null, picture: null });
    draft.received ||= advice.face === "ok";
    draft.advice = advice.face !== "ok" ? advice.face : advice.attack === "attack" ? "presentation_attack" : null;
    if (draft.advice === null) return void this.#finish();
    this.#advise(draft.advice);
  }

  #unsent(error: unknown): void {
    if (this.#left) return;
    this.draft.sending = null;
    if (error instanceof Problem && error.code === "no_attempts_left") this.ready();
    else this.review();
    this.#notice.show("error", trouble(this.here, error));
  }

  async #finish(): Promise<void> {
    const { here } = this;
    this.#show(paragraph(here.text("page-selfie-good"), "notice good"), this.#notice.node);
    here.announce(here.text("page-selfie-good"));
    try {
      await this.does.conclude();
    } catch (error) {
      if (this.#left) return;
      this.ready();
      this.#notice.show("error", trouble(here, error));
    }
  }

  /** The service would rather have another picture. */
  #advise(advice: string): void {
    const again = this.#again("primary");
    this.#show(this.#notice.node, actions(again, this.draft.received ? this.#finishButton() : null));
    this.#notice.show("warning", this.here.text(pictureHint(advice)));
    again.focus();
  }

  #again(kind: "primary" | "secondary"): HTMLButtonElement {
    const again = button(this.here.text("page-selfie-again"), kind, () => {
      this.draft.picture = null;
      void this.#light(again);
    });
    return again;
  }

  async #light(waiting: HTMLButtonElement): Promise<void> {
    const { here } = this;
    this.#notice.clear();
    waiting.setAttribute("aria-disabled", "true");
    try {
      const stream = await turnOn();
      if (this.#left) return turnOff(stream);
      this.#stream = stream;
      await this.#live(stream);
    } catch (error) {
      waiting.removeAttribute("aria-disabled");
      const why = error instanceof Trouble ? (error as CameraError).trouble : "busy";
      this.#dark();
      this.ready();
      this.#notice.show("error", here.text(`page-camera-${why}`));
    }
  }

  async #live(stream: MediaStream): Promise<void> {
    const { here } = this;
    const video = element("video", { playsinline: true, muted: true, autoplay: true, "aria-label": here.text("page-camera-alt") });
    video.muted = true;
    video.srcObject = stream;
    const number = element("p", { class: "count", role: "alert" });
    const hint = element("p", { class: "hint", role: "status" });
    const take = button(here.text("page-selfie-take"), "primary", () => this.#countDown(take, number, video));
    const finder = element("div", { class: "viewfinder" }, video, drawing(ovalPicture, "oval"), number);
    this.#show(paragraph(here.text("page-selfie-live"), "lead"), finder, hint, this.#notice.node, actions(take));
    await video.play();
    frame(finder, video.videoWidth, video.videoHeight);
    take.focus();
    guideLight(here, video, hint, () => this.#stream === stream);
  }

  #countDown(take: HTMLButtonElement, number: HTMLElement, video: HTMLVideoElement): void {
    const { here } = this;
    if (this.#timer !== undefined) return this.#stopCount(take, number);
    let count = COUNT;
    number.textContent = String(count);
    take.textContent = here.text("page-selfie-stop");
    this.#timer = setInterval(() => {
      count -= 1;
      if (count > 0) return void (number.textContent = String(count));
      this.#stopCount(take, number);
      void this.#shoot(video);
    }, 1000);
  }

  #stopCount(take: HTMLButtonElement, number: HTMLElement): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    number.textContent = "";
    take.textContent = this.here.text("page-selfie-take");
  }

  async #shoot(video: HTMLVideoElement): Promise<void> {
    try {
      this.draft.picture = await takePicture(video);
      this.#dark();
      this.review();
    } catch {
      this.#notice.show("error", this.here.text("page-camera-busy"));
    }
  }

  #dark(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    turnOff(this.#stream);
    this.#stream = null;
  }

  #show(...nodes: Array<Node | null>): void {
    if (!this.#left) this.node.replaceChildren(...nodes.filter((node): node is Node => node !== null));
  }
}
