//! The controls through which the kiosk's window is driven.

/// A control: its script, who stands there, the document, the camera, and options.
pub(super) struct Control {
    pub(super) script: &'static str,
    pub(super) mode: &'static str,
    pub(super) title: &'static str,
    pub(super) document: &'static str,
    pub(super) camera: &'static str,
    pub(super) options: &'static [&'static str],
    /// Milliseconds that every answer of the chip takes.
    pub(super) latency: &'static str,
    /// Whether it ends with a decision, which is filed.
    pub(super) decided: bool,
}

/// Every control of the demonstration.
pub(super) const CONTROLS: [Control; 6] = [
    Control {
        script: "attended-accepted",
        mode: "attended",
        title: "At the counter: the holder shows the passport, the officer approves",
        document: "passport",
        camera: "portrait:holder.jpg",
        options: &[],
        latency: "25",
        decided: true,
    },
    Control {
        script: "attended-refused",
        mode: "attended",
        title: "At the counter: another person shows a copy of the chip",
        document: "passport-clone",
        camera: "dir:impostor",
        options: &[],
        latency: "25",
        decided: true,
    },
    Control {
        script: "attended-interrupted",
        mode: "attended",
        title: "At the counter: the document is lifted, put back and exchanged, and the officer leaves the control",
        document: "passport",
        camera: "portrait:holder.jpg",
        options: &[],
        latency: "150",
        decided: false,
    },
    Control {
        script: "unattended-accepted",
        mode: "unattended",
        title: "In the booth: the holder shows the passport, for one nonce of the issuer's",
        document: "passport",
        camera: "mjpeg:holder.mjpeg",
        options: &["--nonce", "one-control"],
        latency: "25",
        decided: true,
    },
    Control {
        script: "unattended-refused",
        mode: "unattended",
        title: "In the booth: another person shows the passport",
        document: "passport",
        camera: "dir:impostor",
        options: &[],
        latency: "25",
        decided: true,
    },
    Control {
        script: "unattended-interrupted",
        mode: "unattended",
        title: "In the booth: the person walks away",
        document: "passport",
        camera: "mjpeg:holder.mjpeg",
        options: &["--time-out", "12"],
        latency: "25",
        decided: false,
    },
];

/// A control at the counter, part of which the window is left to itself and measured.
pub(super) const MEASURED: Control = Control {
    script: "bench",
    mode: "attended",
    title: "What the window takes",
    document: "passport",
    camera: "portrait:holder.jpg",
    options: &[],
    latency: "25",
    decided: true,
};
