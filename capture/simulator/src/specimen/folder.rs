//! A specimen as a folder: `EF_*.bin`, `document.toml`, the chip's private keys and `trust/csca.cer`.

use super::{Passwords, Specimen, SpecimenError};
use emrtd::cv_certificate::CvCertificate;
use emrtd::file::ElementaryFile;
use emrtd::quirk::Quirk;
use openssl::pkey::{PKey, Private};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::{fmt::Write as _, fs};

const DOCUMENT: &str = "document.toml";
const CHIP_AUTHENTICATION: (&str, &str) = ("chip_authentication", "pem");
const ACTIVE_AUTHENTICATION: &str = "active_authentication.pem";
const CHIP_AUTHENTICATION_MAPPING: &str = "chip_authentication_mapping.pem";
const TERMINAL_AUTHORITY: &str = "cvca.cvcert";
const ANCHOR: (&str, &str) = ("csca", "cer");
const TRUST: &str = "trust";
/// No file on a chip is longer, and none that the folder holds may be.
const MAXIMUM_FILE: u64 = 1 << 20;

/// `document.toml`
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    /// What the chip does otherwise than the standard says.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    quirks: BTreeSet<Quirk>,
    passwords: Passwords,
    access: AccessRules,
}

/// What the chip allows; PACE itself is announced by EF.CardAccess.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AccessRules {
    basic_access_control: bool,
    /// Anyone may read.
    #[serde(default)]
    open: bool,
}

impl Specimen {
    /// Writes the folder; what an earlier specimen left there is replaced.
    pub fn store(&self, folder: &Path) -> Result<(), SpecimenError> {
        let trust = folder.join(TRUST);
        fs::create_dir_all(&trust).map_err(at(&trust))?;
        remove(folder, |path| elementary_file(path).is_some())?;
        remove(&trust, is_certificate)?;
        for (file, bytes) in &self.files {
            write(&folder.join(file.file_name()), bytes)?;
        }
        write(&folder.join(DOCUMENT), self.document(folder)?.as_bytes())?;
        remove(folder, is_chip_authentication_key)?;
        for (number, key) in self.chip_authentication.iter().enumerate() {
            store_key(&folder.join(numbered(CHIP_AUTHENTICATION, number)), Some(key))?;
        }
        store_key(&folder.join(ACTIVE_AUTHENTICATION), self.active_authentication.as_ref())?;
        store_key(&folder.join(CHIP_AUTHENTICATION_MAPPING), self.chip_authentication_mapping.as_ref())?;
        store_authority(&folder.join(TERMINAL_AUTHORITY), self.terminal_authority.as_ref())?;
        for (number, certificate) in self.trust_anchors.iter().enumerate() {
            write(&trust.join(numbered(ANCHOR, number)), certificate)?;
        }
        Ok(())
    }

    /// True when a document lies in the folder: its description and at least one file of its chip.
    pub fn lies_in(folder: &Path) -> bool {
        let is_chip_file = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with("EF_");
        folder.join(DOCUMENT).is_file()
            && fs::read_dir(folder).is_ok_and(|mut entries| {
                entries.any(|entry| entry.is_ok_and(|e| is_chip_file(&e.file_name())))
            })
    }

    /// Reads a folder; a missing private key makes a clone.
    pub fn load(folder: &Path) -> Result<Self, SpecimenError> {
        let path = folder.join(DOCUMENT);
        let text = read(&path)?;
        let document: Document = std::str::from_utf8(&text)
            .ok()
            .and_then(|text| toml::from_str(text).ok())
            .ok_or_else(|| SpecimenError::Document { path: path.clone() })?;
        if document.passwords.mrz().is_err() || document.passwords.can().is_err() {
            return Err(SpecimenError::Document { path });
        }
        Ok(Self {
            files: load_files(folder)?,
            passwords: document.passwords,
            basic_access_control: document.access.basic_access_control,
            open: document.access.open,
            chip_authentication: load_chip_authentication_keys(folder)?,
            active_authentication: load_key(&folder.join(ACTIVE_AUTHENTICATION))?,
            chip_authentication_mapping: load_key(&folder.join(CHIP_AUTHENTICATION_MAPPING))?,
            trust_anchors: load_trust_anchors(&folder.join(TRUST))?,
            terminal_authority: load_authority(&folder.join(TERMINAL_AUTHORITY))?,
            quirks: document.quirks,
        })
    }

