//! Reading what is named on the command line: files, trust stores, the clock.

use crate::outcome::{Failure, failure};
use crate::writing;
use std::fs;
use std::io::Read;
use std::path::Path;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use verifier::trust::TrustStore;

/// The file of a trust store inside its folder.
const TRUST_FILE: &str = "trust.store";

/// Larger files are refused unread.
const MAXIMUM_FILE: u64 = 256 << 20;

/// Reads a whole file.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let say = |error: std::io::Error| Failure::of_io(path, &error);
    let file = fs::File::open(path).map_err(say)?;
    if file.metadata().map_err(say)?.len() > MAXIMUM_FILE {
        return Err(Failure::about(path, "larger than 256 MiB"));
    }
    let mut bytes = Vec::new();
    file.take(MAXIMUM_FILE).read_to_end(&mut bytes).map_err(say)?;
    Ok(bytes)
}

/// Reads a text file.
pub fn read_text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read(path)?).map_err(|_| Failure::about(path, "not a text file"))
}

/// Reads the trust store of a folder.
pub fn read_trust(folder: &Path) -> Result<TrustStore, Failure> {
    let path = folder.join(TRUST_FILE);
    TrustStore::from_bytes(&read(&path)?).map_err(|error| Failure::about(&path, error))
}

/// Reads the trust store of a folder, or begins an empty one.
pub fn read_or_begin_trust(folder: &Path) -> Result<TrustStore, Failure> {
    if folder.join(TRUST_FILE).exists() { read_trust(folder) } else { Ok(TrustStore::default()) }
}

/// Writes the trust store of a folder; folders made for one that cannot be written go again.
pub fn write_trust(folder: &Path, trust: &TrustStore) -> Result<(), Failure> {
    let missing: Vec<&Path> =
        folder.ancestors().take_while(|path| fs::symlink_metadata(path).is_err()).collect();
    let written = fs::create_dir_all(folder)
        .map_err(|error| Failure::of_io(folder, &error))
        .and_then(|()| writing::write_public(&folder.join(TRUST_FILE), &trust.to_bytes()));
    if written.is_err() {
        missing.iter().for_each(|path| drop(fs::remove_dir(path)));
    }
    written
}

/// The clock of a verdict: `--at`, otherwise now.
pub fn clock(at: Option<&str>) -> Result<OffsetDateTime, Failure> {
    at.map_or_else(
        || Ok(OffsetDateTime::now_utc()),
        |text| OffsetDateTime::parse(text, &Rfc3339).map_err(|_| failure("--at is not an RFC 3339 time")),
    )
}
