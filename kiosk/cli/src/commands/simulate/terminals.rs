//! The specimen authority, its verifier and a terminal: certificates and key in a folder for `chip read`.

use crate::outcome::{Failure, failure};
use crate::writing::{self, Readers};
use capture::SystemRandomness;
use emrtd::mrz::CalendarDate;
use emrtd_simulator::{IssueOptions, TerminalHierarchy, TerminalRights};
use std::fs;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The terminal's key in the folder.
const KEY: &str = "terminal.pem";

/// A hierarchy that is to be written.
pub struct Terminals {
    folder: PathBuf,
    hierarchy: TerminalHierarchy,
}

impl Terminals {
    /// Makes a hierarchy as long as the document lasts, and has the chip trust its authority.
    pub fn make(folder: &Path, options: &mut IssueOptions) -> Result<Self, Failure> {
        writing::must_be_free(folder)?;
        let within: (CalendarDate, CalendarDate) = (options.issued, options.expires);
        let algorithm = TerminalHierarchy::usual_algorithm();
        let random = &mut SystemRandomness::new();
        let hierarchy =
            TerminalHierarchy::issue(algorithm, TerminalRights::ALL, within, random).map_err(failure)?;
        options.terminal_authority = Some(hierarchy.authority.clone());
        Ok(Self { folder: folder.to_owned(), hierarchy })
    }

    /// Writes certificates for everybody and the key for its owner alone.
    pub fn write(&self) -> Result<(), Failure> {
        let key: Zeroizing<Vec<u8>> = self.hierarchy.key.to_pem().map_err(failure)?;
        let named = self.hierarchy.certificates();
        let certificates: Vec<(PathBuf, Vec<u8>)> = named
            .into_iter()
            .map(|(name, one)| (self.folder.join(format!("{name}.cvcert")), one.to_bytes()))
            .collect();
        fs::create_dir_all(&self.folder).map_err(|error| Failure::of_io(&self.folder, &error))?;
        let path = self.folder.join(KEY);
        let mut files: Vec<(&Path, &[u8], Readers)> = certificates
            .iter()
            .map(|(path, bytes)| (path.as_path(), bytes.as_slice(), Readers::Everybody))
            .collect();
        files.push((&path, &key, Readers::Owner));
        writing::write_new(&files)
    }

    /// What `chip read` is given, in a line.
    pub fn line(&self) -> String {
        let folder = self.folder.display();
        format!("  terminal   --terminal-certificate {folder} --terminal-key {folder}/{KEY}\n")
    }
}
