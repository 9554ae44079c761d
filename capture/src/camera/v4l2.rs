//! A camera under Video4Linux 2. Not run on hardware.

use super::mode::{CameraMode, Encoding, choose};
use super::motion_jpeg::MotionJpeg;
use super::{Camera, CameraError, FRAMES_PER_SECOND, Frame, yuyv};
use image::ExtendedColorType;
use image::codecs::jpeg::JpegEncoder;
use std::path::Path;
use std::time::{Duration, Instant};
use v4l::buffer::{Flags, Type};
use v4l::format::{Format, FourCC};
use v4l::frameinterval::FrameIntervalEnum;
use v4l::framesize::FrameSizeEnum;
use v4l::io::mmap::Stream;
use v4l::io::traits::CaptureStream;
use v4l::video::Capture;
use v4l::video::capture::Parameters;
use v4l::{Device, Fraction, FrameSize};

/// A camera that is slower than this is lost.
const PATIENCE: Duration = Duration::from_secs(3);
/// So many pictures in a row may be damaged: the first after the start often are.
const MOST_DAMAGED: u32 = 10;
/// Few, so that what is seen is what happens now.
const BUFFERS: u32 = 2;
/// What is converted loses next to nothing.
const QUALITY: u8 = 95;
/// Of a camera that takes any size, this one is asked for.
const SIZE: (u32, u32) = (1280, 720);

/// A camera that is streaming.
pub struct V4l2Camera {
    stream: Stream<'static>,
    pictures: Pictures,
}

impl V4l2Camera {
    /// The camera with this device file, in the best mode it has.
    pub fn open(path: &Path) -> Result<Self, CameraError> {
        let lost = |error| CameraError::Unreadable(error, path.to_path_buf());
        let device = Device::with_path(path).map_err(lost)?;
        let mode = choose(&modes(&device)).ok_or_else(|| CameraError::NoFormat(path.to_path_buf()))?;
        let format = device.set_format(&Format::new(mode.width, mode.height, four_cc(mode.encoding)));
        let format = format.map_err(lost)?;
        let pictures = Pictures::of(&format).ok_or_else(|| CameraError::NoFormat(path.to_path_buf()))?;
        if mode.rate > 0 {
            // A camera that does not take a rate keeps its own.
            let _ = device.set_params(&Parameters::with_fps(mode.rate));
        }
        let mut stream = Stream::with_buffers(&device, Type::VideoCapture, BUFFERS).map_err(lost)?;
        stream.set_timeout(PATIENCE);
        Ok(Self { stream, pictures })
    }
}

impl Camera for V4l2Camera {
    fn next_frame(&mut self) -> Result<Frame, CameraError> {
        for _ in 0..MOST_DAMAGED {
            // Unplugged, or nothing within the time: the same to whoever stands before it.
            let (buffer, about) = self.stream.next().map_err(|_| CameraError::Lost)?;
            let at = Instant::now();
            let used = buffer.get(..about.bytesused.try_into().unwrap_or(usize::MAX));
            let whole = used.filter(|_| !about.flags.contains(Flags::ERROR));
            if let Some(image) = whole.and_then(|used| self.pictures.encode(used)) {
                return Ok(Frame { image, at });
            }
        }
        Err(CameraError::Lost)
    }

    fn is_device(&self) -> bool {
        true
    }
}

/// Makes JPEG pictures of what the camera gives.
enum Pictures {
    Mjpeg(MotionJpeg),
    Yuyv { width: u32, height: u32, stride: u32 },
}

impl Pictures {
    /// The camera has the last word on format and size.
    fn of(format: &Format) -> Option<Self> {
        let Format { width, height, stride, .. } = *format;
        Some(match encoding(format.fourcc)? {
            Encoding::Mjpeg => Self::Mjpeg(MotionJpeg::new()),
            Encoding::Yuyv => Self::Yuyv { width, height, stride: stride.max(width.saturating_mul(2)) },
        })
    }

    fn encode(&self, used: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Mjpeg(pictures) => pictures.complete(used),
            Self::Yuyv { width, height, stride } => {
                let side = |side: u32| usize::try_from(side).ok();
                let rgb = yuyv::to_rgb(used, side(*width)?, side(*height)?, side(*stride)?)?;
                let mut image = Vec::new();
                let mut encoder = JpegEncoder::new_with_quality(&mut image, QUALITY);
                encoder.encode(&rgb, *width, *height, ExtendedColorType::Rgb8).ok()?;
                Some(image)
            }
        }
    }
}

