//! What is made of the outputs of the networks that read a document's page.

use crate::input::Parts;
use capture::mrz_scan::outputs::{Reading, parts};
use ndarray::Array2;
use std::sync::OnceLock;

/// The characters of a zone, one of them small, and one that no zone has.
pub(crate) const DICTIONARY: &str = "<\n0\n1\n2\n3\n4\n5\n6\n7\n8\n9\nA\nB\nC\nD\nE\nF\nG\nH\nI\nJ\nK\nL\nM\nN\nO\nP\nQ\nR\nS\nT\nU\nV\nW\nX\nY\nZ\na\nÆ";
/// The blank, the characters, the space.
const CLASSES: usize = 41;

/// Probabilities at steps: of each, two classes and how likely, three bytes.
fn steps(bytes: &[u8]) -> Array2<f32> {
    let (steps, _) = bytes.as_chunks::<3>();
    let mut all = Array2::from_elem((steps.len(), CLASSES), 0.001);
    for (row, [first, second, sure]) in steps.iter().enumerate() {
        let likely = match sure {
            255 => f32::NAN,
            254 => f32::INFINITY,
            sure => f32::from(*sure) / 253.0,
        };
        for (class, probability) in [(second, 0.5), (first, likely)] {
            if let Some(place) = all.get_mut((row, usize::from(*class))) {
                *place = probability;
            }
        }
    }
    all
}

/// The recognition network's output for lines of a page: a zone that is found is read again the same.
pub fn scanned_lines(bytes: &[u8]) {
    static READING: OnceLock<Option<Reading>> = OnceLock::new();
    let Some(reading) = READING.get_or_init(|| Reading::new(DICTIONARY).ok()) else { return };
    let mut parts = Parts::of(bytes);
    let mut lines = Vec::new();
    while !parts.is_empty() && lines.len() < 6 {
        lines.push(steps(parts.part()));
    }
    for line in &lines {
        assert!(reading.text(line).chars().count() <= line.nrows());
    }
    if let Some(mrz) = reading.zone(&lines) {
        assert!(emrtd::mrz::Mrz::parse(&mrz.lines().join("\n")).is_ok_and(|again| again == mrz));
    }
}

/// The detection network's map of a picture: what is looked at from nearer lies in the picture.
pub fn scanned_map(bytes: &[u8]) {
    let mut input = Parts::of(bytes);
    let columns = usize::from(input.byte());
    let mut side = || u32::from(u16::from_be_bytes([input.byte(), input.byte()])).max(1);
    let [width, height] = [side(), side()];
    let likely = |byte: &u8| if *byte == 255 { f32::NAN } else { f32::from(*byte) / 254.0 };
    let map: Vec<f32> = input.rest().iter().map(likely).collect();
    let (parts, rows) = parts(&map, columns, [width, height]);
    assert!(rows <= 6);
    for [left, top, wide, high] in parts {
        assert!(wide > 0 && high > 0);
        assert!(left.checked_add(wide).is_some_and(|right| right <= width));
        assert!(top.checked_add(high).is_some_and(|bottom| bottom <= height));
    }
}
