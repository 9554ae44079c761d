//! Cameras: something that gives encoded pictures, one after the other.

mod folder;
mod mjpeg;
#[cfg(target_os = "linux")]
mod mode;
#[cfg(target_os = "linux")]
mod motion_jpeg;
mod pace;
mod portrait;
#[cfg(target_os = "linux")]
mod v4l2;
#[cfg(target_os = "linux")]
mod yuyv;

pub use folder::PictureFolder;
pub use mjpeg::MjpegFile;
#[cfg(target_os = "linux")]
pub use motion_jpeg::MotionJpeg;
pub use portrait::SimulatedPortrait;
#[cfg(target_os = "linux")]
pub use v4l2::V4l2Camera;
#[cfg(target_os = "linux")]
pub use yuyv::to_rgb as yuyv_to_rgb;

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Instant;
use thiserror::Error;

/// Frames in a second of the cameras that no device paces.
pub const FRAMES_PER_SECOND: u32 = 15;

/// Why a camera gives no picture.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CameraError {
    /// The URI has another form than `v4l2:DEVICE`, `dir:PATH`, `mjpeg:PATH` or `portrait:PATH`.
    #[error("not a camera: write v4l2:DEVICE, dir:PATH, mjpeg:PATH or portrait:PATH")]
    Malformed,
    /// The file or folder cannot be read.
    #[error("{path}: {0}", path = .1.display())]
    Unreadable(#[source] std::io::Error, PathBuf),
    /// The file or folder holds no picture.
    #[error("{path}: no JPEG or PNG picture", path = .0.display())]
    NoPicture(PathBuf),
    /// The device is no camera, or one whose pictures cannot be read.
    #[error("{path}: no camera that gives MJPEG or YUYV pictures", path = .0.display())]
    NoFormat(PathBuf),
    /// The camera has no further picture, or was taken away.
    #[error("the camera gives no picture")]
    Lost,
}

/// One picture of a camera, as it was encoded.
pub struct Frame {
    /// JPEG or PNG.
    pub image: Vec<u8>,
    /// When it was taken.
    pub at: Instant,
}

/// Never shows what is in the picture.
impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Frame {{ {} bytes }}", self.image.len())
    }
}

/// A camera, or something that plays one.
pub trait Camera: Send {
    /// Waits for the next picture.
    fn next_frame(&mut self) -> Result<Frame, CameraError>;

    /// True for a device with a lens; false for whatever shows files, which anybody can copy.
    fn is_device(&self) -> bool {
        false
    }
}

/// Opens the camera that a URI names: `v4l2:DEVICE` on Linux, `dir:PATH`, `mjpeg:PATH` or `portrait:PATH`.
pub fn open_camera(uri: &str) -> Result<Box<dyn Camera>, CameraError> {
    let (kind, path) = uri.split_once(':').ok_or(CameraError::Malformed)?;
    let path = Path::new(path);
    match kind {
        #[cfg(target_os = "linux")]
        "v4l2" => Ok(Box::new(V4l2Camera::open(path)?)),
        "dir" => Ok(Box::new(PictureFolder::open(path)?)),
        "mjpeg" => Ok(Box::new(MjpegFile::open(path)?)),
        "portrait" => Ok(Box::new(SimulatedPortrait::open(path)?)),
        _ => Err(CameraError::Malformed),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, CameraError> {
    std::fs::read(path).map_err(|error| CameraError::Unreadable(error, path.to_path_buf()))
}
