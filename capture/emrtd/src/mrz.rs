//! The machine readable zone, ICAO 9303-3 §4, of every document size.

mod check_digit;
mod compose;
mod confusion;
mod correct;
mod covered;
mod date;
mod diagnosis;
mod fields;
mod format;
mod french;
mod icao;
mod issuing_state;
mod parse;
mod quirks;
mod report;
mod swiss;

pub use check_digit::check_digit;
pub use compose::{compose, compose_td3};
pub use correct::Correction;
pub use date::{CalendarDate, MrzDate};
pub use diagnosis::{Diagnosis, Finding};
pub use fields::{CheckedField, MrzFields, Sex};
pub use format::MrzFormat;
pub use parse::{Mrz, MrzError};
pub use report::{MrzProblem, MrzReport};
