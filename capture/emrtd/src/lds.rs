//! The logical data structure: what the files of the chip hold, ICAO 9303-10.

mod additional;
mod biometric_header;
mod com;
mod dg1;
mod dg11;
mod dg12;
mod dg15;
mod dg2;
mod error;
mod face_record;
pub mod security_object;

pub use com::EfCom;
pub use dg1::DataGroup1;
pub use dg2::DataGroup2;
pub use dg11::DataGroup11;
pub use dg12::DataGroup12;
pub use dg15::DataGroup15;
pub use error::LdsError;
pub use face_record::{FaceImage, ImageFormat};