    fn document(&self, folder: &Path) -> Result<String, SpecimenError> {
        let access = AccessRules { basic_access_control: self.basic_access_control, open: self.open };
        let document = Document { quirks: self.quirks.clone(), passwords: self.passwords.clone(), access };
        let mut text = "# A specimen document: what opens its chip and what the chip allows.\n".to_owned();
        let toml = toml::to_string(&document)
            .map_err(|_| SpecimenError::Document { path: folder.join(DOCUMENT) })?;
        let _ = write!(text, "{toml}");
        Ok(text)
    }
}

/// `csca.cer`, `csca_2.cer`, …
fn numbered((stem, extension): (&str, &str), number: usize) -> String {
    if number == 0 { format!("{stem}.{extension}") } else { format!("{stem}_{}.{extension}", number + 1) }
}

/// `chip_authentication.pem`, `chip_authentication_2.pem`, …
fn is_chip_authentication_key(path: &Path) -> bool {
    let (stem, extension) = CHIP_AUTHENTICATION;
    let rest = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_prefix(stem));
    let number = rest.and_then(|rest| rest.strip_suffix(extension)).and_then(|rest| rest.strip_suffix('.'));
    number.is_some_and(|number| {
        number.is_empty() || number.strip_prefix('_').is_some_and(|number| number.parse::<usize>().is_ok())
    })
}

fn load_chip_authentication_keys(folder: &Path) -> Result<Vec<PKey<Private>>, SpecimenError> {
    let paths = entries(folder)?.into_iter().filter(|path| is_chip_authentication_key(path));
    paths.map(|path| load_key(&path)).filter_map(Result::transpose).collect()
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> SpecimenError + '_ {
    move |source| SpecimenError::File { path: path.to_owned(), source }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), SpecimenError> {
    fs::write(path, bytes).map_err(at(path))
}

fn read(path: &Path) -> Result<Vec<u8>, SpecimenError> {
    if fs::metadata(path).map_err(at(path))?.len() > MAXIMUM_FILE {
        return Err(SpecimenError::TooLong { path: path.to_owned() });
    }
    fs::read(path).map_err(at(path))
}

/// The paths in a folder, in order; a folder that is not there has none.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, SpecimenError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(at(folder))?,
    };
    let mut paths =
        entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, _>>().map_err(at(folder))?;
    paths.sort();
    Ok(paths)
}

fn elementary_file(path: &Path) -> Option<ElementaryFile> {
    ElementaryFile::from_file_name(path.file_name()?.to_str()?)
}

fn is_certificate(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "cer")
}

fn remove(folder: &Path, which: impl Fn(&Path) -> bool) -> Result<(), SpecimenError> {
    entries(folder)?
        .iter()
        .filter(|path| which(path))
        .try_for_each(|path| fs::remove_file(path).map_err(at(path)))
}

fn load_files(folder: &Path) -> Result<BTreeMap<ElementaryFile, Vec<u8>>, SpecimenError> {
    let mut files = BTreeMap::new();
    for path in entries(folder)? {
        if let Some(file) = elementary_file(&path) {
            files.insert(file, read(&path)?);
        }
    }
    if files.is_empty() { Err(SpecimenError::Empty { path: folder.to_owned() }) } else { Ok(files) }
}

fn load_trust_anchors(folder: &Path) -> Result<Vec<Vec<u8>>, SpecimenError> {
    entries(folder)?.iter().filter(|path| is_certificate(path)).map(|path| read(path)).collect()
}

fn store_key(path: &Path, key: Option<&PKey<Private>>) -> Result<(), SpecimenError> {
    match key.map(|key| key.private_key_to_pem_pkcs8()) {
        Some(Ok(pem)) => write(path, &pem),
        Some(Err(_)) => Err(SpecimenError::Key { path: path.to_owned() }),
        None if path.exists() => fs::remove_file(path).map_err(at(path)),
        None => Ok(()),
    }
}

fn store_authority(path: &Path, authority: Option<&CvCertificate>) -> Result<(), SpecimenError> {
    match authority {
        Some(authority) => write(path, &authority.to_bytes()),
        None if path.exists() => fs::remove_file(path).map_err(at(path)),
        None => Ok(()),
    }
}

fn load_authority(path: &Path) -> Result<Option<CvCertificate>, SpecimenError> {
    if !path.exists() {
        return Ok(None);
    }
    let authority = CvCertificate::parse(&read(path)?);
    authority.map(Some).map_err(|_| SpecimenError::Authority { path: path.to_owned() })
}

fn load_key(path: &Path) -> Result<Option<PKey<Private>>, SpecimenError> {
    if !path.exists() {
        return Ok(None);
    }
    let key = PKey::private_key_from_pem(&read(path)?);
    key.map(Some).map_err(|_| SpecimenError::Key { path: path.to_owned() })
}
