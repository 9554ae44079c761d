//! Writing so that nothing half-written is left behind and nothing that was there before is lost.

use crate::outcome::Failure;
use std::fs;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Who may read a file.
#[derive(Clone, Copy)]
pub enum Readers {
    /// Its owner.
    Owner,
    /// Everybody whom the process's mask does not shut out.
    Everybody,
}

/// Writes a file for its owner's eyes, whole or not at all.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    replace(path, bytes, Readers::Owner)
}

/// Writes a file that everybody may read, whole or not at all.
pub fn write_public(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    replace(path, bytes, Readers::Everybody)
}

fn replace(path: &Path, bytes: &[u8], readers: Readers) -> Result<(), Failure> {
    let staged = stage(path, bytes, readers)?;
    staged.persist(path).map(drop).map_err(|error| Failure::of_io(path, &error.error))
}

/// Writes several new files, all or none; one that is there already is never overwritten.
pub fn write_new(files: &[(&Path, &[u8], Readers)]) -> Result<(), Failure> {
    let staged = files
        .iter()
        .map(|(path, bytes, readers)| Ok((*path, stage(path, bytes, *readers)?)))
        .collect::<Result<Vec<_>, Failure>>()?;
    let mut written: Vec<&Path> = Vec::new();
    for (path, file) in staged {
        if let Err(error) = file.persist_noclobber(path) {
            written.iter().for_each(|path| drop(fs::remove_file(path)));
            return Err(Failure::of_io(path, &error.error));
        }
        written.push(path);
    }
    Ok(())
}

/// The bytes on the disk, under a name that vanishes unless the file is given its own.
fn stage(path: &Path, bytes: &[u8], readers: Readers) -> Result<NamedTempFile, Failure> {
    let mode = match readers {
        Readers::Owner => 0o600,
        Readers::Everybody => 0o666,
    };
    let permissions = fs::Permissions::from_mode(mode);
    let stage = || {
        let mut file = tempfile::Builder::new().permissions(permissions).tempfile_in(folder_of(path))?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        Ok(file)
    };
    stage().map_err(|error| Failure::of_io(path, &error))
}

/// Writes a folder of files whole or not at all.
pub fn write_folder(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), Failure> {
    fill_folder(folder, |staging| {
        files.iter().try_for_each(|(name, bytes)| write(&staging.join(name), bytes))
    })
}

/// Lets `fill` write into a folder beside, which takes its name when all is written; it must not exist yet, or be
/// empty.
pub fn fill_folder(folder: &Path, fill: impl FnOnce(&Path) -> Result<(), Failure>) -> Result<(), Failure> {
    let say = |error: std::io::Error| Failure::of_io(folder, &error);
    must_be_free(folder)?;
    let folder = without_trailing(folder);
    let parent = folder_of(&folder);
    fs::create_dir_all(parent).map_err(say)?;
    let staging = tempfile::Builder::new().prefix(".idkontroll-").tempdir_in(parent).map_err(say)?;
    fill(staging.path()).map_err(|failure| failure.in_place_of(staging.path(), &folder))?;
    fs::rename(staging.path(), &folder).map_err(say)?;
    let _ = staging.keep();
    Ok(())
}

/// Fails unless the folder is new or empty and of that very name: earlier results are never overwritten.
pub fn must_be_free(folder: &Path) -> Result<(), Failure> {
    let path = without_trailing(folder);
    if path.file_name().is_none() {
        return Err(Failure::about(folder, "name a new folder"));
    }
    let kind = match fs::symlink_metadata(&path) {
        Ok(metadata) => metadata.file_type(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Failure::of_io(folder, &error)),
    };
    if !kind.is_dir() {
        let what = if kind.is_symlink() { "a link" } else { "a file" };
        return Err(Failure::about(folder, format!("is {what}; name a new folder")));
    }
    match fs::read_dir(&path).map(Iterator::count) {
        Ok(0) => Ok(()),
        Ok(_) => Err(Failure::about(folder, "holds files already; name a new folder")),
        Err(error) => Err(Failure::of_io(folder, &error)),
    }
}

/// The same place without a slash or a dot behind the name, either of which would follow a link.
fn without_trailing(path: &Path) -> PathBuf {
    path.components().collect()
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
