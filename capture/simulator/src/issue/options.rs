//! What a specimen is to be.

use super::{Access, EcParameters, PaceParameters, SignerAlgorithm};
use emrtd::crypto::Cipher;
use emrtd::cv_certificate::CvCertificate;
use emrtd::domain_parameters::{Curve, DomainParameters};
use emrtd::file::DataGroup;
use emrtd::hash::DigestAlgorithm;
use emrtd::mrz::{CalendarDate, MrzFormat, Sex};
use emrtd::quirk::Quirk;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that can be chosen about a specimen. The default is ICAO 9303's Utopian example with a chip of today.
#[derive(Clone)]
pub struct IssueOptions {
    /// Whom the document is for.
    pub holder: Holder,
    /// The issuing State in the machine readable zone; the certificates always name UT.
    pub issuing_state: String,
    /// What kind of document it is: a passport (TD3) or an identity card (TD1, TD2).
    pub format: MrzFormat,
    /// The document number: up to nine characters, on identity cards as many as the zone has room for.
    pub document_number: String,
    /// The card access number, six digits.
    pub card_access_number: String,
    /// The face as JPEG or JPEG 2000; `None` is a grey field without a face.
    pub portrait: Option<Vec<u8>>,
    /// How the chip lets itself be read.
    pub access: Access,
    /// PACE variants that are announced, and run, beside that of `access`.
    pub further_pace: Vec<PaceParameters>,
    /// The Chip Authentication key of DG14.
    pub chip_authentication: Option<ChipAuthenticationKey>,
    /// Further Chip Authentication keys of DG14, each with its own number.
    pub further_chip_authentication: Vec<ChipAuthenticationKey>,
    /// The Active Authentication key of DG15.
    pub active_authentication: Option<ActiveAuthenticationKey>,
    /// The digest that DG14 announces for Active Authentication with ECDSA; `None` announces nothing, as old chips do.
    pub announced_digest: Option<DigestAlgorithm>,
    /// The authority under which terminals may read DG3 and DG4; without one anybody may who may read the rest.
    pub terminal_authority: Option<CvCertificate>,
    /// Data groups beside DG1, DG14 and DG15, as they stand on the chip; they are listed and signed too. A DG2 here stands
    /// instead of the one around `portrait`.
    pub further_data_groups: BTreeMap<DataGroup, Vec<u8>>,
    /// What the document or its chip does otherwise than the standard says; see [`IssueOptions::with_quirk`].
    pub quirks: BTreeSet<Quirk>,
    /// How CSCA and document signer sign.
    pub signer: SignerAlgorithm,
    /// The day of issue, from which the certificates are valid too.
    pub issued: CalendarDate,
    /// The last day of validity.
    pub expires: CalendarDate,
}

/// Whom a document is for.
#[derive(Clone)]
pub struct Holder {
    /// Primary identifier, transliterated.
    pub surname: String,
    /// Secondary identifier, transliterated.
    pub given_names: String,
    /// As the zone tells it.
    pub sex: Sex,
    /// Code of ICAO 9303-3 §5.
    pub nationality: String,
    /// The day of birth.
    pub date_of_birth: CalendarDate,
    /// The personal number in the optional data, up to fourteen characters.
    pub personal_number: String,
}

/// A Chip Authentication key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChipAuthenticationKey {
    /// The cipher of the session after it; `None` announces the key alone, which means triple DES.
    pub cipher: Option<Cipher>,
    /// What the key is on.
    pub domain: DomainParameters,
    /// How DG14 names the domain parameters.
    pub parameters: EcParameters,
    /// The key's number.
    pub key_id: Option<u8>,
}

impl ChipAuthenticationKey {
    /// A key without a number, on named domain parameters.
    pub fn new(cipher: Cipher, domain: impl Into<DomainParameters>) -> Self {
        Self { cipher: Some(cipher), domain: domain.into(), parameters: EcParameters::Named, key_id: None }
    }
}

impl Default for ChipAuthenticationKey {
    fn default() -> Self {
        Self::new(Cipher::Aes128, Curve::BrainpoolP256r1)
    }
}

/// An Active Authentication key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActiveAuthenticationKey {
    /// RSA with this many bits: ISO/IEC 9796-2 scheme 1 with SHA-256.
    Rsa(u32),
    /// ECDSA on this curve with SHA-256, plain format.
    Ecdsa(Curve),
}

impl Default for IssueOptions {
    fn default() -> Self {
        let date = |year, month, day| CalendarDate { year, month, day };
        Self {
            holder: Holder {
                surname: "ERIKSSON".into(),
                given_names: "ANNA MARIA".into(),
                sex: Sex::F,
                nationality: "UTO".into(),
                date_of_birth: date(1974, 8, 12),
                personal_number: "ZE184226B".into(),
            },
            issuing_state: "UTO".into(),
            format: MrzFormat::Td3,
            document_number: "L898902C3".into(),
            card_access_number: "123456".into(),
            portrait: None,
            access: Access::Pace(PaceParameters::default()),
            further_pace: Vec::new(),
            chip_authentication: Some(ChipAuthenticationKey::default()),
            further_chip_authentication: Vec::new(),
            active_authentication: None,
            announced_digest: Some(DigestAlgorithm::Sha256),
            terminal_authority: None,
            further_data_groups: BTreeMap::new(),
            quirks: BTreeSet::new(),
            signer: SignerAlgorithm::default(),
            issued: date(2026, 1, 5),
            expires: date(2036, 1, 4),
        }
    }
}
