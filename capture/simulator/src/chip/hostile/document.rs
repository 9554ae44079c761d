//! A document with a hostile chip.

use super::name::Hostile;
use crate::chip::SimulatedChip;
use crate::issue::{IssueError, IssueOptions, issue};
use crate::specimen::Specimen;
use emrtd::file::ElementaryFile;
use emrtd::protocol::Randomness;
use thiserror::Error;

/// Why a document cannot have such a chip.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum HostileError {
    /// There is nothing to leave out.
    #[error("the document has neither DG14 nor DG15 to leave out: issue one with --chip both")]
    NoProofs,
    /// There is no key to replace.
    #[error("the document has no key of Active Authentication to replace: issue one with --chip both")]
    NoActiveAuthentication,
    /// There is no key to replace.
    #[error("the document has no key of Chip Authentication to replace: issue one with --chip both")]
    NoChipAuthentication,
    /// There is nothing to hide.
    #[error("the document offers no PACE to hide: issue one with --access pace+bac")]
    NoPace,
    /// Another document is given, of which nothing is used.
    #[error(
        "nothing is taken from another document but by data_group_swapped and security_object_of_another"
    )]
    OtherUnused,
    /// The other document has no such file.
    #[error("the other document has no {0}")]
    OtherLacks(ElementaryFile),
    /// The other document's file is the same.
    #[error("the other document has the same {0}")]
    SameFile(ElementaryFile),
    /// The other document could not be made.
    #[error("the other document cannot be issued: {0}")]
    Other(#[from] IssueError),
}

/// A document whose chip is hostile in these ways; honest where there are none.
#[derive(Debug, Clone)]
pub struct HostileDocument {
    specimen: Specimen,
    hostile: Vec<Hostile>,
}

impl HostileDocument {
    /// This document, with a chip that is hostile in all these ways at once. What comes from another document comes from
    /// `other`; where none is given one is made.
    pub fn new(
        mut specimen: Specimen,
        other: Option<Specimen>,
        hostile: Vec<Hostile>,
        randomness: &mut impl Randomness,
    ) -> Result<Self, HostileError> {
        let needed =
            hostile.iter().any(|one| matches!(one, Hostile::Document(cheat) if cheat.takes_from_another()));
        let other = match other {
            None if needed => Some(another(randomness)?),
            Some(_) if !needed => return Err(HostileError::OtherUnused),
            other => other,
        };
        for one in &hostile {
            match *one {
                Hostile::Document(cheat) => cheat.change(&mut specimen, other.as_ref())?,
                Hostile::File(bomb, file) => {
                    let content = bomb.instead_of(specimen.files.get(&file).map(Vec::as_slice));
                    specimen.files.insert(file, content);
                }
                Hostile::Answers(..) => {}
            }
        }
        Ok(Self { specimen, hostile })
    }

    /// Its chip, powered anew.
    pub fn chip(&self, randomness: Box<dyn Randomness + Send>) -> SimulatedChip {
        let faults = self.hostile.iter().filter_map(|one| match *one {
            Hostile::Answers(fault, from) => Some((fault, from)),
            _ => None,
        });
        faults.fold(SimulatedChip::new(self.specimen.clone(), randomness), |chip, (fault, from)| {
            chip.with_fault(fault, from)
        })
    }

    /// What the chip holds.
    pub fn specimen(&self) -> &Specimen {
        &self.specimen
    }
}

/// A document of another person, of a state that nobody knows, with a portrait that no default has.
fn another(randomness: &mut impl Randomness) -> Result<Specimen, IssueError> {
    let mut options = IssueOptions { document_number: "X12345678".into(), ..IssueOptions::default() };
    options.portrait = Some(crate::portrait::dark().map_err(|_| IssueError::PortraitSize)?);
    issue(&options, randomness)
}
