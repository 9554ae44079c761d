//! Pictures: portraits of chips, probes of phones.

use verifier::picture::Picture;

/// Pixels that the targets let a picture have.
const MOST: u64 = 1 << 20;

/// JPEG, JPEG 2000 and PNG, within a bound of pixels.
pub fn picture(bytes: &[u8]) {
    if let Ok(picture) = Picture::decode_within(bytes, MOST) {
        let pixels = u64::from(picture.width()) * u64::from(picture.height());
        assert!(pixels <= MOST && pixels > 0);
    }
}
