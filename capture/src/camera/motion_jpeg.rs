//! The pictures of a Motion JPEG camera: each is a JPEG that may leave out the Huffman tables of ISO/IEC 10918-1
//! annex K.3, and may be cut off or followed by whatever lay in the buffer.

use super::mjpeg::{contains_segment, picture_length};
use image::ExtendedColorType;
use image::codecs::jpeg::JpegEncoder;

/// Define Huffman Tables.
const TABLES: u8 = 0xC4;
/// Where the segments of a picture begin: after its start marker.
const BEGINNING: usize = 2;

/// Makes whole JPEG pictures of a camera's.
pub struct MotionJpeg {
    tables: Vec<u8>,
}

impl MotionJpeg {
    /// With the tables that a picture may leave out.
    pub fn new() -> Self {
        Self { tables: tables() }
    }

    /// The picture with its tables; `None` when it is not whole.
    pub fn complete(&self, buffer: &[u8]) -> Option<Vec<u8>> {
        let picture = buffer.get(..picture_length(buffer)?)?;
        if contains_segment(picture, TABLES) {
            return Some(picture.to_vec());
        }
        let (start, rest) = picture.split_at_checked(BEGINNING)?;
        Some([start, &self.tables, rest].concat())
    }
}

/// The tables of annex K.3, as segments: the encoder writes these four and no other.
fn tables() -> Vec<u8> {
    let mut picture = Vec::new();
    let written = JpegEncoder::new(&mut picture).encode(&[0; 3], 1, 1, ExtendedColorType::Rgb8);
    if written.is_err() {
        return Vec::new();
    }
    super::mjpeg::segments(&picture)
        .filter(|(marker, _)| *marker == TABLES)
        .flat_map(|(_, segment)| segment.iter().copied())
        .collect()
}

impl Default for MotionJpeg {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::camera::mjpeg::segments;
    use proptest::prelude::*;

    fn picture() -> Vec<u8> {
        let mut picture = Vec::new();
        let pixels: Vec<u8> = (0..16 * 16 * 3).map(|at| (at * 7 % 251) as u8).collect();
        JpegEncoder::new(&mut picture).encode(&pixels, 16, 16, ExtendedColorType::Rgb8).unwrap();
        picture
    }

    fn without_tables(picture: &[u8]) -> Vec<u8> {
        let mut rest = picture.to_vec();
        for (marker, segment) in segments(picture) {
            if marker == TABLES {
                let at = rest.windows(segment.len()).position(|window| window == segment).unwrap();
                rest.drain(at..at + segment.len());
            }
        }
        rest
    }

    #[test]
    fn the_tables_are_those_of_annex_k() {
        let tables = tables();
        assert_eq!(tables.len(), 4 * (2 + 2 + 1 + 16) + 2 * (12 + 162));
        let luminance_dc = [0xFF, 0xC4, 0, 31, 0, 0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3];
        assert!(tables.windows(luminance_dc.len()).any(|window| window == luminance_dc));
    }

    #[test]
    fn a_picture_without_tables_gets_them_and_shows_the_same() {
        let whole = picture();
        let bare = without_tables(&whole);
        assert!(bare.len() < whole.len());
        let completed = MotionJpeg::new().complete(&bare).unwrap();
        let pixels = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().into_rgb8();
        assert_eq!(pixels(&completed), pixels(&whole));
    }

    #[test]
    fn what_follows_a_picture_is_left_out_and_what_is_cut_off_is_none() {
        let whole = picture();
        let camera = MotionJpeg::new();
        assert_eq!(camera.complete(&[&whole[..], &[0; 100]].concat()), Some(whole.clone()));
        assert_eq!(camera.complete(&whole[..whole.len() - 1]), None);
        assert_eq!(camera.complete(&[]), None);
        assert_eq!(camera.complete(&whole[1..]), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_total(after in proptest::collection::vec(any::<u8>(), 0..300)) {
            let bytes = [&[0xFF, 0xD8][..], &after].concat();
            if let Some(picture) = MotionJpeg::new().complete(&bytes) {
                prop_assert!(picture.ends_with(&[0xFF, 0xD9]));
            }
        }
    }
}
