// The camera: one stream, one still picture, nothing kept.

/** Why there is no picture. */
export type CameraTrouble = "refused" | "missing" | "busy" | "unsupported";

/** The camera could not be used. */
export class CameraError extends Error {
  constructor(readonly trouble: CameraTrouble) {
    super(trouble);
  }
}

/** Turns the camera on that looks at the person. */
export async function turnOn(): Promise<MediaStream> {
  if (!navigator.mediaDevices?.getUserMedia) throw new CameraError("unsupported");
  const video = { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 960 } };
  try {
    return await navigator.mediaDevices.getUserMedia({ video, audio: false });
  } catch (error) {
    throw new CameraError(troubleOf(error));
  }
}

/** Turns it off. */
export function turnOff(stream: MediaStream | null): void {
  stream?.getTracks().forEach((track) => track.stop());
}

/** The picture as the camera sees it, unmirrored. */
export function takePicture(video: HTMLVideoElement): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  return new Promise((resolve, reject) => {
    const taken = (picture: Blob | null): void => (picture ? resolve(picture) : reject(new CameraError("busy")));
    canvas.toBlob(taken, "image/jpeg", 0.95);
  });
}

function troubleOf(error: unknown): CameraTrouble {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "missing";
  return "busy";
}
