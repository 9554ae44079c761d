//! Pictures: portraits of chips, probes of phones.

use crate::input::Parts;
use capture::camera::{MotionJpeg, yuyv_to_rgb};
use std::sync::OnceLock;
use verifier::picture::Picture;

/// Pixels that the targets let a picture have.
const MOST: u64 = 1 << 20;

/// JPEG, JPEG 2000 and PNG, within a bound of pixels.
pub fn picture(bytes: &[u8]) {
    if let Ok(picture) = Picture::decode_within(bytes, MOST) {
        let pixels = u64::from(picture.width()) * u64::from(picture.height());
        assert!(pixels <= MOST && pixels > 0);
    }
}

/// What a camera lays into a buffer: what is completed begins and ends as a picture does.
pub fn motion_jpeg(bytes: &[u8]) {
    static CAMERA: OnceLock<MotionJpeg> = OnceLock::new();
    if let Some(picture) = CAMERA.get_or_init(MotionJpeg::new).complete(bytes) {
        assert!(picture.starts_with(&[0xFF, 0xD8]) && picture.ends_with(&[0xFF, 0xD9]));
    }
}

/// What a camera without JPEG gives: width, height and the length of a line in bytes, then the bytes.
pub fn yuyv(bytes: &[u8]) {
    let mut parts = Parts::of(bytes);
    let mut number = || usize::from(u16::from_be_bytes([parts.byte(), parts.byte()]));
    let (width, height, stride) = (number(), number(), number());
    if let Some(rgb) = yuyv_to_rgb(parts.rest(), width, height, stride) {
        assert!(rgb.len() == width * height * 3);
    }
}
