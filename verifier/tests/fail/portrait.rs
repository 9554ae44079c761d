//! Only an authentic DG2 makes a portrait.
use emrtd::lds::ImageFormat;
use verifier::passive::Portrait;

fn forge(format: ImageFormat, image: Vec<u8>) -> Portrait {
    Portrait { format, image }
}

fn main() {}
