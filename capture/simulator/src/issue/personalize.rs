//! From the options to the files, keys and certificates of a specimen.

use super::certificate::{self, Role, Validity};
use super::options::{ActiveAuthenticationKey, IssueOptions};
use super::signer::SignerKey;
use super::{
    Access, EcParameters, IssueError, PaceParameters, chip_key, com, security_infos, security_object,
};
use crate::specimen::{Passwords, Specimen};
use emrtd::cv_certificate::CvCertificate;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::lds::{DataGroup1, DataGroup2};
use emrtd::mrz::{CalendarDate, Mrz, MrzFields, MrzFormat, compose};
use emrtd::protocol::Randomness;
use emrtd::tlv;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The length of EF.CVCA.
const CVCA_LENGTH: usize = 36;

type Files = BTreeMap<ElementaryFile, Vec<u8>>;

/// Issues a specimen with a CSCA and a document signer of its own.
///
/// The randomness makes serial numbers and keys on elliptic curves; RSA keys come from the library's own generator.
pub fn issue(options: &IssueOptions, randomness: &mut impl Randomness) -> Result<Specimen, IssueError> {
    let mrz = machine_readable_zone(options)?;
    let mut files = holder_files(options, &mrz)?;
    let mut infos = access_infos(options, &mut files);
    let chip_authentication = chip_authentication(options, &mut infos, randomness)?;
    let active_authentication = active_authentication(options, &mut infos, &mut files, randomness)?;
    guard(options, &mut infos, &mut files);
    announce(infos, &mut files);
    let card_security = card_security(options, randomness)?;
    let csca = sign(options, card_security.as_ref(), &mut files, randomness)?;
    files.insert(ElementaryFile::Com, com::listing(files.keys()));
    Ok(Specimen {
        files,
        passwords: passwords(options, &mrz)?,
        basic_access_control: options.access.bac(),
        open: options.access == Access::Open,
        chip_authentication,
        active_authentication,
        chip_authentication_mapping: card_security.map(|card_security| card_security.key),
        trust_anchors: vec![csca],
        terminal_authority: options.terminal_authority.clone(),
        quirks: options.quirks.clone(),
    })
}

/// What the document says of its holder: zone, face, and whatever further data groups are wanted.
fn holder_files(options: &IssueOptions, mrz: &Mrz) -> Result<Files, IssueError> {
    let further = options.further_data_groups.iter();
    let mut files: Files =
        further.map(|(group, content)| (ElementaryFile::DataGroup(*group), content.clone())).collect();
    files.insert(ElementaryFile::DataGroup(DataGroup::DG1), DataGroup1::from(mrz).encode());
    if let Entry::Vacant(face) = files.entry(ElementaryFile::DataGroup(DataGroup::DG2)) {
        face.insert(options.odd_face(encoded_face(options)?));
    }
    Ok(files)
}

fn machine_readable_zone(options: &IssueOptions) -> Result<Mrz, IssueError> {
    let holder = &options.holder;
    let code = if options.format == MrzFormat::Td3 { "P" } else { "I" };
    let fields = MrzFields {
        document_code: code.into(),
        issuing_state: options.issuing_state.clone(),
        document_number: options.document_number.clone(),
        date_of_birth: yymmdd(holder.date_of_birth),
        date_of_expiry: Some(yymmdd(options.expires)),
        sex: Some(holder.sex),
        nationality: Some(holder.nationality.clone()),
        surname: holder.surname.clone(),
        given_names: holder.given_names.clone(),
        optional_data: Some(holder.personal_number.clone()),
        ..MrzFields::default()
    };
    options.odd_zone(compose(options.format, &fields)?)
}

fn yymmdd(date: CalendarDate) -> String {
    format!("{:02}{:02}{:02}", date.year % 100, date.month, date.day)
}

fn passwords(options: &IssueOptions, mrz: &Mrz) -> Result<Passwords, IssueError> {
    let passwords = Passwords {
        document_number: options.document_number.clone(),
        date_of_birth: mrz.fields().date_of_birth.clone(),
        date_of_expiry: yymmdd(options.expires),
        card_access_number: options.card_access_number.clone(),
    };
    passwords.mrz()?;
    passwords.can()?;
    Ok(passwords)
}

fn encoded_face(options: &IssueOptions) -> Result<Vec<u8>, IssueError> {
    let grey;
    let portrait = match &options.portrait {
        Some(portrait) => portrait,
        None => {
            grey = crate::portrait::grey().map_err(|_| IssueError::PortraitSize)?;
            &grey
        }
    };
    let (width, height) = crate::portrait::dimensions(portrait).unwrap_or((0, 0));
    Ok(DataGroup2::encode(portrait, width, height)?)
}

/// Writes EF.CVCA, where only authorized terminals may read all.
fn guard(options: &IssueOptions, infos: &mut Vec<Vec<u8>>, files: &mut Files) {
    if let Some(authority) = &options.terminal_authority {
        infos.push(security_infos::terminal_authentication());
        files.insert(ElementaryFile::Cvca, cvca(authority));
    }
}

/// Writes DG14, where the chip has anything to announce in it.
fn announce(infos: Vec<Vec<u8>>, files: &mut Files) {
    if !infos.is_empty() {
        let data_group_14 = tlv::encode(u32::from(DataGroup::DG14.tag()), &security_infos::set(infos));
        files.insert(ElementaryFile::DataGroup(DataGroup::DG14), data_group_14);
    }
}

