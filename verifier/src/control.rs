//! One control: what it is for, and what was captured for it.

use crate::{picture::Picture, policy::ProbeSource, sight::Sight};
use emrtd::record::ChipRecord;
use ring::digest::{SHA256, digest};
use time::OffsetDateTime;

/// What a control is for and when it is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// The eID issuer the result is for, `aud`.
    pub audience: String,
    /// The issuer's nonce.
    pub nonce: String,
    /// The clock of the verdict.
    pub at: OffsetDateTime,
}

/// What was captured: the chip's record and the probes.
pub struct Capture {
    /// The chip session.
    pub record: ChipRecord,
    /// The pictures of the person: at least one, unless the policy has none taken.
    pub probes: Vec<Probe>,
}

/// A picture that anybody may have sent has no more pixels than this; a page's camera makes far fewer.
const REMOTE_PIXELS: u64 = 16_000_000;

/// A live capture of the person's face.
pub struct Probe {
    image: Vec<u8>,
    sha256: String,
    picture: Picture,
    source: ProbeSource,
    sight: Option<Sight>,
}

impl Probe {
    /// Decodes a picture; one that cannot be decoded is no probe.
    pub fn decode(image: Vec<u8>, source: ProbeSource) -> Result<Self, crate::picture::PictureError> {
        let picture = match source.is_remote() {
            true => Picture::decode_within(&image, REMOTE_PIXELS)?,
            false => Picture::decode(&image)?,
        };
        let sha256 = hex::encode(digest(&SHA256, &image));
        Ok(Self { image, sha256, picture, source, sight: None })
    }

    /// The exact bytes that were decoded.
    pub fn image(&self) -> &[u8] {
        &self.image
    }

    /// How much memory it takes.
    pub fn bytes(&self) -> usize {
        self.image.len().saturating_add(self.picture.rgb().len())
    }

    /// SHA-256 of those bytes, in hex.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The decoded picture.
    pub fn picture(&self) -> &Picture {
        &self.picture
    }

    /// The same, with what was seen in it before; what was seen in another picture or by other networks counts nothing.
    pub fn with_sight(self, sight: Option<Sight>) -> Self {
        Self { sight, ..self }
    }

    pub(crate) fn sight(&self) -> Option<&Sight> {
        self.sight.as_ref()
    }

    /// Where it comes from.
    pub fn source(&self) -> ProbeSource {
        self.source
    }
}
