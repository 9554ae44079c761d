//! Which algorithms a policy accepts, and until when.

use crate::signature::PublicKey;
use emrtd::hash::DigestAlgorithm;
use serde::Deserialize;
use time::{Date, OffsetDateTime};

/// How an algorithm is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Acceptance {
    /// It is good.
    Accepted,
    /// It gives a warning.
    Tolerated,
    /// It gives a refusal.
    Refused,
}

/// How digests and keys are judged; in a policy, `[algorithms]`. What is left out has its default.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AcceptedAlgorithms {
    /// SHA-1.
    sha1: Rule,
    /// SHA-224.
    sha224: Rule,
    /// SHA-256.
    sha256: Rule,
    /// SHA-384.
    sha384: Rule,
    /// SHA-512.
    sha512: Rule,
    /// The least RSA modulus that is accepted, in bits.
    rsa_bits: u32,
    /// The least RSA modulus that is tolerated, in bits.
    rsa_bits_tolerated: u32,
    /// The least order of an elliptic curve that is accepted, in bits.
    ec_bits: u32,
    /// The least order of an elliptic curve that is tolerated, in bits.
    ec_bits_tolerated: u32,
    /// Triple DES in PACE and Chip Authentication; Basic Access Control has nothing else.
    triple_des: Rule,
}

/// The judgement of a digest, which may get worse at a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Rule {
    Always(Acceptance),
    Dated(Dated),
}

/// After `accepted_until` it is tolerated, after `tolerated_until` refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Dated {
    #[serde(default, deserialize_with = "date")]
    accepted_until: Option<Date>,
    #[serde(default, deserialize_with = "date")]
    tolerated_until: Option<Date>,
}

fn date<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let format = time::macros::format_description!("[year]-[month]-[day]");
    Date::parse(&text, format).map(Some).map_err(|_| serde::de::Error::custom("not a date YYYY-MM-DD"))
}

/// SHA-1 and small keys are tolerated: documents of ten years are still signed with them.
impl Default for AcceptedAlgorithms {
    fn default() -> Self {
        let accepted = Rule::Always(Acceptance::Accepted);
        Self {
            sha1: Rule::Always(Acceptance::Tolerated),
            sha224: accepted,
            sha256: accepted,
            sha384: accepted,
            sha512: accepted,
            rsa_bits: 2048,
            rsa_bits_tolerated: 1024,
            ec_bits: 224,
            ec_bits_tolerated: 160,
            triple_des: Rule::Always(Acceptance::Tolerated),
        }
    }
}

impl Acceptance {
    /// True when nothing is to be said about it.
    pub fn is_accepted(self) -> bool {
        self == Self::Accepted
    }
}

impl Rule {
    fn at(self, day: Date) -> Acceptance {
        match self {
            Self::Always(acceptance) => acceptance,
            Self::Dated(dated) if dated.accepted_until.is_some_and(|last| day <= last) => {
                Acceptance::Accepted
            }
            Self::Dated(dated) if dated.tolerated_until.is_some_and(|last| day <= last) => {
                Acceptance::Tolerated
            }
            Self::Dated(_) => Acceptance::Refused,
        }
    }
}

impl AcceptedAlgorithms {
    /// How a digest is judged at a moment.
    pub(super) fn digest(&self, digest: DigestAlgorithm, at: OffsetDateTime) -> Acceptance {
        let rule = match digest {
            DigestAlgorithm::Sha1 => self.sha1,
            DigestAlgorithm::Sha224 => self.sha224,
            DigestAlgorithm::Sha256 => self.sha256,
            DigestAlgorithm::Sha384 => self.sha384,
            DigestAlgorithm::Sha512 => self.sha512,
        };
        rule.at(at.date())
    }

    /// How a key is judged.
    pub(super) fn key(&self, key: &PublicKey) -> Acceptance {
        match key.is_elliptic() {
            true => self.elliptic(key.bits()),
            false => self.modular(key.bits()),
        }
    }

    /// How an elliptic curve, or another group of this order, is judged.
    pub(super) fn elliptic(&self, bits: u32) -> Acceptance {
        judged(bits, self.ec_bits, self.ec_bits_tolerated)
    }

    /// How an RSA modulus, or the prime of a group of integers, is judged.
    pub(super) fn modular(&self, bits: u32) -> Acceptance {
        judged(bits, self.rsa_bits, self.rsa_bits_tolerated)
    }

    /// How triple DES is judged at a moment.
    pub(super) fn triple_des(&self, at: OffsetDateTime) -> Acceptance {
        self.triple_des.at(at.date())
    }
}

fn judged(bits: u32, accepted: u32, tolerated: u32) -> Acceptance {
    match bits {
        bits if bits >= accepted => Acceptance::Accepted,
        bits if bits >= tolerated => Acceptance::Tolerated,
        _ => Acceptance::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_dated_rule_gets_worse_the_day_after() {
        let text =
            "sha1 = { accepted_until = '2025-12-31', tolerated_until = '2026-12-31' }\nsha224 = 'refused'";
        let algorithms: AcceptedAlgorithms = toml::from_str(text).unwrap();
        let judged = |at| algorithms.digest(DigestAlgorithm::Sha1, at);
        assert_eq!(judged(datetime!(2025-12-31 23:59 UTC)), Acceptance::Accepted);
        assert_eq!(judged(datetime!(2026-01-01 0:00 UTC)), Acceptance::Tolerated);
        assert_eq!(judged(datetime!(2027-01-01 0:00 UTC)), Acceptance::Refused);
        let sha224 = algorithms.digest(DigestAlgorithm::Sha224, datetime!(2025-12-31 23:59 UTC));
        assert_eq!(sha224, Acceptance::Refused);
    }

    #[test]
    fn a_misspelt_member_or_date_is_an_error() {
        for text in ["sha3 = 'accepted'", "sha1 = 'fine'", "sha1 = { tolerated_until = '2026-13-01' }"] {
            assert!(toml::from_str::<AcceptedAlgorithms>(text).is_err(), "{text}");
        }
        assert_eq!(toml::from_str::<AcceptedAlgorithms>("").unwrap(), AcceptedAlgorithms::default());
    }
}
