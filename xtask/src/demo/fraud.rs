//! The forger's part: copies of the passport's folder with something changed or missing.

use crate::failure::Failure;
use std::fs;
use std::path::Path;

/// Copies the passport and changes one byte of its portrait.
pub fn change_portrait(passport: &Path, copy: &Path) -> Result<(), Failure> {
    copy_folder(passport, copy)?;
    let portrait = copy.join("EF_DG2.bin");
    let mut bytes = fs::read(&portrait).map_err(|error| Failure::File(portrait.clone(), error))?;
    let middle = bytes.len() / 2;
    if let Some(byte) = bytes.get_mut(middle) {
        *byte ^= 1;
    }
    fs::write(&portrait, bytes).map_err(|error| Failure::File(portrait, error))
}

/// Copies the passport without the key that never leaves a real chip.
pub fn clone_without_key(passport: &Path, copy: &Path) -> Result<(), Failure> {
    copy_folder(passport, copy)?;
    let key = copy.join("chip_authentication.pem");
    fs::remove_file(&key).map_err(|error| Failure::File(key, error))
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), Failure> {
    let failed = |error| Failure::File(to.to_path_buf(), error);
    fs::create_dir_all(to).map_err(failed)?;
    for entry in fs::read_dir(from).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let copy = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &copy)?;
        } else {
            fs::copy(entry.path(), copy).map_err(failed)?;
        }
    }
    Ok(())
}
