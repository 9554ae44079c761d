//! The hostile chips by their names, what each does and what a control must answer.

use super::bomb::Bomb;
use super::cheat::Cheat;
use super::fault::Fault;
use emrtd::file::ElementaryFile;
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// A way in which a chip is hostile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hostile {
    /// What the chip holds is not one document as it was issued.
    Document(Cheat),
    /// This file is made to exhaust whoever reads it.
    File(Bomb, ElementaryFile),
    /// What happens to the answer of this number, the first being 1, and to those behind it.
    Answers(Fault, usize),
}

/// What is known of a hostile chip.
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    /// Its name, without `=`.
    pub name: &'static str,
    /// The chip, with what it takes where its name stands alone.
    pub hostile: Hostile,
    /// What it does.
    pub does: &'static str,
    /// What a control must answer: a reason, or the line with which the command ends.
    pub answered: &'static str,
}

/// Why a text names no hostile chip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum HostileNameError {
    /// No hostile chip has this name.
    #[error("there is no such hostile chip; there are {}", Hostile::names())]
    Unknown,
    /// Something stands behind a name that takes nothing.
    #[error("{0} stands alone, without = behind it")]
    TakesNothing(&'static str),
    /// What stands behind the name is no file.
    #[error("{0}= takes the name of a file, such as EF.CardAccess, EF.SOD or EF.DG2")]
    NoFile(&'static str),
    /// What stands behind the name is no number of an answer.
    #[error("{0}= takes the number of an answer, of which the first is 1")]
    NoNumber(&'static str),
}

const fn facts(name: &'static str, hostile: Hostile, does: &'static str, answered: &'static str) -> Facts {
    Facts { name, hostile, does, answered }
}

impl Hostile {
    /// Every kind of hostile chip.
    pub const ALL: [Facts; 14] = [
        facts(
            "clone_without_proofs",
            Self::Document(Cheat::WithoutProofs),
            "a copy without DG14 and DG15, which EF.COM no longer lists and EF.SOD still does",
            "data_group_missing and chip_not_genuine",
        ),
        facts(
            "data_group_swapped",
            Self::Document(Cheat::DataGroupSwapped),
            "DG2 is that of another document",
            "data_group_hash_mismatch, of DG2 alone",
        ),
        facts(
            "security_object_of_another",
            Self::Document(Cheat::SecurityObjectOfAnother),
            "EF.SOD is that of another document",
            "data_group_hash_mismatch, of DG1 too; and csca_not_found where the other document's state is not trusted",
        ),
        facts(
            "active_authentication_by_another_key",
            Self::Document(Cheat::ActiveAuthenticationKey),
            "answers Active Authentication with a key that is not the one of DG15",
            "chip_not_genuine",
        ),
        facts(
            "chip_authentication_by_another_key",
            Self::Document(Cheat::ChipAuthenticationKey),
            "answers Chip Authentication with a key that is not the one of DG14",
            "chip_not_genuine",
        ),
        facts(
            "access_downgrade",
            Self::Document(Cheat::AccessDowngrade),
            "hides EF.CardAccess and opens by Basic Access Control, though DG14 announces PACE",
            "access_downgrade",
        ),
        facts(
            "wrong_mac",
            Self::Answers(Fault::WrongMac, 2),
            "flips a bit in the MAC of one protected answer, of which the first is 1",
            "secure_messaging_failed; chip_not_genuine where that answer is the first after Chip Authentication",
        ),
        facts(
            "truncated_answers",
            Self::Answers(Fault::Truncated, 3),
            "gives only the first byte of its answers from this one on",
            "answer_malformed",
        ),
        facts(
            "endless_61xx",
            Self::Answers(Fault::Endless, 3),
            "says from this answer on that there is more to fetch, for ever",
            "answer_endless",
        ),
        facts(
            "length_of_four_gigabytes",
            Self::File(Bomb::FourGigabytes, ElementaryFile::CardAccess),
            "a file says that it is four gigabytes long",
            "file_too_large for EF.CardAccess; for another file what its missing content breaks; EF.COM, signed by \
             nobody, refuses nothing and is noted in contents alone",
        ),
        facts(
            "tlv_bomb",
            Self::File(Bomb::Nested, ElementaryFile::CardAccess),
            "a file is data objects in one another, 3000 deep",
            "malformed for EF.CardAccess; for another file what its missing content breaks; EF.COM, signed by \
             nobody, refuses nothing and is noted in contents alone",
        ),
        facts(
            "one_byte_a_second",
            Self::Answers(Fault::OneByteASecond, 1),
            "gives one byte of a file at once, and every answer from this one on a second late",
            "chip_too_slow, after half a minute",
        ),
        facts(
            "silent",
            Self::Answers(Fault::Silent, 3),
            "never gives this answer, nor another",
            "exit 2: the reader does not answer",
        ),
        facts(
            "leaves_at",
            Self::Answers(Fault::Leaves, 3),
            "is taken off the reader instead of this answer",
            "exit 2: the card is gone",
        ),
    ];

    /// What is known of this one.
    pub fn facts(self) -> Option<Facts> {
        Self::ALL.into_iter().find(|facts| match (facts.hostile, self) {
            (Self::Document(one), Self::Document(other)) => one == other,
            (Self::File(one, _), Self::File(other, _)) => one == other,
            (Self::Answers(one, _), Self::Answers(other, _)) => one == other,
            _ => false,
        })
    }

    fn names() -> String {
        Self::ALL.map(|facts| facts.usage()).join(", ")
    }
}

impl Facts {
    /// How its name is written, with what may follow it.
    pub fn usage(&self) -> String {
        match self.hostile {
            Hostile::Document(_) => self.name.to_owned(),
            Hostile::File(_, file) => format!("{}[={file}]", self.name),
            Hostile::Answers(_, number) => format!("{}[={number}]", self.name),
        }
    }

    /// The chip with what is chosen behind its name.
    fn with(&self, parameter: &str) -> Result<Hostile, HostileNameError> {
        match self.hostile {
            Hostile::Document(_) => Err(HostileNameError::TakesNothing(self.name)),
            Hostile::File(bomb, _) => parameter
                .parse()
                .map(|file| Hostile::File(bomb, file))
                .map_err(|_| HostileNameError::NoFile(self.name)),
            Hostile::Answers(fault, _) => {
                let number = parameter.parse().ok().filter(|number| *number > 0);
                let number = number.ok_or(HostileNameError::NoNumber(self.name))?;
                Ok(Hostile::Answers(fault, number))
            }
        }
    }
}

impl FromStr for Hostile {
    type Err = HostileNameError;

    /// A name, and where there is something to choose, `=` and what is chosen.
    fn from_str(text: &str) -> Result<Self, HostileNameError> {
        let (name, parameter) =
            text.split_once('=').map_or((text, None), |(name, parameter)| (name, Some(parameter)));
        let facts = Self::ALL.into_iter().find(|facts| facts.name == name);
        let facts = facts.ok_or(HostileNameError::Unknown)?;
        parameter.map_or(Ok(facts.hostile), |parameter| facts.with(parameter))
    }
}

impl fmt::Display for Hostile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.facts().map_or("", |facts| facts.name);
        match self {
            Self::Document(_) => f.write_str(name),
            Self::File(_, file) => write!(f, "{name}={file}"),
            Self::Answers(_, number) => write!(f, "{name}={number}"),
        }
    }
}
