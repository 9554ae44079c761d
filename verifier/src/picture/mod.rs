//! Pictures of faces as they come from a chip, a camera or a file, decoded to RGB.

mod decode;
mod format;
mod jpeg;
mod jpeg2000;
mod pixels;
mod png;

pub use decode::PictureError;
pub use format::PictureFormat;
pub use pixels::Picture;
