//! What is made of the networks' outputs, without the networks: for whoever tries it with any numbers.

use super::ctc::Alphabet;
use super::dictionary::Dictionary;
use super::rows::zone_rows;
use super::text_line::{joined, text_lines};
use super::{ScanError, nearer, zone};
use emrtd::mrz::Mrz;
use ndarray::Array2;

/// What the recognition network's classes stand for.
pub struct Reading {
    alphabet: Alphabet,
    dictionary: Dictionary,
}

impl Reading {
    /// A dictionary with one character a line, each character of a zone among them.
    pub fn new(dictionary: &str) -> Result<Self, ScanError> {
        let alphabet = Alphabet::new(dictionary).ok_or(ScanError::Dictionary)?;
        Ok(Self { alphabet, dictionary: Dictionary::new(dictionary) })
    }

    /// The zone on these lines, each given by the probabilities of the classes at every step.
    pub fn zone(&self, lines: &[Array2<f32>]) -> Option<Mrz> {
        let glyphs: Vec<_> = lines.iter().map(|steps| self.alphabet.decode(steps.view())).collect();
        zone::find(&glyphs).map(|found| found.mrz)
    }

    /// The text on a line.
    pub fn text(&self, steps: &Array2<f32>) -> String {
        self.dictionary.decode(steps.view()).into_iter().map(|(text, _)| text).collect()
    }
}

/// The parts of a picture of this size that are looked at from nearer, from the left, from the top, width and height, for
/// the detection network's map of so many columns; and how many lines are read.
pub fn parts(map: &[f32], columns: usize, picture: [u32; 2]) -> (Vec<[u32; 4]>, usize) {
    let lines = text_lines(map, columns.max(1));
    (nearer::parts(picture, &lines), zone_rows(joined(lines)).len())
}
