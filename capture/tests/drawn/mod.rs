//! Documents drawn in OCR-B and photographed badly, for the tests and the measurements of the scan.

pub mod document;
pub mod photograph;
pub mod spoilt;
pub mod zones;
