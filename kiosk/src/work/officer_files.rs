//! Where the officers' keys and the enrolled officers lie: read at the start, and again at every sign-in.

use super::inputs::{StartError, read};
use super::{OfficerKey, OfficerKeys};
use crate::arguments::Arguments;
use crate::flow::Mode;
use std::fs;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The files of a counter's officers.
#[derive(Debug, Clone)]
pub struct OfficerFiles {
    /// The one key, or a folder of keys.
    keys: PathBuf,
    /// The key set of the enrolled.
    enrolled: PathBuf,
}

impl OfficerFiles {
    /// As the command line names them: at the counter there must be some.
    pub(super) fn named(arguments: &Arguments) -> Result<Option<Self>, StartError> {
        match (arguments.mode(), &arguments.officer_key, &arguments.officers) {
            (Mode::Unattended, ..) => Ok(None),
            (Mode::Attended, Some(keys), Some(enrolled)) => {
                Ok(Some(Self { keys: keys.clone(), enrolled: enrolled.clone() }))
            }
            _ => Err(StartError::NoOfficer),
        }
    }

    /// What they hold now.
    pub(super) fn read(&self) -> Result<OfficerKeys, StartError> {
        let officers = OfficerKeys::new(keys(&self.keys)?, &read(&self.enrolled)?);
        let foreign =
            || StartError::Foreign("not a JSON Web Key Set of officers".into(), self.enrolled.clone());
        officers.ok_or_else(foreign)
    }
}

/// The one key, or every key of a folder in the order of their names.
fn keys(path: &Path) -> Result<Vec<OfficerKey>, StartError> {
    let unreadable = |error| StartError::Unreadable(error, path.to_path_buf());
    let mut files = vec![path.to_path_buf()];
    if path.is_dir() {
        let entries = fs::read_dir(path).map_err(unreadable)?;
        let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>();
        files = paths.map_err(unreadable)?;
        files.retain(|file| file.extension().is_some_and(|extension| extension == "pem"));
        files.sort();
    }
    let key = |file: &PathBuf| {
        let label = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(OfficerKey { label, pem: Zeroizing::new(read(file)?) })
    };
    match files.is_empty() {
        true => Err(StartError::NoOfficerKeys(path.to_path_buf())),
        false => files.iter().map(key).collect(),
    }
}
