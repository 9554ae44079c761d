//! The scan: text is found, its longest parallel lines are read both ways up, and a zone is sought in them.

use super::ctc::Glyph;
use super::detector::TextDetector;
use super::recogniser::TextRecogniser;
use super::text_line::{TextLine, joined};
use super::{glare, strip, zone};
use emrtd::mrz::Mrz;
use image::RgbImage;
use image::imageops::rotate90;
use models::{ModelError, Networks};

/// A line of a zone is at least so many times as long as its mark is thick.
const SHORTEST: f32 = 15.0;

/// A word is at least so many times as long.
const SHORTEST_WORD: f32 = 3.0;

/// Lines of one zone are about as long.
const ABOUT_AS_LONG: f32 = 0.75;

/// The cosine of the angle between lines that count as parallel.
const PARALLEL: f32 = 0.99;

/// More lines than this are not read.
const MAXIMUM_LINES: usize = 6;

/// Thirty characters on less than this, in pixels, are too small to be told apart.
const TOO_SHORT: f32 = 300.0;

/// Why there is no machine readable zone.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScanError {
    /// Nothing in the picture looks like text.
    #[error("there is no text in the picture")]
    NoText,
    /// The text is not a zone, or cannot be read.
    #[error("the text in the picture is not a machine readable zone of ICAO 9303")]
    NotAZone,
    /// The characters have too few pixels.
    #[error("the text is too small: take the picture from nearer")]
    TooSmall,
    /// A reflection lies over the lines.
    #[error("a reflection hides part of the lines: tilt the document")]
    Glare,
    /// The recognition network does not say which characters it knows.
    #[error("the recognition network's dictionary lacks characters of the zone")]
    Dictionary,
    /// A network is missing or does not run.
    #[error(transparent)]
    Network(#[from] ModelError),
}

/// The open networks.
pub struct Scanner {
    detector: TextDetector,
    recogniser: TextRecogniser,
}

impl Scanner {
    /// Opens the networks.
    pub fn open(networks: &Networks) -> Result<Self, ScanError> {
        Ok(Self { detector: TextDetector::open(networks)?, recogniser: TextRecogniser::open(networks)? })
    }

    /// The zone as it was read, whose check digits may be wrong; nothing in it is corrected but the number of fillers in a row.
    pub fn scan(&mut self, picture: &RgbImage) -> Result<Mrz, ScanError> {
        let as_it_is = self.scan_rows(picture);
        if as_it_is.as_ref().is_ok_and(Mrz::valid) {
            return as_it_is;
        }
        // The detection network finds lines that stand upright only in pieces.
        let turned = self.scan_rows(&rotate90(picture));
        if rank(&turned) < rank(&as_it_is) { turned } else { as_it_is }
    }

    fn scan_rows(&mut self, picture: &RgbImage) -> Result<Mrz, ScanError> {
        let found = self.detector.detect(picture)?;
        if !found.iter().any(|area| area.length > SHORTEST_WORD * area.thick()) {
            return Err(ScanError::NoText);
        }
        let lines = zone_lines(joined(found));
        let upright = self.read(picture, &lines)?;
        if let Some(mrz) = upright.as_ref().filter(|mrz| mrz.valid()) {
            return Ok(mrz.clone());
        }
        let reversed: Vec<TextLine> = lines.iter().rev().map(|line| line.reversed()).collect();
        let turned = self.read(picture, &reversed)?;
        let best = upright.into_iter().chain(turned).min_by_key(zone::faults);
        match (best, hindrance(picture, &lines)) {
            (Some(mrz), _) if mrz.valid() => Ok(mrz),
            (_, Some(hindrance)) => Err(hindrance),
            (Some(mrz), None) => Ok(mrz),
            (None, None) => Err(ScanError::NotAZone),
        }
    }

    /// What stands on the lines, if it is a zone.
    fn read(&mut self, picture: &RgbImage, lines: &[TextLine]) -> Result<Option<Mrz>, ScanError> {
        let texts: Result<Vec<Vec<Glyph>>, ModelError> =
            lines.iter().map(|line| self.recogniser.recognise(&strip::cut(picture, line))).collect();
        Ok(zone::find(&texts?))
    }
}

/// What tells more of a picture comes first.
fn rank(scanned: &Result<Mrz, ScanError>) -> usize {
    match scanned {
        Err(ScanError::Network(_) | ScanError::Dictionary) => 0,
        Ok(mrz) => zone::faults(mrz),
        Err(ScanError::Glare) => usize::MAX - 3,
        Err(ScanError::TooSmall) => usize::MAX - 2,
        Err(ScanError::NotAZone) => usize::MAX - 1,
        Err(ScanError::NoText) => usize::MAX,
    }
}

/// What keeps characters from being read.
fn hindrance(picture: &RgbImage, lines: &[TextLine]) -> Option<ScanError> {
    if lines.iter().any(|line| glare::hides_characters(&strip::cut(picture, line))) {
        return Some(ScanError::Glare);
    }
    lines.iter().any(|line| line.length < TOO_SHORT).then_some(ScanError::TooSmall)
}

/// The longest line and those parallel to it and about as long, from top to bottom, each from left to right.
fn zone_lines(mut lines: Vec<TextLine>) -> Vec<TextLine> {
    lines.retain(|line| line.length > SHORTEST * line.thick());
    let Some(longest) = lines.iter().copied().max_by(|one, other| one.length.total_cmp(&other.length)) else {
        return Vec::new();
    };
    let [x, y] = longest.along;
    let longest = if x < 0.0 || (x == 0.0 && y < 0.0) { longest.reversed() } else { longest };
    let cosine = |line: &TextLine| line.along[0] * longest.along[0] + line.along[1] * longest.along[1];
    lines.retain(|line| cosine(line).abs() > PARALLEL && line.length > ABOUT_AS_LONG * longest.length);
    let mut lines: Vec<TextLine> =
        lines.into_iter().map(|line| if cosine(&line) < 0.0 { line.reversed() } else { line }).collect();
    lines.sort_by(|one, other| other.length.total_cmp(&one.length));
    lines.truncate(MAXIMUM_LINES);
    let below = |line: &TextLine| longest.place(line.centre)[1];
    lines.sort_by(|one, other| below(one).total_cmp(&below(other)));
    lines
}
