//! The camera on the desk: what it shows, what to do about it, and the picture that is taken.

use super::desk::Desk;
use super::{journal, live};
use crate::flow::{Advice, Outage, Report};
use capture::camera::open_camera;
use std::sync::PoisonError;
use verifier::control::Probe;
use verifier::picture::Picture;
use verifier::policy::ProbeSource;

impl Desk {
    pub(super) fn open_camera(&mut self) {
        self.advice = Advice::Starting;
        match open_camera(&self.inputs.camera) {
            Ok(camera) => self.camera = Some(camera),
            Err(error) => {
                journal::note("camera", &error);
                self.report(Report::CameraLost);
            }
        }
    }

    /// Shows the next frame, and says what to do when that changes.
    pub(super) fn look(&mut self) {
        let Some(camera) = self.camera.as_mut() else { return };
        let Some(networks) = self.networks.as_mut() else { return self.lose_camera() };
        let device = camera.is_device();
        let frame = match camera.next_frame() {
            Ok(frame) => frame,
            Err(error) => {
                journal::note("camera", &error);
                return self.lose_camera();
            }
        };
        let Ok(picture) = Picture::decode(&frame.image) else { return self.lose_camera() };
        self.frames = self.frames.wrapping_add(1);
        let Ok((view, advice)) = live::look(&mut networks.faces, &picture, self.frames) else {
            self.camera = None;
            return self.report(Report::Outage(Outage::Control));
        };
        self.captured.shown = Some((frame.image, device));
        self.show(Some(view));
        if advice == self.advice {
            self.post.wake();
        } else {
            self.advice = advice;
            self.report(Report::Sees(advice));
        }
    }

    fn lose_camera(&mut self) {
        self.camera = None;
        self.show(None);
        self.report(Report::CameraLost);
    }

    /// The picture is the one that was shown last.
    pub(super) fn take_picture(&mut self) {
        self.camera = None;
        let probe = self.captured.shown.take().and_then(|(image, device)| {
            let source = if device { ProbeSource::Camera } else { ProbeSource::StillFile };
            Probe::decode(image, source).ok()
        });
        self.captured.probe = probe;
        self.report(if self.captured.probe.is_some() { Report::PictureTaken } else { Report::CameraLost });
    }

    pub(super) fn show(&self, view: Option<live::View>) {
        let mut slot = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        *slot = view;
    }
}
