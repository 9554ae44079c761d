//! What must not get out, in any of the forms in which it might.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use std::collections::BTreeSet;

/// One form of one canary.
struct Form {
    name: String,
    bytes: Vec<u8>,
    /// Few digits, which count only where they stand alone.
    short: bool,
}

/// Canaries with what they are called.
pub struct Canaries {
    /// By their first two bytes.
    forms: Vec<Vec<Form>>,
}

impl Canaries {
    pub fn new() -> Self {
        Self { forms: std::iter::repeat_with(Vec::new).take(1 << 16).collect() }
    }

    /// One more, to be found as it is, in hex and in base64.
    pub fn add(&mut self, name: &str, text: impl AsRef<[u8]>) {
        let (text, name) = (text.as_ref(), name.to_owned());
        assert!(text.len() >= 6, "{name}");
        for bytes in forms(text) {
            let form = Form { name: name.clone(), bytes, short: text.len() < 8 };
            self.forms[place(&form.bytes)].push(form);
        }
    }

    /// Whose form stands in these bytes.
    pub fn in_(&self, bytes: &[u8]) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        for at in 0..bytes.len().saturating_sub(1) {
            for form in &self.forms[place(&bytes[at..])] {
                let whole = bytes[at..].starts_with(&form.bytes);
                if whole && !(form.short && is_part(bytes, at, form.bytes.len())) {
                    found.insert(form.name.as_str());
                }
            }
        }
        found
    }
}

fn place(bytes: &[u8]) -> usize {
    usize::from(u16::from_be_bytes([bytes[0], bytes[1]]))
}

/// Whether it is a part of a longer number or name, or of random bytes.
fn is_part(bytes: &[u8], at: usize, length: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| bytes.get(at));
    let beside = [before, bytes.get(at + length)];
    beside.into_iter().flatten().any(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
}

fn forms(text: &[u8]) -> BTreeSet<Vec<u8>> {
    let mut forms = BTreeSet::from([text.to_vec(), text.to_ascii_lowercase(), text.to_ascii_uppercase()]);
    forms.extend([hex::encode(text).into_bytes(), hex::encode_upper(text).into_bytes()]);
    if text.len() >= 8 {
        forms.extend((0..3).flat_map(|before| in_base64(text, before)));
    }
    forms
}

/// The characters that are the same whatever stands around, when so many bytes of the group of three come before.
fn in_base64(text: &[u8], before: usize) -> [Vec<u8>; 2] {
    let padded = [&[0; 2][..before], text].concat();
    let same = (before * 8).div_ceil(6)..padded.len() * 8 / 6;
    [STANDARD_NO_PAD.encode(&padded), URL_SAFE_NO_PAD.encode(&padded)]
        .map(|encoded| encoded.as_bytes()[same.clone()].to_vec())
}
