//! A file of JPEG pictures end to end as a camera, as browsers take it for a fake device.

use super::pace::Pace;
use super::{Camera, CameraError, Frame, read};
use std::path::Path;

/// JPEG pictures end to end, shown again and again.
pub struct MjpegFile {
    pictures: Vec<Vec<u8>>,
    next: usize,
    pace: Pace,
}

impl MjpegFile {
    /// The pictures of this file.
    pub fn open(path: &Path) -> Result<Self, CameraError> {
        let pictures: Vec<Vec<u8>> = split(&read(path)?).into_iter().map(<[u8]>::to_vec).collect();
        if pictures.is_empty() {
            return Err(CameraError::NoPicture(path.to_path_buf()));
        }
        Ok(Self { pictures, next: 0, pace: Pace::default() })
    }
}

impl Camera for MjpegFile {
    fn next_frame(&mut self) -> Result<Frame, CameraError> {
        let image = self.pictures.get(self.next).ok_or(CameraError::Lost)?.clone();
        self.next = (self.next + 1) % self.pictures.len();
        Ok(Frame { image, at: self.pace.wait() })
    }
}

/// The whole JPEG pictures in these bytes: segments are stepped over by their length, ISO/IEC 10918-1 annex B, so that
/// a thumbnail inside a picture is not taken for the next one.
fn split(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut pictures = Vec::new();
    while let Some(length) = picture_length(bytes) {
        let (picture, rest) = bytes.split_at(length);
        pictures.push(picture);
        bytes = rest;
    }
    pictures
}

/// The length of the picture at the beginning, its end marker included.
pub(super) fn picture_length(bytes: &[u8]) -> Option<usize> {
    if bytes.get(..2)? != [0xFF, 0xD8] {
        return None;
    }
    let mut at = 2;
    loop {
        match (*bytes.get(at)?, *bytes.get(at + 1)?) {
            (0xFF, 0xD9) => return Some(at + 2),
            _ => at = after(bytes, at)?,
        }
    }
}

/// Where what begins here ends; fill bytes, stuffed bytes, restarts and entropy-coded data have no length.
fn after(bytes: &[u8], at: usize) -> Option<usize> {
    Some(match (*bytes.get(at)?, *bytes.get(at + 1)?) {
        (0xFF, 0xFF) => at + 1,
        (0xFF, 0x00 | 0x01 | 0xD0..=0xD8) => at + 2,
        (0xFF, _) => {
            let length = u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]);
            at + 2 + usize::from(length.max(2))
        }
        _ => at + 1,
    })
}

/// The marker segments of a picture, each with its marker and length.
pub(super) fn segments(picture: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let end = after(picture, at)?;
            let segment = picture.get(at..end)?;
            at = end;
            if let [0xFF, marker, _, ..] = segment {
                return Some((*marker, segment));
            }
        }
    })
}

/// Whether a picture has a segment of this marker.
pub(super) fn contains_segment(picture: &[u8], marker: u8) -> bool {
    segments(picture).any(|(found, _)| found == marker)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture whose APP1 segment holds a whole smaller picture.
    const WITH_THUMBNAIL: &[u8] =
        &[0xFF, 0xD8, 0xFF, 0xE1, 0, 6, 0xFF, 0xD8, 0xFF, 0xD9, 0xFF, 0xDA, 0, 2, 1, 0xFF, 0, 2, 0xFF, 0xD9];
    const PLAIN: &[u8] = &[0xFF, 0xD8, 0xFF, 0xDA, 0, 2, 7, 0xFF, 0xD0, 8, 0xFF, 0xD9];

    #[test]
    fn pictures_are_told_apart_and_thumbnails_are_not_pictures() {
        let file = [WITH_THUMBNAIL, PLAIN].concat();
        assert_eq!(split(&file), [WITH_THUMBNAIL, PLAIN]);
    }

    #[test]
    fn what_is_cut_off_or_foreign_is_no_picture() {
        let cut = &PLAIN[..PLAIN.len() - 1];
        assert!(split(cut).is_empty());
        assert_eq!(split(&[PLAIN, cut].concat()), [PLAIN]);
        assert!(split(b"no picture").is_empty());
        assert!(split(&[]).is_empty());
    }

    #[test]
    fn frames_repeat() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), [WITH_THUMBNAIL, PLAIN].concat()).unwrap();
        let mut camera = MjpegFile::open(file.path()).unwrap();
        let seen: Vec<Vec<u8>> = (0..3).map(|_| camera.next_frame().unwrap().image).collect();
        assert_eq!(seen, [WITH_THUMBNAIL, PLAIN, WITH_THUMBNAIL]);
    }
}
