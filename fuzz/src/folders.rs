//! Files and folders that a user names.

use crate::input::Parts;
use capture::camera::MjpegFile;
use capture::relay::Authorities;
use emrtd_simulator::Specimen;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// The files of a specimen's folder beside those of its chip.
pub(crate) const FILES: [&str; 6] = [
    "document.toml",
    "chip_authentication.pem",
    "active_authentication.pem",
    "chip_authentication_mapping.pem",
    "cvca.cvcert",
    "trust/csca.cer",
];

/// An empty folder, in memory where there is such a place.
fn folder() -> Option<TempDir> {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { TempDir::new_in(memory).ok() } else { TempDir::new().ok() }
}

/// A specimen's folder, each file a part of the input: what is read is written, and then read the same.
pub fn specimen_folder(bytes: &[u8]) {
    let (Some(given), Some(again)) = (folder(), folder()) else { return };
    let mut parts = Parts::of(bytes);
    let _ = fs::create_dir(given.path().join("trust"));
    let _ = fs::write(given.path().join("EF_COM.bin"), b"file");
    for name in FILES {
        match parts.part() {
            [] => {}
            part => assert!(fs::write(given.path().join(name), part).is_ok()),
        }
    }
    let Ok(specimen) = Specimen::load(given.path()) else { return };
    assert!(specimen.store(again.path()).is_ok());
    let loaded = Specimen::load(again.path());
    assert!(loaded.is_ok_and(|loaded| loaded.passwords() == specimen.passwords()
        && loaded.files() == specimen.files()
        && loaded.trust_anchors() == specimen.trust_anchors()));
}

/// A file of JPEG pictures end to end.
pub fn mjpeg_file(bytes: &[u8]) {
    let Some(folder) = folder() else { return };
    let path = folder.path().join("film");
    if fs::write(&path, bytes).is_ok() && MjpegFile::open(&path).is_ok() {
        assert!(bytes.starts_with(&[0xFF, 0xD8]));
    }
}

/// The certificates by which a relay believes its server.
pub fn authorities(bytes: &[u8]) {
    if Authorities::parse(bytes).is_ok() {
        assert!(Authorities::parse(&[bytes, b"\n"].concat()).is_ok());
    }
}