/// Writes EF.CardAccess; DG14 repeats what it says (ICAO 9303-11 §9.2.8).
fn access_infos(options: &IssueOptions, files: &mut Files) -> Vec<Vec<u8>> {
    let infos = pace_infos(options);
    if !infos.is_empty() {
        files.insert(ElementaryFile::CardAccess, security_infos::set(infos.clone()));
    }
    infos
}

fn pace_infos(options: &IssueOptions) -> Vec<Vec<u8>> {
    variants(options).map(|variant| security_infos::pace_info(&variant)).collect()
}

fn variants(options: &IssueOptions) -> impl Iterator<Item = PaceParameters> {
    options.access.pace().into_iter().chain(options.further_pace.iter().copied())
}

/// What EF.CardSecurity announces, and the private key to it.
struct CardSecurity {
    key: PKey<Private>,
    infos: Vec<u8>,
}

/// EF.CardSecurity is for the chip authentication mapping; its key is on the first curve that needs one.
fn card_security(
    options: &IssueOptions,
    randomness: &mut impl Randomness,
) -> Result<Option<CardSecurity>, IssueError> {
    let Some(curve) = variants(options).find_map(PaceParameters::chip_authentication_curve) else {
        return Ok(None);
    };
    let (key, subject_public_key_info) = chip_key::generate_ec(curve, EcParameters::Named, randomness)?;
    let mut infos = pace_infos(options);
    infos.push(security_infos::public_key(&subject_public_key_info));
    Ok(Some(CardSecurity { key, infos: security_infos::set(infos) }))
}

fn chip_authentication(
    options: &IssueOptions,
    infos: &mut Vec<Vec<u8>>,
    randomness: &mut impl Randomness,
) -> Result<Vec<PKey<Private>>, IssueError> {
    let mut keys = Vec::new();
    for wanted in options.chip_authentication.iter().chain(&options.further_chip_authentication) {
        let (key, subject_public_key_info) =
            chip_key::generate(wanted.domain, wanted.parameters, randomness)?;
        infos.extend(security_infos::chip_authentication(wanted, &subject_public_key_info));
        keys.push(key);
    }
    Ok(keys)
}

fn active_authentication(
    options: &IssueOptions,
    infos: &mut Vec<Vec<u8>>,
    files: &mut Files,
    randomness: &mut impl Randomness,
) -> Result<Option<PKey<Private>>, IssueError> {
    let Some(wanted) = options.active_authentication else { return Ok(None) };
    let (key, subject_public_key_info) = match wanted {
        ActiveAuthenticationKey::Rsa(bits) => {
            let key = PKey::from_rsa(Rsa::generate(bits)?)?;
            let subject_public_key_info = key.public_key_to_der()?;
            (key, subject_public_key_info)
        }
        ActiveAuthenticationKey::Ecdsa(curve) => {
            infos.extend(options.announced_digest.map(security_infos::active_authentication_with_ecdsa));
            chip_key::generate_ec(curve, EcParameters::Named, randomness)?
        }
    };
    let data_group_15 = tlv::encode(u32::from(DataGroup::DG15.tag()), &subject_public_key_info);
    files.insert(ElementaryFile::DataGroup(DataGroup::DG15), data_group_15);
    Ok(Some(key))
}

/// Writes EF.SOD and, where there is something to sign in it, EF.CardSecurity; returns the CSCA certificate.
fn sign(
    options: &IssueOptions,
    card_security: Option<&CardSecurity>,
    files: &mut Files,
    randomness: &mut impl Randomness,
) -> Result<Vec<u8>, IssueError> {
    let csca_key = SignerKey::generate(options.signer, randomness)?;
    let signer_key = SignerKey::generate(options.signer, randomness)?;
    // The CSCA was there before and outlives every document that it vouches for.
    let until = years(options.expires, 1);
    let csca_validity =
        Validity { from: years(options.issued, -1), until, signs_until: years(options.issued, 4) };
    let signer_validity = Validity { from: options.issued, until, signs_until: years(options.issued, 1) };
    let csca = certificate::issue(Role::Csca, &csca_key, &csca_key, &csca_validity, randomness)?;
    let signer =
        certificate::issue(Role::DocumentSigner, &signer_key, &csca_key, &signer_validity, randomness)?;
    let security_object = security_object::sign(files, options, &signer_key, &signer)?;
    files.insert(ElementaryFile::Sod, security_object);
    if let Some(CardSecurity { infos, .. }) = card_security {
        let signed = security_object::sign_card_security(infos, &signer_key, &signer, options.issued)?;
        files.insert(ElementaryFile::CardSecurity, signed);
    }
    Ok(csca.der)
}

/// The same day so many years on; a leap day becomes the first of March.
fn years(date: CalendarDate, by: i16) -> CalendarDate {
    let year = date.year.saturating_add_signed(by);
    CalendarDate::new(year, date.month, date.day).unwrap_or(CalendarDate { year, month: 3, day: 1 })
}

/// EF.CVCA with one reference, TR-03110-3 §A.2.1.3; zeros fill it.
fn cvca(authority: &CvCertificate) -> Vec<u8> {
    let mut content = tlv::encode(0x42, authority.holder.as_bytes());
    content.resize(CVCA_LENGTH.max(content.len()), 0);
    content
}
