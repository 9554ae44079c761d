//! The table of quirks, `assets/quirks.toml`: which faults are to be expected of whose documents, and who says so.

use super::{DocumentKind, IssuedDocument, Quirk};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::OnceLock;
use thiserror::Error;

/// The version of the table's form.
const VERSION: u32 = 1;
/// More entries than any table has.
const MOST: usize = 1000;
/// The lengths that answers may be learned to have, as the chip gives them at once.
const LENGTHS: std::ops::RangeInclusive<usize> = 32..=65_503;

/// Why a text is no table of quirks; nothing of it is used then.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum QuirkTableError {
    /// The text is not TOML, or has other members than a table of quirks.
    #[error("not a table of quirks: {0}")]
    Malformed(String),
    /// The table is of another version than this program reads.
    #[error("the table of quirks has version {0}, and this program reads version 1")]
    Version(u32),
    /// No quirk has this name.
    #[error("entry {entry}: no quirk is called {name}")]
    UnknownQuirk {
        /// Counted from one.
        entry: usize,
        /// What stands there.
        name: String,
    },
    /// The issuing state is neither `any` nor a code of one to three capital letters.
    #[error(
        "entry {entry}: {state} is no issuing state; write a code as in the machine readable zone, or any"
    )]
    IssuingState {
        /// Counted from one.
        entry: usize,
        /// What stands there.
        state: String,
    },
    /// The entry says of the quirk something else than the program does.
    #[error("entry {0}: working around this quirk does not loosen a check as the entry says")]
    Loosens(usize),
    /// The source is neither an address nor `unsourced`, or the entry does not say what the quirk does.
    #[error(
        "entry {0}: give what it does, and as source an address (https://…) with what it says, or unsourced"
    )]
    Source(usize),
    /// A length stands at a quirk that has none, or is none that an answer can have.
    #[error("entry {0}: longest_answer is for long_answers_refused alone, 32 to 65503")]
    Length(usize),
    /// More entries than a table may have.
    #[error("the table of quirks has too many entries")]
    TooLong,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    version: u32,
    #[serde(default)]
    entry: Vec<TextEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TextEntry {
    issuing_state: String,
    document: KindKey,
    quirk: String,
    does: String,
    loosens: bool,
    source: String,
    #[serde(default)]
    says: String,
    longest_answer: Option<usize>,
}

/// A kind of document, or every one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KindKey {
    Passport,
    IdentityCard,
    Any,
}

impl KindKey {
    fn covers(self, kind: DocumentKind) -> bool {
        match self {
            Self::Any => true,
            Self::Passport => kind == DocumentKind::Passport,
            Self::IdentityCard => kind == DocumentKind::IdentityCard,
        }
    }
}

/// Which quirks to expect of whose documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuirkTable(Vec<Entry>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    /// `None` is every state.
    issuing_state: Option<String>,
    document: KindKey,
    quirk: Quirk,
    sourced: bool,
    longest_answer: Option<usize>,
}

/// What to expect of a document before its chip was asked anything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expected {
    /// The faults.
    pub quirks: BTreeSet<Quirk>,
    /// The bytes of a file that the chip gives at once, where longer answers are known to be refused.
    pub longest_answer: Option<usize>,
}

impl QuirkTable {
    /// The table that comes with the program; empty if that were none.
    pub fn built_in() -> &'static Self {
        static TABLE: OnceLock<QuirkTable> = OnceLock::new();
        const TEXT: &str = include_str!("../../../../assets/quirks.toml");
        TABLE.get_or_init(|| Self::parse(TEXT).unwrap_or(Self(Vec::new())))
    }

    /// Reads a table; whatever is not understood is an error.
    pub fn parse(text: &str) -> Result<Self, QuirkTableError> {
        let text: Text =
            toml::from_str(text).map_err(|error| QuirkTableError::Malformed(error.message().to_owned()))?;
        if text.version != VERSION {
            return Err(QuirkTableError::Version(text.version));
        }
        if text.entry.len() > MOST {
            return Err(QuirkTableError::TooLong);
        }
        let entries = text.entry.into_iter().zip(1..).map(|(entry, number)| entry.check(number));
        entries.collect::<Result<_, _>>().map(Self)
    }

    /// What is to be expected of this document. Entries for every document say what exists, not what to expect.
    pub fn expected(&self, document: &IssuedDocument) -> Expected {
        let mut expected = Expected::default();
        for entry in self.0.iter().filter(|entry| entry.names(document)) {
            expected.quirks.insert(entry.quirk);
            let lengths = [expected.longest_answer, entry.longest_answer];
            expected.longest_answer = lengths.into_iter().flatten().min();
        }
        expected
    }

    /// True where an entry says this of documents of this state and kind by name.
    pub fn lists(&self, document: &IssuedDocument, quirk: Quirk) -> bool {
        self.0.iter().any(|entry| entry.quirk == quirk && entry.names(document))
    }

    /// The quirks that stand in the table, each once.
    pub fn quirks(&self) -> BTreeSet<Quirk> {
        self.0.iter().map(|entry| entry.quirk).collect()
    }

    /// How many entries there are, and how many of them name a public report.
    pub fn counts(&self) -> (usize, usize) {
        (self.0.len(), self.0.iter().filter(|entry| entry.sourced).count())
    }
}

impl Entry {
    fn names(&self, document: &IssuedDocument) -> bool {
        self.issuing_state.as_ref() == Some(&document.issuing_state) && self.document.covers(document.kind)
    }
}

impl TextEntry {
    fn check(self, entry: usize) -> Result<Entry, QuirkTableError> {
        let Some(quirk) = Quirk::named(&self.quirk) else {
            return Err(QuirkTableError::UnknownQuirk { entry, name: self.quirk });
        };
        let issuing_state = match self.issuing_state.as_str() {
            "any" => None,
            code if is_code(code) => Some(code.to_owned()),
            _ => return Err(QuirkTableError::IssuingState { entry, state: self.issuing_state }),
        };
        if self.loosens != quirk.loosens() {
            return Err(QuirkTableError::Loosens(entry));
        }
        let sourced = self.sourced().ok_or(QuirkTableError::Source(entry))?;
        let Self { document, longest_answer, .. } = self;
        let fits = |length| LENGTHS.contains(&length) && quirk == Quirk::LongAnswersRefused;
        match longest_answer.is_none_or(fits) {
            true => Ok(Entry { issuing_state, document, quirk, sourced, longest_answer }),
            false => Err(QuirkTableError::Length(entry)),
        }
    }

    /// Whether it names a public report; `None` where it says neither what the quirk does nor who says so.
    fn sourced(&self) -> Option<bool> {
        let sourced = self.source.starts_with("https://") && !self.says.is_empty();
        let unsourced = self.source == "unsourced" && self.says.is_empty();
        (!self.does.is_empty() && (sourced || unsourced)).then_some(sourced)
    }
}

fn is_code(text: &str) -> bool {
    (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests;
