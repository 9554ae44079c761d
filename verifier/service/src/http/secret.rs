//! A secret in a body: never shown, never longer than secrets are.

use serde::Deserialize;
use zeroize::Zeroizing;

/// The longest secret; those handed out have 43 characters.
const LONGEST: usize = 128;

/// A secret that a caller has sent.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Secret(Zeroizing<String>);

impl Secret {
    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Secret {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let text = Zeroizing::new(text);
        let fits = (1..=LONGEST).contains(&text.chars().count());
        if fits { Ok(Self(text)) } else { Err("no secret has this length") }
    }
}
