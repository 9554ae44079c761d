//! What the record keeps of the password: enough to see that the zone that was given is the one in DG1.

use crate::password::{MrzKey, Password};
use serde::{Deserialize, Serialize};
use std::fmt;

/// With which kind of password the session was begun.
///
/// A chip that opens with another zone than its DG1 has is not the chip of the document in hand, whatever its data say.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum PasswordRecord {
    /// The machine readable zone.
    Mrz {
        /// [`MrzKey::fingerprint`] of what was given.
        zone_sha256: String,
    },
    /// The card access number, which no data group repeats.
    Can {},
}

impl PasswordRecord {
    /// Whether this is the zone that was given; `None` where none was.
    pub fn is_of(&self, zone: &MrzKey) -> Option<bool> {
        match self {
            Self::Mrz { zone_sha256 } => Some(*zone_sha256 == zone.fingerprint()),
            Self::Can {} => None,
        }
    }
}

impl From<&Password> for PasswordRecord {
    fn from(password: &Password) -> Self {
        match password {
            Password::Mrz(key) => Self::Mrz { zone_sha256: key.fingerprint() },
            Password::Can(_) => Self::Can {},
        }
    }
}

/// Never shows the fingerprint: the zone can be guessed from it.
impl fmt::Debug for PasswordRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mrz { .. } => "Mrz",
            Self::Can {} => "Can",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::password::Can;

    fn zone(number: &str) -> MrzKey {
        MrzKey::new(number, "690806", "940623").unwrap()
    }

    #[test]
    fn the_zone_that_was_given_is_told_from_any_other() {
        let record = PasswordRecord::from(&Password::Mrz(zone("L898902C")));
        assert_eq!(record.is_of(&zone("L898902C<")), Some(true));
        assert_eq!(record.is_of(&zone("L898902D")), Some(false));
        assert_eq!(
            PasswordRecord::from(&Password::Can(Can::new("123456").unwrap())).is_of(&zone("L898902C")),
            None
        );
    }

    #[test]
    fn it_is_written_by_its_kind_and_shows_nothing_of_the_zone() {
        let record = PasswordRecord::from(&Password::Mrz(zone("L898902C")));
        let json = serde_json::to_string(&record).unwrap();
        assert!(json.starts_with(r#"{"kind":"mrz","zone_sha256":""#) && !json.contains("L898902C"), "{json}");
        assert_eq!(serde_json::from_str::<PasswordRecord>(&json).unwrap(), record);
        assert_eq!(serde_json::to_string(&PasswordRecord::Can {}).unwrap(), r#"{"kind":"can"}"#);
        assert!(serde_json::from_str::<PasswordRecord>(r#"{"kind":"can","zone_sha256":""}"#).is_err());
        assert_eq!(format!("{record:?}"), "Mrz");
    }
}
