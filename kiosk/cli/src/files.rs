//! Reading what is named on the command line, and writing so that nothing half-written is left behind.

use crate::outcome::{Failure, failure};
use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use verifier::trust::TrustStore;

/// The file of a trust store inside its folder.
const TRUST_FILE: &str = "trust.store";

/// Larger files are refused unread.
const MAXIMUM_FILE: u64 = 256 << 20;

/// Reads a whole file.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let say = |error: std::io::Error| Failure::about(path, plain(&error));
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

/// Writes a file for its owner's eyes, whole or not at all.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_with(path, bytes, 0o600)
}

/// Writes a file that everybody may read, whole or not at all.
pub fn write_public(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_with(path, bytes, 0o666)
}

fn write_with(path: &Path, bytes: &[u8], mode: u32) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let write = || {
        let permissions = fs::Permissions::from_mode(mode);
        let mut file = tempfile::Builder::new().permissions(permissions).tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)
    };
    write().map(drop).map_err(|error| Failure::about(path, plain(&error)))
}

/// Writes a folder of files whole or not at all.
pub fn write_folder(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), Failure> {
    fill_folder(folder, |staging| {
        files.iter().try_for_each(|(name, bytes)| write(&staging.join(name), bytes))
    })
}

/// Lets `fill` write into a folder beside, which takes its name when all is written; it must not exist yet, or be empty.
pub fn fill_folder(folder: &Path, fill: impl FnOnce(&Path) -> Result<(), Failure>) -> Result<(), Failure> {
    let say = |error: std::io::Error| Failure::about(folder, plain(&error));
    must_be_free(folder)?;
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(say)?;
    let staging = tempfile::Builder::new().prefix(".idkontroll-").tempdir_in(parent).map_err(say)?;
    fill(staging.path())?;
    let _ = fs::remove_dir(folder);
    fs::rename(staging.path(), folder).map_err(say)?;
    let _ = staging.keep();
    Ok(())
}

/// Fails when the folder holds anything: earlier results are never overwritten.
pub fn must_be_free(folder: &Path) -> Result<(), Failure> {
    match fs::read_dir(folder).map(Iterator::count) {
        Ok(0) => Ok(()),
        Ok(_) => Err(Failure::about(folder, "holds files already; name a new folder")),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Failure::about(folder, plain(&error))),
    }
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

/// Writes the trust store of a folder.
pub fn write_trust(folder: &Path, trust: &TrustStore) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| Failure::about(folder, plain(&error)))?;
    write_public(&folder.join(TRUST_FILE), &trust.to_bytes())
}

/// The clock of a verdict: `--at`, otherwise now.
pub fn clock(at: Option<&str>) -> Result<OffsetDateTime, Failure> {
    at.map_or_else(
        || Ok(OffsetDateTime::now_utc()),
        |text| OffsetDateTime::parse(text, &Rfc3339).map_err(|_| failure("--at is not an RFC 3339 time")),
    )
}

/// An operating system error without its number.
fn plain(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "no such file or folder".into(),
        ErrorKind::PermissionDenied => "permission denied".into(),
        ErrorKind::IsADirectory => "is a folder".into(),
        ErrorKind::StorageFull => "no space left".into(),
        _ => error.to_string(),
    }
}
