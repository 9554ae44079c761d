//! A specimen: everything a chip holds, and what its holder knows.

mod error;
mod folder;

use emrtd::cv_certificate::CvCertificate;
use emrtd::file::ElementaryFile;
use emrtd::password::{Can, MrzKey, PasswordError};
use emrtd::quirk::Quirk;
use openssl::pkey::{PKey, Private};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

pub use error::SpecimenError;

/// An issued specimen document.
#[derive(Clone)]
pub struct Specimen {
    pub(crate) files: BTreeMap<ElementaryFile, Vec<u8>>,
    pub(crate) passwords: Passwords,
    pub(crate) basic_access_control: bool,
    pub(crate) open: bool,
    pub(crate) chip_authentication: Vec<PKey<Private>>,
    pub(crate) active_authentication: Option<PKey<Private>>,
    pub(crate) chip_authentication_mapping: Option<PKey<Private>>,
    pub(crate) trust_anchors: Vec<Vec<u8>>,
    /// The trust point of terminals; the day it begins on is the latest that the chip knows.
    pub(crate) terminal_authority: Option<CvCertificate>,
    /// What its chip does otherwise than the standard says.
    pub(crate) quirks: BTreeSet<Quirk>,
}

/// What is printed on a specimen and opens its chip.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passwords {
    /// The document number.
    pub document_number: String,
    /// YYMMDD
    pub date_of_birth: String,
    /// YYMMDD
    pub date_of_expiry: String,
    /// The card access number.
    pub card_access_number: String,
}

impl Passwords {
    /// The password of the machine readable zone.
    pub fn mrz(&self) -> Result<MrzKey, PasswordError> {
        MrzKey::new(&self.document_number, &self.date_of_birth, &self.date_of_expiry)
    }

    /// The card access number.
    pub fn can(&self) -> Result<Can, PasswordError> {
        Can::new(&self.card_access_number)
    }
}

impl Specimen {
    /// The exact bytes of every file on the chip.
    pub fn files(&self) -> &BTreeMap<ElementaryFile, Vec<u8>> {
        &self.files
    }

    /// Changes, adds or removes files: how a tampered document is made.
    pub fn files_mut(&mut self) -> &mut BTreeMap<ElementaryFile, Vec<u8>> {
        &mut self.files
    }

    /// What opens the chip.
    pub fn passwords(&self) -> &Passwords {
        &self.passwords
    }

    /// The CSCA certificates that vouch for it, in DER.
    pub fn trust_anchors(&self) -> &[Vec<u8>] {
        &self.trust_anchors
    }

    /// A chip with these files that somebody else issued: its keys must be given too, and nothing vouches for it.
    pub fn from_files(files: BTreeMap<ElementaryFile, Vec<u8>>, passwords: Passwords) -> Self {
        Self {
            files,
            passwords,
            basic_access_control: true,
            open: false,
            chip_authentication: Vec::new(),
            active_authentication: None,
            chip_authentication_mapping: None,
            trust_anchors: Vec::new(),
            terminal_authority: None,
            quirks: BTreeSet::new(),
        }
    }

    /// The same chip with this private key (PKCS #8) to a key in DG14.
    #[must_use]
    pub fn with_chip_authentication_key(mut self, pkcs8: &[u8]) -> Self {
        self.chip_authentication.extend(PKey::private_key_from_pkcs8(pkcs8));
        self
    }

    /// The same chip with this private key (PKCS #8) to DG15.
    #[must_use]
    pub fn with_active_authentication_key(mut self, pkcs8: &[u8]) -> Self {
        self.active_authentication = PKey::private_key_from_pkcs8(pkcs8).ok();
        self
    }

    /// The same files on another chip, without the private keys that cannot be read out.
    #[must_use]
    pub fn clone_without_keys(&self) -> Self {
        Self {
            chip_authentication: Vec::new(),
            active_authentication: None,
            chip_authentication_mapping: None,
            ..self.clone()
        }
    }
}

/// Never shows what is on it.
impl fmt::Debug for Specimen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.files.keys().map(ToString::to_string).collect();
        write!(f, "Specimen {names:?}")
    }
}
