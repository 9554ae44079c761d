//! The scan: text is found, its longest parallel lines are read both ways up, and a zone is sought in them; where there
//! is none, once more from nearer.

use super::ctc::Glyph;
use super::detector::TextDetector;
use super::recogniser::TextRecogniser;
use super::rows::{SHORTEST_WORD, zone_rows};
use super::text_line::{TextLine, joined};
use super::{CardAccessNumbers, ScanError, can, hindrance, nearer, strip, zone};
use emrtd::mrz::Mrz;
use image::RgbImage;
use image::imageops::{crop_imm, rotate90};
use models::{ModelError, Networks};

/// The open networks.
pub struct Scanner {
    detector: TextDetector,
    recogniser: TextRecogniser,
}

/// A line with what was read on it.
struct ReadLine {
    strip: RgbImage,
    glyphs: Vec<Glyph>,
}

impl AsRef<[Glyph]> for ReadLine {
    fn as_ref(&self) -> &[Glyph] {
        &self.glyphs
    }
}

impl Scanner {
    /// Opens the networks.
    pub fn open(networks: &Networks) -> Result<Self, ScanError> {
        Ok(Self { detector: TextDetector::open(networks)?, recogniser: TextRecogniser::open(networks)? })
    }

    /// The zone as it was read, whose check digits may be wrong. Nothing in it is corrected but the number of fillers in
    /// a row, and letters where only digits stand when all check digits then fit.
    pub fn scan(&mut self, picture: &RgbImage) -> Result<Mrz, ScanError> {
        let mut best = self.scan_turned(picture);
        if is_settled(&best) {
            return best;
        }
        let found = self.detector.detect(picture)?;
        for [x, y, width, height] in nearer::parts([picture.width(), picture.height()], &found) {
            let scanned = self.scan_turned(&crop_imm(picture, x, y, width, height).to_image());
            if rank(&scanned) < rank(&best) {
                best = scanned;
            }
            if is_settled(&best) {
                break;
            }
        }
        best
    }

    /// The card access number on a picture of a card: every group of six digits that could be it.
    pub fn scan_can(&mut self, picture: &RgbImage) -> Result<CardAccessNumbers, ScanError> {
        can::scan(&mut self.detector, &mut self.recogniser, picture)
    }

    /// The detection network finds lines that stand upright only in pieces.
    fn scan_turned(&mut self, picture: &RgbImage) -> Result<Mrz, ScanError> {
        let as_it_is = self.scan_rows(picture);
        if is_settled(&as_it_is) {
            return as_it_is;
        }
        let turned = self.scan_rows(&rotate90(picture));
        if rank(&turned) < rank(&as_it_is) { turned } else { as_it_is }
    }

    fn scan_rows(&mut self, picture: &RgbImage) -> Result<Mrz, ScanError> {
        let found = self.detector.detect(picture)?;
        if !found.iter().any(|area| area.length > SHORTEST_WORD * area.thick()) {
            return Err(ScanError::NoText);
        }
        let rows = zone_rows(joined(found));
        let upright = self.read(picture, &rows)?;
        if let Some(found) = zone::find(&upright).filter(|found| found.mrz.valid()) {
            return unhidden(found, &upright);
        }
        let reversed: Vec<TextLine> = rows.iter().rev().map(|line| line.reversed()).collect();
        let turned = self.read(picture, &reversed)?;
        let (read, rows) = if sure(&turned) > sure(&upright) { (turned, reversed) } else { (upright, rows) };
        match zone::find(&read) {
            Some(found) if found.mrz.valid() => unhidden(found, &read),
            found => {
                let strips: Vec<&RgbImage> = read.iter().map(|line| &line.strip).collect();
                match (hindrance::of(&strips, &rows), found) {
                    (Some(hindrance), _) => Err(hindrance),
                    (None, Some(found)) => Ok(found.mrz),
                    (None, None) => Err(ScanError::NotAZone),
                }
            }
        }
    }

    fn read(&mut self, picture: &RgbImage, rows: &[TextLine]) -> Result<Vec<ReadLine>, ModelError> {
        let mut read = |line: &TextLine| {
            let strip = strip::cut(picture, line);
            Ok(ReadLine { glyphs: self.recogniser.recognise(&strip)?, strip })
        };
        rows.iter().map(&mut read).collect()
    }
}

/// The zone, unless light hides a part of it or it is blurred: check digits do not tell a name, nor fillers from what they
/// stand for.
fn unhidden(found: zone::Found, read: &[ReadLine]) -> Result<Mrz, ScanError> {
    let lines = read.get(found.lines).unwrap_or_default();
    let line_that =
        |is: fn(&RgbImage) -> bool| lines.iter().position(|line| is(&line.strip)).map(|at| at + 1);
    match (line_that(hindrance::is_hidden), line_that(hindrance::is_blurred)) {
        (line @ Some(_), _) => Err(ScanError::Glare { line }),
        (None, line @ Some(_)) => Err(ScanError::Blurred { line }),
        (None, None) => Ok(found.mrz),
    }
}

/// How sure the network is of what it read, on the whole: what stands on its head is less like any character.
fn sure(read: &[ReadLine]) -> f32 {
    read.iter().flat_map(|line| &line.glyphs).map(|glyph| glyph.sure).sum()
}

/// True where another look would tell no more.
fn is_settled(scanned: &Result<Mrz, ScanError>) -> bool {
    match scanned {
        Ok(mrz) => mrz.valid(),
        Err(ScanError::Network(_) | ScanError::Dictionary) => true,
        Err(ScanError::Glare { line } | ScanError::Blurred { line }) => line.is_some(),
        Err(_) => false,
    }
}

/// What tells more of a picture comes first.
fn rank(scanned: &Result<Mrz, ScanError>) -> usize {
    match scanned {
        Err(ScanError::Network(_) | ScanError::Dictionary) => 0,
        Ok(mrz) => zone::faults(mrz),
        Err(ScanError::Glare { .. }) => usize::MAX - 4,
        Err(ScanError::Blurred { .. }) => usize::MAX - 3,
        Err(ScanError::TooSmall) => usize::MAX - 2,
        Err(ScanError::NotAZone) => usize::MAX - 1,
        Err(ScanError::NoText) => usize::MAX,
    }
}
