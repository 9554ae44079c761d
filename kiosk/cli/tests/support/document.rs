//! A specimen in a folder of its own, and the combinations in which every connection must read it.

use super::{Run, names, succeed};
use capture::SystemRandomness;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::lds::DataGroup2;
use emrtd_simulator::{SimulatedChip, Specimen};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

pub const CAN: &str = "731946";

/// How a specimen is issued and opened, and what the record then says of it.
pub struct Combination {
    pub access: &'static str,
    pub format: &'static str,
    pub can: bool,
    pub used: &'static str,
}

const fn combination(
    access: &'static str,
    format: &'static str,
    can: bool,
    used: &'static str,
) -> Combination {
    Combination { access, format, can, used }
}

/// Every access, every mapping over curves and integers; passports by their MRZ, identity cards by their CAN.
///
/// Integers have public keys of 2048 bits: commands that libnfc's own framing would not survive.
pub const COMBINATIONS: [Combination; 14] = [
    combination("bac", "td3", false, "bac"),
    combination("bac", "td1", false, "bac"),
    combination("pace+bac", "td3", false, "pace-ecdh-gm"),
    combination("pace+bac", "td1", true, "pace-ecdh-gm"),
    combination("pace-ecdh-gm", "td3", false, "pace-ecdh-gm"),
    combination("pace-ecdh-gm", "td1", true, "pace-ecdh-gm"),
    combination("pace-ecdh-im", "td3", false, "pace-ecdh-im"),
    combination("pace-ecdh-im", "td1", true, "pace-ecdh-im"),
    combination("pace-cam", "td3", false, "pace-ecdh-cam"),
    combination("pace-cam", "td1", true, "pace-ecdh-cam"),
    combination("pace-dh-gm", "td3", false, "pace-dh-gm"),
    combination("pace-dh-gm", "td1", true, "pace-dh-gm"),
    combination("pace-dh-im", "td3", false, "pace-dh-im"),
    combination("pace-dh-im", "td1", true, "pace-dh-im"),
];

/// A folder with one document in it.
pub struct Document {
    folder: TempDir,
    mrz: String,
}

impl Document {
    /// A document with this access; more arguments go to `simulate issue`.
    pub fn issue(access: &str, more: &[&str]) -> Self {
        let folder = TempDir::new().unwrap();
        let mut arguments = vec!["simulate", "issue", "--out", "passport", "--access", access, "--can", CAN];
        arguments.extend(more);
        succeed(folder.path(), &arguments);
        let mrz = fs::read_to_string(folder.path().join("passport/mrz.txt")).unwrap();
        Self { folder, mrz: mrz.trim_end().to_owned() }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The arguments that read it by its MRZ.
    pub fn reading<'a>(&'a self, reader: &'a str, out: &'a str) -> Vec<&'a str> {
        self.reading_by(reader, out, false)
    }

    /// The same by its MRZ or its CAN.
    pub fn reading_by<'a>(&'a self, reader: &'a str, out: &'a str, can: bool) -> Vec<&'a str> {
        let mut arguments = vec!["chip", "read", "--json", "--reader", reader, "--out", out];
        arguments.extend(if can { ["--can", CAN] } else { ["--mrz", &self.mrz] });
        arguments
    }

    pub fn chip(&self) -> SimulatedChip {
        SimulatedChip::new(self.specimen(), Box::new(SystemRandomness::new()))
    }

    pub fn specimen(&self) -> Specimen {
        Specimen::load(&self.path().join("passport")).unwrap()
    }

    /// Every file was read as issued, the portrait too, byte for byte.
    pub fn assert_read(&self, run: &Run, out: &str) {
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{}", run.out);
        let (issued, read) = (self.path().join("passport"), self.path().join(out));
        for name in names(&issued).iter().filter(|name| name.starts_with("EF_")) {
            assert_eq!(fs::read(issued.join(name)).unwrap(), fs::read(read.join(name)).unwrap(), "{name}");
        }
        let specimen = self.specimen();
        let second = &specimen.files()[&ElementaryFile::DataGroup(DataGroup::DG2)];
        let portrait = DataGroup2::parse(second).unwrap().faces()[0].image().to_vec();
        assert_eq!(fs::read(read.join("portrait-unverified.jpg")).unwrap(), portrait);
    }

    /// The same, opened as the combination says.
    pub fn assert_opened(&self, run: &Run, out: &str, combination: &Combination) {
        self.assert_read(run, out);
        let access = run.json()["access"]["used"].as_str().unwrap().to_owned();
        assert!(access.starts_with(combination.used), "{access}");
    }
}
