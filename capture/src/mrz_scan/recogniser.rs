//! The characters on a strip, by PP-OCR's recognition network.

use super::ScanError;
use super::ctc::{Alphabet, Glyph};
use super::dictionary::Dictionary;
use image::RgbImage;
use models::{ModelError, Networks, Session};
use ndarray::{Array4, ArrayView2, Ix3};

/// The open network.
pub(super) struct TextRecogniser {
    session: Session,
    alphabet: Alphabet,
    dictionary: Dictionary,
}

impl TextRecogniser {
    pub fn open(networks: &Networks) -> Result<Self, ScanError> {
        let session = networks.session("ppocrv6_rec_small")?;
        let dictionary = session.metadata("character").ok_or(ScanError::Dictionary)?;
        let alphabet = Alphabet::new(&dictionary).ok_or(ScanError::Dictionary)?;
        Ok(Self { session, alphabet, dictionary: Dictionary::new(&dictionary) })
    }

    /// The characters of a zone that stand on the strip.
    pub fn recognise(&mut self, strip: &RgbImage) -> Result<Vec<Glyph>, ModelError> {
        let Self { session, alphabet, .. } = self;
        steps(session, strip, |steps| alphabet.decode(steps))
    }

    /// Whatever stands on the strip, each character with its probability.
    pub fn recognise_text(&mut self, strip: &RgbImage) -> Result<Vec<(&str, f32)>, ModelError> {
        let Self { session, dictionary, .. } = self;
        steps(session, strip, |steps| dictionary.decode(steps))
    }
}

fn steps<T>(
    session: &mut Session,
    strip: &RgbImage,
    decode: impl FnOnce(ArrayView2<'_, f32>) -> Vec<T>,
) -> Result<Vec<T>, ModelError> {
    let outputs = session.run(input(strip).view())?;
    let steps = outputs.at(0)?.into_dimensionality::<Ix3>();
    let first = steps.as_ref().ok().and_then(|steps| steps.outer_iter().next());
    Ok(first.map(decode).unwrap_or_default())
}

fn input(strip: &RgbImage) -> Array4<f32> {
    let shape = (1, 3, strip.height() as usize, strip.width() as usize);
    Array4::from_shape_fn(shape, |(_, channel, y, x)| {
        f32::from(strip.get_pixel(x as u32, y as u32).0[2 - channel]) / 127.5 - 1.0
    })
}
