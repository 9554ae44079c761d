//! What is read from a chip beyond the usual, and the terminal's certificates and key that open it.

use crate::arguments::ReadArguments;
use crate::outcome::{Failure, failure};
use crate::{files, keys};
use emrtd::chip::terminal_authentication::TerminalCredentials;
use emrtd::cv_certificate::CvCertificate;
use emrtd::file::DataGroup;
use emrtd::mrz::CalendarDate;
use emrtd::session::{ReadPlan, Selection};
use emrtd::tlv::Reader;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use time::OffsetDateTime;

/// Without these neither document nor chip is proven.
const PROVING: [DataGroup; 4] = [DataGroup::DG1, DataGroup::DG2, DataGroup::DG14, DataGroup::DG15];

/// The plan with the data groups that are asked for and what authorizes the terminal.
pub fn extend(plan: ReadPlan, arguments: &ReadArguments, at: OffsetDateTime) -> Result<ReadPlan, Failure> {
    if arguments.terminal_key.is_none() {
        no_guarded_group(&arguments.data_groups)?;
    }
    let terminal = credentials(arguments, at)?;
    let data_groups = match (arguments.data_groups.as_slice(), &terminal) {
        ([], None) => plan.data_groups,
        ([], Some(_)) => Selection::Only((1..=16).filter_map(DataGroup::new).collect()),
        (named, _) => Selection::Only([named, &PROVING].concat()),
    };
    Ok(ReadPlan { data_groups, terminal, ..plan })
}

/// Only a terminal that the issuing State authorized may ask for fingerprints and irises.
fn no_guarded_group(named: &[DataGroup]) -> Result<(), Failure> {
    match named.iter().find(|group| [DataGroup::DG3, DataGroup::DG4].contains(group)) {
        Some(group) => Err(Failure::new(format!(
            "--data-groups: {group} is read only with --terminal-key and --terminal-certificate"
        ))),
        None => Ok(()),
    }
}

fn credentials(
    arguments: &ReadArguments,
    at: OffsetDateTime,
) -> Result<Option<TerminalCredentials>, Failure> {
    let Some(key) = &arguments.terminal_key else { return Ok(None) };
    let mut certificates = Vec::new();
    for path in &arguments.terminal_certificate {
        for file in certificate_files(path)? {
            certificates.extend(read_certificates(&file)?);
        }
    }
    let date = at.date();
    let year = u16::try_from(date.year()).map_err(|_| failure("--at is out of range"))?;
    let today = CalendarDate { year, month: date.month().into(), day: date.day() };
    let key = Arc::new(keys::read_terminal_key(key)?);
    Ok(Some(TerminalCredentials::new(certificates, key, today)))
}

/// The file itself, or the certificates of a folder.
fn certificate_files(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let unreadable = |error| Failure::of_io(path, &error);
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        if file.extension().is_some_and(|extension| extension == "cvcert") {
            files.push(file);
        }
    }
    files.sort();
    if files.is_empty() { Err(Failure::about(path, "holds no *.cvcert")) } else { Ok(files) }
}

/// One certificate or several, one after the other.
fn read_certificates(path: &Path) -> Result<Vec<CvCertificate>, Failure> {
    let bytes = files::read(path)?;
    let mut objects = Reader::new(&bytes);
    let mut certificates = Vec::new();
    let none = || Failure::about(path, "not a card verifiable certificate");
    while let Some(object) = objects.next_object().map_err(|_| none())? {
        let certificate = CvCertificate::parse(object.raw);
        certificates.push(certificate.map_err(|error| Failure::about(path, error))?);
    }
    if certificates.is_empty() { Err(none()) } else { Ok(certificates) }
}
