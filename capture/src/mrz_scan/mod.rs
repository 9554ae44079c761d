//! Reads the machine readable zone from a picture of a document.
//!
//! ```text
//! picture ─ TextDetector ─▶ TextLine … ─ strip ─▶ TextRecogniser ─▶ characters ─ zone ─▶ Mrz
//! ```

mod ctc;
mod detector;
mod glare;
mod recogniser;
mod scanner;
mod strip;
mod text_line;
mod zone;

pub use image::RgbImage;
pub use scanner::{ScanError, Scanner};
