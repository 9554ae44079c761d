//! What a picture of a document says: its machine readable zone, or its card access number.

use crate::outcome::{Failure, failure, words};
use crate::{commands, networks};
use capture::mrz_scan::{CardAccessNumbers, RgbImage, ScanError};
use emrtd::mrz::{CheckedField, Mrz};
use std::path::Path;

/// The zone as it was read, or why none could be.
pub fn zone(image: &Path) -> Result<Result<Mrz, ScanError>, Failure> {
    let picture = pixels(image)?;
    answer(networks::open_scanner()?.scan(&picture))
}

/// All that could be the card access number, or why nothing could be read.
pub fn card_access_numbers(image: &Path) -> Result<Result<CardAccessNumbers, ScanError>, Failure> {
    let picture = pixels(image)?;
    answer(networks::open_scanner()?.scan_can(&picture))
}

/// The zone that opens a chip: with a check digit that fails it would not.
pub fn opening_zone(image: &Path) -> Result<Mrz, Failure> {
    let zone = zone(image)?.map_err(|error| Failure::about(image, error))?;
    let fails =
        |field: &CheckedField| format!("the check digit of the {} fails", words(field).replace('_', " "));
    let wrong = zone.failed_checks().first().map(fails);
    match wrong.or(zone.problems().first().map(ToString::to_string)) {
        Some(wrong) => Err(Failure::about(image, format!("{wrong}: take another picture, or type the zone"))),
        None => Ok(zone),
    }
}

fn pixels(image: &Path) -> Result<RgbImage, Failure> {
    let picture = commands::face::picture(image)?;
    let pixels = RgbImage::from_raw(picture.width(), picture.height(), picture.rgb().to_vec());
    pixels.ok_or_else(|| failure("the picture has another size than it says"))
}

/// A network that is missing or fails is no answer about the picture.
fn answer<T>(scanned: Result<T, ScanError>) -> Result<Result<T, ScanError>, Failure> {
    match scanned {
        Err(error @ (ScanError::Network(_) | ScanError::Dictionary)) => Err(failure(error)),
        scanned => Ok(scanned),
    }
}
