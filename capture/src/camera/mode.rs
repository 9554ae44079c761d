//! Which of a camera's formats, sizes and rates is taken: JPEG pictures of about 1280 × 720, at no more frames in a
//! second than are judged.

use super::FRAMES_PER_SECOND;
use std::cmp::Reverse;

/// More pixels than these cost time and prove nothing more.
const MOST_PIXELS: u64 = 1280 * 720;

/// How a camera encodes its pictures; declared from the worse to the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Encoding {
    /// Luminance of every pixel, chrominance of every other: YUYV 4:2:2.
    Yuyv,
    /// Each picture a JPEG.
    Mjpeg,
}

/// One thing a camera can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CameraMode {
    /// How pictures are encoded.
    pub encoding: Encoding,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Pictures in a second; 0 where the camera does not say.
    pub rate: u32,
}

impl CameraMode {
    fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// What is better compares as greater: fast enough first, then not too large, then JPEG, then the most pixels
    /// that are not too many, then the fewest frames that are enough.
    fn merit(&self) -> impl Ord + use<> {
        let (pixels, fast) = (self.pixels(), self.rate >= FRAMES_PER_SECOND);
        let fits = pixels <= MOST_PIXELS;
        let size = if fits { (pixels, Reverse(0)) } else { (0, Reverse(pixels)) };
        let rate = if fast { (0, Reverse(self.rate)) } else { (self.rate, Reverse(0)) };
        (fast, fits, self.encoding, size, rate)
    }
}

/// The mode that is taken, if there is any with pixels.
pub fn choose(modes: &[CameraMode]) -> Option<CameraMode> {
    modes.iter().filter(|mode| mode.pixels() > 0).max_by_key(|mode| mode.merit()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Encoding::{Mjpeg, Yuyv};

    fn mode(encoding: Encoding, width: u32, height: u32, rate: u32) -> CameraMode {
        CameraMode { encoding, width, height, rate }
    }

    #[test]
    fn a_common_webcam_gives_jpegs_of_720_lines_at_fifteen_a_second() {
        let best = mode(Mjpeg, 1280, 720, 15);
        let all = [
            mode(Yuyv, 640, 480, 30),
            mode(Yuyv, 1280, 720, 10),
            mode(Mjpeg, 640, 480, 15),
            mode(Mjpeg, 1280, 720, 30),
            best,
            mode(Mjpeg, 1280, 720, 5),
            mode(Mjpeg, 1920, 1080, 30),
        ];
        assert_eq!(choose(&all), Some(best));
    }

    #[test]
    fn a_camera_without_jpegs_is_taken_at_a_size_it_is_fast_enough_for() {
        let fast = mode(Yuyv, 640, 480, 30);
        assert_eq!(choose(&[mode(Yuyv, 1280, 720, 10), fast, mode(Yuyv, 320, 240, 30)]), Some(fast));
    }

    #[test]
    fn what_is_too_large_or_too_slow_is_better_than_nothing() {
        let large = mode(Mjpeg, 1920, 1080, 30);
        assert_eq!(choose(&[mode(Mjpeg, 3840, 2160, 30), large]), Some(large));
        let faster = mode(Yuyv, 1280, 720, 10);
        assert_eq!(choose(&[mode(Yuyv, 1280, 720, 5), faster]), Some(faster));
    }

    #[test]
    fn there_is_no_mode_without_pixels() {
        assert_eq!(choose(&[]), None);
        assert_eq!(choose(&[mode(Mjpeg, 0, 720, 30)]), None);
    }
}
