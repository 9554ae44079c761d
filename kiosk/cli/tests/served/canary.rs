//! Something that must not get out, in any of the forms in which it might.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use std::collections::BTreeSet;

pub struct Canary {
    pub name: String,
    forms: Vec<Vec<u8>>,
    /// Few digits, which count only where they stand alone.
    short: bool,
}

impl Canary {
    pub fn new(name: &str, text: &str) -> Self {
        Self { name: name.to_owned(), forms: forms(text.as_bytes()), short: text.len() < 8 }
    }

    /// Whether it stands in these bytes, as it is or in hex or base64.
    pub fn is_in(&self, bytes: &[u8]) -> bool {
        self.forms.iter().any(|form| {
            let mut places = bytes.windows(form.len()).enumerate().filter(|(_, window)| window == form);
            places.any(|(place, _)| !self.short || stands_alone(bytes, place, form.len()))
        })
    }
}

fn stands_alone(bytes: &[u8], place: usize, length: usize) -> bool {
    let before = place.checked_sub(1).and_then(|place| bytes.get(place));
    let beside = [before, bytes.get(place + length)];
    beside.into_iter().flatten().all(|byte| !byte.is_ascii_alphanumeric() && byte.is_ascii())
}

fn forms(text: &[u8]) -> Vec<Vec<u8>> {
    let mut forms = BTreeSet::from([text.to_vec(), text.to_ascii_lowercase(), text.to_ascii_uppercase()]);
    forms.extend([hex::encode(text).into_bytes(), hex::encode_upper(text).into_bytes()]);
    if text.len() >= 8 {
        forms.extend((0..3).flat_map(|before| in_base64(text, before)));
    }
    forms.into_iter().collect()
}

/// The characters that are the same whatever stands around, when so many bytes of the group of three come before.
fn in_base64(text: &[u8], before: usize) -> [Vec<u8>; 2] {
    let padded = [&vec![0; before][..], text].concat();
    let whole = padded.len() * 8 / 6;
    let cut = |encoded: String| encoded.as_bytes()[(before * 8).div_ceil(6)..whole].to_vec();
    [cut(STANDARD_NO_PAD.encode(&padded)), cut(URL_SAFE_NO_PAD.encode(&padded))]
}