fn four_cc(encoding: Encoding) -> FourCC {
    FourCC::new(match encoding {
        Encoding::Mjpeg => b"MJPG",
        Encoding::Yuyv => b"YUYV",
    })
}

fn encoding(four_cc: FourCC) -> Option<Encoding> {
    match &four_cc.repr {
        b"MJPG" | b"JPEG" => Some(Encoding::Mjpeg),
        b"YUYV" => Some(Encoding::Yuyv),
        _ => None,
    }
}

/// Everything the camera says it can do; nothing for what is no camera.
fn modes(device: &Device) -> Vec<CameraMode> {
    let mut modes = Vec::new();
    for format in device.enum_formats().unwrap_or_default() {
        let Some(encoding) = encoding(format.fourcc) else { continue };
        let sizes = device.enum_framesizes(format.fourcc).unwrap_or_default();
        for (width, height) in sizes.iter().map(size) {
            let rates = device.enum_frameintervals(format.fourcc, width, height).unwrap_or_default();
            let rates: Vec<u32> = rates.iter().map(|rate| fastest_needed(&rate.interval)).collect();
            let rates = if rates.is_empty() { vec![0] } else { rates };
            modes.extend(rates.into_iter().map(|rate| CameraMode { encoding, width, height, rate }));
        }
    }
    modes
}

fn size(size: &FrameSize) -> (u32, u32) {
    match &size.size {
        FrameSizeEnum::Discrete(size) => (size.width, size.height),
        FrameSizeEnum::Stepwise(sizes) => (
            nearest(SIZE.0, sizes.min_width, sizes.max_width, sizes.step_width),
            nearest(SIZE.1, sizes.min_height, sizes.max_height, sizes.step_height),
        ),
    }
}

/// The largest side of these that is not more than what is asked for.
fn nearest(asked: u32, least: u32, most: u32, step: u32) -> u32 {
    let within = asked.clamp(least, most.max(least));
    within - (within - least) % step.max(1)
}

/// Frames in a second: the one rate there is, or of many the one that is needed or the fastest.
fn fastest_needed(interval: &FrameIntervalEnum) -> u32 {
    match interval {
        FrameIntervalEnum::Discrete(interval) => rate(*interval),
        FrameIntervalEnum::Stepwise(intervals) => rate(intervals.min).min(FRAMES_PER_SECOND),
    }
}

fn rate(interval: Fraction) -> u32 {
    interval.denominator.checked_div(interval.numerator).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_device_gives_one_clear_line() {
        let missing = V4l2Camera::open(Path::new("/dev/no-such-camera")).map(drop).unwrap_err().to_string();
        assert_eq!(missing, "/dev/no-such-camera: No such file or directory (os error 2)");
    }

    #[test]
    fn what_is_no_camera_has_no_format() {
        let other = V4l2Camera::open(Path::new("/dev/null")).map(drop).unwrap_err();
        assert_eq!(other.to_string(), "/dev/null: no camera that gives MJPEG or YUYV pictures");
    }

    #[test]
    fn pictures_follow_the_format_the_camera_settled_on() {
        let mut format = Format::new(4, 2, FourCC::new(b"YUYV"));
        let image = Pictures::of(&format).unwrap().encode(&[128; 16]).unwrap();
        let decoded = image::load_from_memory(&image).unwrap();
        assert_eq!((decoded.width(), decoded.height()), (4, 2));
        assert!(Pictures::of(&format).unwrap().encode(&[128; 15]).is_none());
        format.fourcc = FourCC::new(b"H264");
        assert!(Pictures::of(&format).is_none());
    }

    #[test]
    fn sizes_of_a_range_lie_on_its_steps() {
        assert_eq!(nearest(1280, 16, 4096, 2), 1280);
        assert_eq!(nearest(720, 16, 4096, 32), 720);
        assert_eq!(nearest(1280, 160, 800, 0), 800);
        assert_eq!(nearest(1280, 1920, 4096, 8), 1920);
        assert_eq!(nearest(1280, 900, 10, 8), 900);
    }

    #[test]
    fn rates_come_from_intervals() {
        assert_eq!(rate(Fraction::new(1, 30)), 30);
        assert_eq!(rate(Fraction::new(333_333, 5_000_000)), 15);
        assert_eq!(rate(Fraction::new(0, 30)), 0);
    }
}
