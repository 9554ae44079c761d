//! Reads the machine readable zone from a picture of a document.
//!
//! ```text
//! picture ─ TextDetector ─▶ TextLine … ─ strip ─▶ TextRecogniser ─▶ characters ─ zone ─▶ Mrz
//! ```

mod can;
mod ctc;
mod detector;
mod dictionary;
mod error;
mod hindrance;
mod nearer;
pub mod outputs;
mod recogniser;
mod rows;
mod scanner;
mod strip;
mod text_line;
mod zone;

pub use can::{Candidate, CardAccessNumbers};
pub use error::ScanError;
pub use image::RgbImage;
pub use scanner::Scanner;
