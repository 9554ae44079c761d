//! The logical data structure: what the files of the chip hold, ICAO 9303-10.

mod additional;
mod biometric_header;
pub mod com;
pub mod dg1;
pub mod dg11;
pub mod dg12;
pub mod dg15;
pub mod dg2;
mod error;
mod face_record;
pub mod security_object;

pub use additional::PersonName;
pub use com::EfCom;
pub use dg1::DataGroup1;
pub use dg2::DataGroup2;
pub use dg11::DataGroup11;
pub use dg12::DataGroup12;
pub use dg15::DataGroup15;
pub use error::LdsError;
pub use face_record::{FaceImage, ImageFormat};
